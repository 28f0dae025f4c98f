/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/pools.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/base/consumer_list.h"
#include "model/snapshot.h"
#include "parse/net/netdev.h"
#include "util/span.h"
#include "util/vec.h"

#define POOLS_MAX 65536

/* page_pool_release_retry() complains of a pool that waits for so long. */
#define LEAK_SECONDS 60

int pools_take(struct span attrs, void *pools)
{
	struct pools *p = pools;
	struct page_pool pool;

	/* one that cannot be read is no reason to forget the others */
	if (parse_page_pool(attrs, &pool) || pool.foreign)
		return 0;
	if (p->n >= POOLS_MAX) {
		p->cut = true;
		return 0;
	}
	if (VEC_GROW(p))
		return -ENOMEM;
	p->v[p->n++] = pool;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct page_pool *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

void pools_sort(struct pools *p)
{
	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), by_id);
}

int pools_take_stats(struct span attrs, void *pools)
{
	struct pools *p = pools;
	struct page_pool key = { 0 };
	struct page_pool *pool;

	if (parse_page_pool_stats(attrs, &key.id, key.counters) || !p->n)
		return 0;
	pool = bsearch(&key, p->v, p->n, sizeof(*p->v), by_id);
	if (pool)
		memcpy(pool->counters, key.counters, sizeof(pool->counters));
	return 0;
}

static int by_interface(const void *a, const void *b)
{
	const struct page_pool *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

/* A sum that would not fit stays at the most that does. */
static void plus(struct opt_u64 *sum, struct opt_u64 more)
{
	if (!more.known)
		return;
	if (__builtin_add_overflow(sum->v, more.v, &sum->v) ||
	    sum->v > INT64_MAX)
		sum->v = INT64_MAX;
	sum->known = true;
}

static void add_to(struct pool_row *row, const struct page_pool *p,
		   uint64_t now)
{
	row->pools++;
	row->bytes += p->inflight_bytes < INT64_MAX - row->bytes
			      ? p->inflight_bytes
			      : 0;
	for (unsigned i = 0; i < POOL_COUNTERS_N; i++)
		plus(&row->counters[i], p->counters[i]);
	if (!row->detached)
		return;
	if (now - p->detached_s.v > opt_or0(row->detached_s))
		row->detached_s = opt_u64(now - p->detached_s.v);
}

static int put(const struct pool_row *row, struct snapshot *snap)
{
	struct pool_rows *all = &snap->page_pools;
	struct consumer c = { .name = row->detached ? "page-pool-detached"
						    : "page-pool",
			      .basis = BASIS_EXACT,
			      .counted_in = COUNTED_OTHERWISE,
			      .bytes = row->bytes,
			      .count = row->pools };

	if (!row->pools)
		return 0;
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = *row;
	consumer_name(&c, span_of(row->interface, strlen(row->interface)));
	return consumers_add(snap, &c);
}

static bool is_leak(const struct page_pool *p, uint64_t now)
{
	return p->detached_s.known && now >= LEAK_SECONDS &&
	       p->detached_s.v <= now - LEAK_SECONDS;
}

int pools_add(struct pools *p, uint64_t netns, uint64_t now,
	      void (*name)(uint32_t ifindex, char *dst, void *data), void *data,
	      struct snapshot *snap)
{
	size_t at = 0;
	int err = 0;

	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), by_interface);
	while (!err && at < p->n) {
		uint32_t ifindex = p->v[at].ifindex;
		struct pool_row live = { .netns = netns };
		struct pool_row leak = { .netns = netns, .detached = true };

		for (; at < p->n && p->v[at].ifindex == ifindex; at++)
			add_to(is_leak(&p->v[at], now) ? &leak : &live,
			       &p->v[at], now);
		if (ifindex)
			name(ifindex, live.interface, data);
		memcpy(leak.interface, live.interface, sizeof(live.interface));
		err = put(&live, snap);
		if (!err)
			err = put(&leak, snap);
	}
	return err;
}

bool pools_have(const struct pools *p, uint32_t ifindex)
{
	const struct page_pool key = { .ifindex = ifindex };

	return p->n && bsearch(&key, p->v, p->n, sizeof(*p->v), by_interface);
}

void pools_free(struct pools *p)
{
	free(p->v);
	*p = (struct pools){ 0 };
}
