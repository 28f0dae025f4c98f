/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/unowned.h"

#include <errno.h>
#include <stdlib.h>

#include "model/join/group.h"
#include "collect/base/context.h"
#include "collect/owners/owner_scan.h"
#include "collect/owners/inflight.h"
#include "model/join/kernel_owner.h"
#include "collect/net/tunnels.h"
#include "model/snapshot.h"
#include "util/idhash.h"

#define GAP_EFFECT "sockets of the kernel are shown without their owner"

/* Namespaces that are asked for their tunnels. */
#define NAMESPACES_MAX 256

bool unowned_holds(const struct sock *s)
{
	return s->inode && !s->n_owners && s->via == VIA_NONE &&
	       (s->proto == PROTO_TCP ||
		proto_payer((enum proto)s->proto) == PROTO_UDP) &&
	       sock_held_bytes(s) > 0;
}

static int find_unowned(const struct socks *socks, struct idhash *ret)
{
	for (size_t i = 0; i < socks->n; i++)
		if (unowned_holds(&socks->v[i]) &&
		    idhash_add(ret, socks->v[i].inode, (uint32_t)i) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

/* Reads the tunnels of the place. Returns 0 or -errno. */
static int tunnels_of(const struct netns_home *home,
		      const struct netns_places *places, size_t place,
		      struct tunnels *ret)
{
	struct nl_sock *sk = NULL;
	int err = place ? netns_enter(home, places, place) : 0;

	if (err)
		return err;
	err = tunnels_open(&sk);
	if (place && netns_return(home))
		err = -ENOTRECOVERABLE;
	if (!err)
		err = tunnels_read(sk, ret);
	tunnels_close(sk);
	return err;
}

static int name_kernel_socket(struct snapshot *snap, struct sock *s,
			      const struct tunnels *tunnels)
{
	const char *name = kernel_owner(s, tunnels);

	if (!name)
		return 0;
	s->via = VIA_KERNEL;
	return snapshot_add_string(snap, name, &s->program);
}

/* The unowned sockets of one namespace. */
static int name_kernel_sockets(struct snapshot *snap,
			       const struct idhash *unowned, uint32_t netns,
			       const struct tunnels *tunnels)
{
	int err = 0;

	for (size_t i = 0; !err && i < unowned->size; i++) {
		struct sock *s = &snap->socks.v[unowned->values[i]];

		if (unowned->keys[i] && s->netns == netns && s->via == VIA_NONE)
			err = name_kernel_socket(snap, s, tunnels);
	}
	return err;
}

/* Returns 0, -ENOMEM or -ENOTRECOVERABLE. */
static int name_by_tunnels(const struct owner_scan *h, uint32_t netns,
			   const struct idhash *unowned, struct snapshot *snap)
{
	uint64_t inode = snap->netns.v[netns].inode;
	const uint32_t *place = idhash_find(&h->places.by_inode, inode);
	struct tunnels tunnels = { 0 };
	int err = -ENOENT;

	if (place)
		err = tunnels_of(&h->home, &h->places, *place, &tunnels);
	if (err && err != -ENOMEM && err != -ENOTRECOVERABLE && err != -ENOENT)
		gaps_add(&snap->gaps, "RTM_GETLINK", err, GAP_EFFECT,
			 "netns %llu", (unsigned long long)inode);
	if (err != -ENOMEM && err != -ENOTRECOVERABLE)
		err = name_kernel_sockets(snap, unowned, netns, &tunnels);
	free(tunnels.v);
	return err;
}

static int by_kernel(struct owner_scan *h, const struct idhash *unowned,
		     struct snapshot *snap)
{
	struct idhash seen = { 0 };
	int err = owner_scan_need_places(h);

	for (size_t i = 0; !err && i < unowned->size; i++) {
		const struct sock *s = &snap->socks.v[unowned->values[i]];

		if (!unowned->keys[i] || s->via != VIA_NONE ||
		    seen.n >= NAMESPACES_MAX)
			continue;
		err = idhash_add(&seen, s->netns + 1ULL, 0);
		if (err == -EEXIST)
			err = 0;
		else if (!err)
			err = name_by_tunnels(h, s->netns, unowned, snap);
	}
	idhash_free(&seen);
	return err;
}

static int by_fd(struct owner_scan *h, const struct idhash *unowned,
		 struct snapshot *snap)
{
	const struct fd_want want = { .carriers = true };
	struct sock_owners rings = { 0 }, carriers = { 0 };
	struct fdscan scan = { 0 };
	int err = owner_scan_fds(h, &want, &scan);

	if (!err)
		err = inflight_rings(h->c->proc, &scan.finds, unowned,
				     &snap->socks, &rings);
	if (!err)
		err = group_append(&snap->socks, &snap->owners, &rings,
				   VIA_IO_URING);
	/* a process that cannot be seen may have it: no guess then */
	if (!err && h->sees_all)
		err = by_kernel(h, unowned, snap);
	if (!err && h->sees_all)
		err = inflight_carriers(&scan.finds, unowned, &snap->socks,
					&carriers);
	if (!err)
		err = group_append(&snap->socks, &snap->owners, &carriers,
				   VIA_IN_FLIGHT);
	if (!err && scan.finds.cut)
		gaps_add(&snap->gaps, "fdinfo", 0,
			 "some sockets are shown without owner",
			 "too many to be read");
	fdscan_free(&scan);
	free(rings.v);
	free(carriers.v);
	return err;
}

int unowned_find(struct owner_scan *h, struct snapshot *snap)
{
	struct idhash unowned = { 0 };
	int err = find_unowned(&snap->socks, &unowned);

	if (!err && unowned.n)
		err = by_fd(h, &unowned, snap);
	idhash_free(&unowned);
	return err == -ENOMEM || err == -ENOTRECOVERABLE ? err : 0;
}
