/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/unix_readers.h"

#include <errno.h>
#include <sys/socket.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "util/idhash.h"

static pid_t first_owner(const struct snapshot *snap, const struct sock *s)
{
	return s->n_owners ? snap->owners.v[s->first_owner].pid : 0;
}

/* A queue of datagrams that no connected sender seen explains. */
static bool may_be_strays(const struct sock *s, const struct idhash *explained)
{
	return s->proto == PROTO_UNIX && s->type == SOCK_DGRAM && s->rqueue &&
	       !idhash_find(explained, s->inode);
}

static uint32_t stray_queue(const struct snapshot *snap,
			    const struct idhash *explained)
{
	uint32_t best = NO_SOCK;

	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		const struct sock *b;

		if (!may_be_strays(s, explained))
			continue;
		if (best == NO_SOCK) {
			best = (uint32_t)i;
			continue;
		}
		b = &snap->socks.v[best];
		if (!first_owner(snap, s) ||
		    first_owner(snap, s) != first_owner(snap, b))
			return NO_SOCK;
		if (s->rqueue > b->rqueue)
			best = (uint32_t)i;
	}
	return best;
}

/* Inodes of all UNIX sockets, and of those that a connected one sends to. */
static int index_ends(const struct snapshot *snap, struct idhash *by_inode,
		      struct idhash *explained)
{
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		if (s->proto != PROTO_UNIX)
			continue;
		err = idhash_add(by_inode, s->inode, (uint32_t)i);
		if (err != -ENOMEM && sock_tx_bytes(s))
			err = idhash_add(explained, s->peer_inode, 0);
	}
	return err == -ENOMEM ? err : 0;
}

int unix_readers_find(const struct snapshot *snap, uint32_t *ret)
{
	struct idhash by_inode = { 0 }, explained = { 0 };
	int err = index_ends(snap, &by_inode, &explained);
	uint32_t stray = err ? NO_SOCK : stray_queue(snap, &explained);

	for (size_t i = 0; !err && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		const uint32_t *peer;

		if (s->proto != PROTO_UNIX)
			continue;
		peer = idhash_find(&by_inode, s->peer_inode);
		if (s->orphan_queue)
			ret[i] = (uint32_t)i;
		else if (peer && sock_tx_bytes(s))
			ret[i] = *peer;
		else if (!s->peer_inode && s->type == SOCK_DGRAM &&
			 sock_tx_bytes(s))
			ret[i] = stray;
	}
	idhash_free(&by_inode);
	idhash_free(&explained);
	return err;
}
