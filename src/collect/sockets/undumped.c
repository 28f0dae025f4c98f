/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/undumped.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/files.h"
#include "collect/base/fd_walk.h"
#include "collect/sockets/intrusive.h"
#include "collect/netns/netns.h"
#include "model/join/undumped.h"
#include "model/snapshot.h"
#include "util/idhash.h"
#include "util/vec.h"

#define GAP_EFFECT \
	"what sockets in no dump hold, and where, is known only as a sum"

void undumped_of(const struct bpf_sock_facts *facts, uint32_t inode,
		 struct undumped *ret)
{
	struct sock s = {
		.cookie = facts->cookie,
		.inode = inode,
		.uid = facts->uid,
		.mem = {
			.rmem_alloc = facts->rmem_alloc,
			.rcvbuf = facts->rcvbuf,
			.wmem_alloc = facts->wmem_alloc,
			.sndbuf = facts->sndbuf,
			.fwd_alloc = facts->fwd_alloc,
			.wmem_queued = facts->wmem_queued,
			.optmem = facts->optmem,
			.backlog = facts->backlog,
			.drops = facts->drops,
		},
		.has_mem = 1,
		.has_drops = 1,
		.undumped = 1,
		.iterated = 1,
		.proto = facts->protocol == IPPROTO_TCP ? PROTO_TCP : PROTO_UDP,
		.family = facts->family,
		.type = facts->type,
		.state = facts->state < SOCK_STATE_N ? facts->state
						     : SOCK_UNKNOWN,
		.sport = facts->sport,
		.dport = facts->dport,
	};

	/* what UDP's Recv-Q would say at most */
	if (s.proto == PROTO_UDP)
		s.rqueue = s.mem.rmem_alloc;
	memcpy(s.local, facts->local, sizeof(s.local));
	memcpy(s.peer, facts->peer, sizeof(s.peer));
	*ret = (struct undumped){ .sock = s, .netns = facts->netns, .fd = -1 };
}

struct borrowing {
	struct snapshot *snap;
	struct netns_places *places;
	struct undumped_list *ret;
	struct idhash seen; /* inodes: a socket may have many fds */
};

/* Takes over b->netns_fd. */
static int saw_netns(struct borrowing *w, const struct fd_ref *ref,
		     struct borrowed *b)
{
	int err;

	if (b->netns_fd < 0)
		return 0;
	if (!b->netns) {
		close(b->netns_fd);
		return 0;
	}
	/* it becomes the places', or is closed: both there */
	err = netns_add_fd(w->places, b->netns, 0, 0, b->netns_fd);
	if (!err)
		w->places->v[w->places->n - 1].kept_by = ref->pid;
	return err == -ENOMEM ? err : 0;
}

static int borrow_one(struct borrowing *w, struct borrower *who,
		      const struct fd_ref *ref)
{
	struct borrowed b;
	int err = idhash_add(&w->seen, ref->inode, 0);

	if (err)
		return err == -ENOMEM ? err : 0;
	err = intrusive_borrow(who, ref, &b);
	if (err == -ENOENT || err == -EBADF || err == -ESRCH ||
	    err == -EPROTONOSUPPORT)
		return 0; /* closed, or ended, meanwhile */
	if (err) {
		gaps_add(&w->snap->gaps, "pidfd_getfd", err, GAP_EFFECT,
			 "pid %d", ref->pid);
		return err == -EOPNOTSUPP ? err : 0;
	}
	err = saw_netns(w, ref, &b);
	if (err || !undumped_holds(&b.sock))
		return err;
	if (VEC_GROW(w->ret))
		return -ENOMEM;
	w->ret->v[w->ret->n++] =
		(struct undumped){ .sock = b.sock, .netns = b.netns };
	return 0;
}

int undumped_borrow(const struct source *src, const struct fd_refs *refs,
		    struct snapshot *snap, struct netns_places *places,
		    struct undumped_list *ret)
{
	struct borrowing w = { .snap = snap, .places = places, .ret = ret };
	struct borrower who = { .pidfd = -1 };
	int err = refs->n ? intrusive_allowed(src) : 0;

	if (err)
		gaps_add(&snap->gaps, "net_cls.classid", err, GAP_EFFECT,
			 err == -EBUSY ? "our own class is not 0" : "ours");
	for (size_t i = 0; !err && i < refs->n; i++)
		err = borrow_one(&w, &who, &refs->v[i]);
	borrower_close(&who);
	idhash_free(&w.seen);
	return err == -ENOMEM ? err : 0;
}

static bool netns_find_index(const struct snapshot *snap, uint64_t inode,
			     uint32_t *ret)
{
	for (size_t i = 0; i < snap->netns.n; i++) {
		if (snap->netns.v[i].inode != inode)
			continue;
		*ret = (uint32_t)i;
		return true;
	}
	return false;
}

/* The index of that namespace, which may be one that nobody looked into. */
static int netns_index(struct snapshot *snap, uint64_t inode, uint32_t *ret)
{
	if (netns_find_index(snap, inode, ret))
		return 0;
	if (!inode) { /* not known: ours, then */
		*ret = 0;
		return 0;
	}
	if (VEC_GROW(&snap->netns))
		return -ENOMEM;
	*ret = (uint32_t)snap->netns.n;
	snap->netns.v[snap->netns.n++] =
		(struct netns){ .inode = inode, .access = NETNS_UNREADABLE };
	return 0;
}

static void count(const struct sock *s, struct snapshot *snap)
{
	struct dump_totals *t = &snap->protocols.v[s->proto].totals;

	t->sockets++;
	t->holding++;
	t->held_bytes += sock_held_bytes(s);
	t->charged_bytes += sock_charged_bytes(s);
	snap->netns.v[s->netns].sockets[s->proto][s->state]++;
}

int undumped_add(const struct undumped_list *from, struct snapshot *snap)
{
	for (size_t i = 0; i < from->n && snap->netns.n; i++) {
		struct sock s = from->v[i].sock;

		/* sockets of one program mostly share a namespace */
		if (i && from->v[i].netns == from->v[i - 1].netns)
			s.netns = snap->socks.v[snap->socks.n - 1].netns;
		else if (netns_index(snap, from->v[i].netns, &s.netns))
			return -ENOMEM;
		if (socks_grow(&snap->socks))
			return -ENOMEM;
		snap->socks.v[snap->socks.n++] = s;
		count(&s, snap);
	}
	return 0;
}

static int add_owner(const struct undumped *u, uint32_t sock,
		     struct sock_owners *owners)
{
	if (VEC_GROW(owners))
		return -ENOMEM;
	owners->v[owners->n++] =
		(struct sock_owner){ .sock = sock, .pid = u->pid, .fd = u->fd };
	return 0;
}

int undumped_add_owned(const struct undumped_list *from, bool netns_self,
		       struct snapshot *snap, struct sock_owners *owners)
{
	struct idhash seen = { 0 };
	struct undumped_list once = { 0 };
	uint32_t base = (uint32_t)snap->socks.n, netns;
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < from->n; i++) {
		const struct undumped *u = &from->v[i];

		if (netns_self && !netns_find_index(snap, u->netns, &netns))
			continue;
		err = idhash_add(&seen, u->sock.inode, base + (uint32_t)once.n);
		if (!err && VEC_GROW(&once))
			err = -ENOMEM;
		if (!err)
			once.v[once.n++] = *u;
		if (err != -ENOMEM && u->sock.inode)
			err = add_owner(u, *idhash_find(&seen, u->sock.inode),
					owners);
	}
	if (err != -ENOMEM)
		err = undumped_add(&once, snap);
	free(once.v);
	idhash_free(&seen);
	return err;
}
