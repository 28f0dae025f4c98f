/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/cache.h"

#include <errno.h>
#include <stdlib.h>

#include "collect/base/cache_parts.h"
#include "model/snapshot.h"
#include "util/vec.h"

#define WALK_PART 100	    /* of the time: 1 % */
#define WALK_AGAIN_MS 60000 /* fds are passed on, too */
#define WALK_SOONEST_MS 1000
/* Who has that much is asked at once. */
#define WORTH_A_WALK (256 * 1024)

static uint64_t key_of(const struct snapshot *snap, const struct sock *s)
{
	uint64_t h = s->cookie ? s->cookie : s->inode;

	h = h * 0x9e3779b97f4a7c15ULL ^ snap->netns.v[s->netns].inode;
	h = h * 0x9e3779b97f4a7c15ULL ^ ((uint64_t)s->proto << 8 | s->family);
	return h ? h : 1;
}

/*
 * Whether a socket was without an owner in two samples, or holds a lot: what
 * comes and goes, our own netlink sockets among it, is not worth a walk.
 */
static bool any_missing(struct collect_cache *c, const struct snapshot *snap)
{
	struct idhash now = { 0 };
	bool worth_it = false;

	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		uint64_t key;

		if (!s->inode)
			continue;
		key = key_of(snap, s);
		if (c->socks.size && idhash_find(&c->socks, key))
			continue;
		if (sock_held_bytes(s) >= WORTH_A_WALK ||
		    (c->missing.size && idhash_find(&c->missing, key)))
			worth_it = true;
		/* out of memory: it is asked for again */
		if (idhash_add(&now, key, 0) == -ENOMEM)
			break;
	}
	idhash_free(&c->missing);
	c->missing = now;
	return worth_it;
}

bool cache_wants_owners(struct collect_cache *c, const struct snapshot *snap)
{
	bool missing;

	if (!c->walk.done)
		return true;
	missing = any_missing(c, snap);
	if (!pace_due(&c->walk, c->now_ms))
		return false;
	return missing || c->now_ms - c->walk.done_ms >= WALK_AGAIN_MS;
}

/* Another process may have the pid by now. */
static bool still_there(const struct snapshot *snap,
			const struct cached_owner *o)
{
	const struct process *p;

	if (!snap->processes.known)
		return true;
	p = processes_find(&snap->processes, o->pid);
	return p && p->start_time == o->start_time;
}

static int give(const struct collect_cache *c, struct snapshot *snap,
		uint32_t at, uint32_t owner)
{
	struct sock *s = &snap->socks.v[at];

	for (; owner; owner = c->owners.v[owner - 1].next) {
		const struct cached_owner *o = &c->owners.v[owner - 1];

		if (!o->pid) /* only how it is held was found */
			s->via = o->via;
		if (!o->pid || !still_there(snap, o))
			continue;
		if (VEC_GROW(&snap->owners))
			return -ENOMEM;
		if (!s->n_owners++)
			s->first_owner = (uint32_t)snap->owners.n;
		s->via = o->via;
		snap->owners.v[snap->owners.n++] = (struct sock_owner){
			.sock = at, .pid = o->pid, .fd = o->fd
		};
	}
	return 0;
}

int cache_give_owners(struct collect_cache *c, struct snapshot *snap)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		const uint32_t *at = NULL;

		if (s->inode && c->socks.size)
			at = idhash_find(&c->socks, key_of(snap, s));
		if (at && *at)
			err = give(c, snap, i, *at);
	}
	return err;
}

void cache_walk_begins(struct collect_cache *c)
{
	pace_begin(&c->walk);
}

static int keep(struct collect_cache *c, const struct snapshot *snap,
		const struct sock *s, uint32_t *ret)
{
	uint32_t last = 0;

	/* backwards: the chain begins with the first owner */
	for (uint32_t i = s->n_owners; i-- > 0;) {
		const struct sock_owner *o =
			&snap->owners.v[s->first_owner + i];
		const struct process *p =
			processes_find(&snap->processes, o->pid);

		if (VEC_GROW(&c->owners))
			return -ENOMEM;
		c->owners.v[c->owners.n++] = (struct cached_owner){
			.next = last,
			.pid = o->pid,
			.fd = o->fd,
			.via = s->via,
			.start_time = p ? p->start_time : 0,
		};
		last = (uint32_t)c->owners.n;
	}
	if (!last && s->via != VIA_NONE) {
		if (VEC_GROW(&c->owners))
			return -ENOMEM;
		c->owners.v[c->owners.n++] =
			(struct cached_owner){ .via = s->via };
		last = (uint32_t)c->owners.n;
	}
	*ret = last;
	return 0;
}

int cache_keep_owners(struct collect_cache *c, const struct snapshot *snap)
{
	int err = 0;

	pace_end(&c->walk, c->now_ms, WALK_PART);
	if (c->walk.next_ms < c->now_ms + WALK_SOONEST_MS)
		c->walk.next_ms = c->now_ms + WALK_SOONEST_MS;
	cache_keep_counts(c, &snap->processes);
	idhash_free(&c->socks);
	/* not kept for the largest moment that there ever was */
	free(c->owners.v);
	c->owners = (struct cached_owners){ 0 };
	for (size_t i = 0; !err && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		uint32_t first = 0;

		if (!s->inode)
			continue;
		err = keep(c, snap, s, &first);
		if (!err)
			err = idhash_add(&c->socks, key_of(snap, s), first);
		if (err == -EEXIST)
			err = 0;
	}
	return err;
}
