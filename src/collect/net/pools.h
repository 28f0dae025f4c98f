/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page pools of one network namespace, as generic netlink tells them. */
#ifndef KMW_COLLECT_NET_POOLS_H
#define KMW_COLLECT_NET_POOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page_pool;
struct snapshot;
struct span;

struct pools {
	struct page_pool *v; /* by id, and by interface once they are added */
	size_t n;
	size_t cap;
	bool cut; /* there were more than are worth their memory */
};

/* A message of page-pool-get; pools is a struct pools. 0 or -ENOMEM. */
int pools_take(struct span attrs, void *pools);

/* Before the first message of page-pool-stats-get. */
void pools_sort(struct pools *p);

/* A message of page-pool-stats-get, of a pool that was taken. Returns 0. */
int pools_take_stats(struct span attrs, void *pools);

/*
 * Adds consumers and snap->page_pools, by interface; now is CLOCK_BOOTTIME in
 * seconds. name() puts an interface's name, of 16 bytes. Returns 0 or -ENOMEM.
 */
int pools_add(struct pools *p, uint64_t netns, uint64_t now,
	      void (*name)(uint32_t ifindex, char *dst, void *data), void *data,
	      struct snapshot *snap);

/* Whether the interface has any, once they are added. */
bool pools_have(const struct pools *p, uint32_t ifindex);

void pools_free(struct pools *p);

#endif
