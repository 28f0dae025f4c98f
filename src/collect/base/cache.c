/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collect/base/cache_parts.h"
#include "util/clock.h"

#define MEMORY_EVERY 10	    /* samples between two readings of slabinfo */
#define MEMORY_OLD_MS 20000 /* with long intervals it costs nothing */
#define MEMORY_SOONEST 3    /* also where MemFree moves all the time */
#define MOVED_BYTES ((uint64_t)64 << 20)

struct collect_cache *collect_cache_new(double interval)
{
	struct collect_cache *c = calloc(1, sizeof(*c));

	if (c)
		c->interval_ns = (int64_t)(interval * NS_PER_S);
	return c;
}

void collect_cache_free(struct collect_cache *c)
{
	if (!c)
		return;
	free(c->memory.slabs.v);
	free(c->pss);
	free(c->pids);
	free(c->netns.tasks.v);
	idhash_free(&c->socks);
	idhash_free(&c->missing);
	free(c->owners.v);
	free(c);
}

void cache_begin(struct collect_cache *c)
{
	c->samples++;
	c->now_ms = c->netns.now_ms = clock_ms(CLOCK_MONOTONIC);
	c->pss_began_ns = -1;
}

struct netns_memory *cache_netns(struct collect_cache *c)
{
	return c ? &c->netns : NULL;
}

bool cache_wants_memory(struct collect_cache *c, const struct memory *m)
{
	struct opt_u64 now = m->info.v[MEM_FREE];
	struct opt_u64 then = c->memory.info.v[MEM_FREE];
	uint64_t age = c->samples - c->memory_sample;
	bool moved;

	if (!c->memory_sample || age >= MEMORY_EVERY ||
	    c->now_ms - c->memory_ms >= MEMORY_OLD_MS)
		return true;
	moved = now.known && then.known &&
		(now.v > then.v ? now.v - then.v : then.v - now.v) >
			MOVED_BYTES;
	return moved && age >= MEMORY_SOONEST;
}

static int copy_slabs(const struct slabs *from, struct slabs *ret)
{
	struct slab_cache *v = NULL;

	if (from->n) {
		v = malloc(from->n * sizeof(*v));
		if (!v)
			return -ENOMEM;
		memcpy(v, from->v, from->n * sizeof(*v));
	}
	*ret = *from;
	ret->v = v;
	ret->cap = from->n;
	return 0;
}

int cache_keep_memory(struct collect_cache *c, const struct memory *m)
{
	struct slabs slabs;

	if (copy_slabs(&m->slabs, &slabs))
		return -ENOMEM;
	free(c->memory.slabs.v);
	c->memory = *m;
	c->memory.slabs = slabs;
	c->memory_sample = c->samples;
	c->memory_ms = c->now_ms;
	return 0;
}

int cache_give_memory(const struct collect_cache *c, struct memory *m)
{
	const struct memory *k = &c->memory;

	m->zone = k->zone;
	memcpy(m->hugepools, k->hugepools, sizeof(m->hugepools));
	m->n_hugepools = k->n_hugepools;
	m->vmalloc = k->vmalloc;
	m->vmap_stack = k->vmap_stack;
	m->balloon_in_total = k->balloon_in_total;
	return copy_slabs(&k->slabs, &m->slabs);
}
