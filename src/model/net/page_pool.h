/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that drivers keep for receiving, by interface. */
#ifndef KMW_MODEL_NET_PAGE_POOL_H
#define KMW_MODEL_NET_PAGE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

/*
 * Counters of page-pool-stats-get (CONFIG_PAGE_POOL_STATS), in the order of
 * the kernel's attributes: how a page was got, and what became of it.
 */
#define POOL_COUNTERS(X)                                       \
	X(POOL_ALLOC_FAST, "alloc_fast")                       \
	X(POOL_ALLOC_SLOW, "alloc_slow")                       \
	X(POOL_ALLOC_SLOW_HIGH_ORDER, "alloc_slow_high_order") \
	X(POOL_ALLOC_EMPTY, "alloc_empty")                     \
	X(POOL_ALLOC_REFILL, "alloc_refill")                   \
	X(POOL_ALLOC_WAIVE, "alloc_waive")                     \
	X(POOL_RECYCLE_CACHED, "recycle_cached")               \
	X(POOL_RECYCLE_CACHE_FULL, "recycle_cache_full")       \
	X(POOL_RECYCLE_RING, "recycle_ring")                   \
	X(POOL_RECYCLE_RING_FULL, "recycle_ring_full")         \
	X(POOL_RECYCLE_RELEASED, "recycle_released_refcnt")

enum pool_counter {
#define X(id, name) id,
	POOL_COUNTERS(X)
#undef X
		POOL_COUNTERS_N
};

/* All pools of one interface that are in use, or all that were given up. */
struct pool_row {
	char interface[16]; /* raw; "": it is gone, or not known */
	uint64_t netns;	    /* inode */
	bool detached;	    /* waits for its pages for a minute or longer */
	uint64_t pools;
	uint64_t bytes;		   /* given out and not back */
	struct opt_u64 detached_s; /* how long the oldest has waited */
	struct opt_u64 counters[POOL_COUNTERS_N]; /* sums since they began */
};

struct pool_rows {
	struct pool_row *v;
	size_t n;
	size_t cap;
};

const char *pool_counter_name(enum pool_counter c);

#endif
