/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/unix_ends.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "util/idhash.h"

/* sizeof(sockaddr_un.sun_path) and the NUL that the kernel may add */
#define NAME_MAX_BYTES 109

int unix_ends_name(struct snapshot *snap, struct span raw, uint32_t *ret)
{
	char name[NAME_MAX_BYTES + 1];
	size_t len = raw.len < NAME_MAX_BYTES ? raw.len : NAME_MAX_BYTES;

	if (!len)
		return 0;
	/* a path is as long as its struct sockaddr_un says, NUL included */
	if (raw.p[0])
		len = strnlen(raw.p, len);
	for (size_t i = 0; i < len; i++)
		name[i] = raw.p[i] ? raw.p[i] : '@';
	name[len] = '\0';
	/* place 0 means that there is no name */
	if (!snap->strings.len && snapshot_add_string(snap, "", ret))
		return -ENOMEM;
	return snapshot_add_string(snap, name, ret);
}

int unix_ends_wait(struct idhash *waiting, const struct diag_row *row)
{
	struct span rest = row->waiting;
	uint32_t client;

	while (rest.len >= sizeof(client)) {
		memcpy(&client, rest.p, sizeof(client));
		if (idhash_add(waiting, client, row->sock.inode) == -ENOMEM)
			return -ENOMEM;
		rest = span_of(rest.p + sizeof(client),
			       rest.len - sizeof(client));
	}
	return 0;
}

void unix_ends_accept(struct socks *socks, size_t first,
		      const struct idhash *waiting)
{
	for (size_t i = first; waiting->n && i < socks->n; i++) {
		struct sock *s = &socks->v[i];
		const uint32_t *listener;

		if (s->proto != PROTO_UNIX || s->peer_inode || !s->inode)
			continue;
		listener = idhash_find(waiting, s->inode);
		if (listener)
			s->peer_inode = *listener;
	}
}

static bool is_reader(const struct sock *s)
{
	return s->proto == PROTO_UNIX && s->rqueue && s->state != SOCK_LISTEN;
}

static void mark_gone(struct snapshot *snap, struct sock *s)
{
	struct dump_totals *t = &snap->protocols.v[PROTO_UNIX].totals;
	uint64_t before = sock_held_bytes(s);

	s->orphan_queue = 1;
	t->holding += !before;
	t->held_bytes += sock_held_bytes(s) - before;
}

int unix_ends_find_gone(struct snapshot *snap, size_t first)
{
	struct idhash read_by = { 0 }; /* inodes that somebody sends to */
	bool stray = false;
	int err = 0;

	for (size_t i = first; err != -ENOMEM && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		if (s->proto != PROTO_UNIX || !s->mem.wmem_alloc)
			continue;
		stray |= !s->peer_inode && s->type == SOCK_DGRAM;
		err = idhash_add(&read_by, s->peer_inode, 0);
	}
	for (size_t i = first; err != -ENOMEM && i < snap->socks.n; i++) {
		struct sock *s = &snap->socks.v[i];

		if (is_reader(s) && s->has_mem &&
		    !idhash_find(&read_by, s->inode) &&
		    !(stray && s->type == SOCK_DGRAM))
			mark_gone(snap, s);
	}
	idhash_free(&read_by);
	return err == -ENOMEM ? err : 0;
}
