/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/slabs.h"

#include "account/account.h"
#include "model/snapshot.h"
#include "render/report.h"

static uint64_t large_bytes(const struct report *r)
{
	struct opt_i64 large = r->acct->kernel.kmalloc_large;

	return large.known && large.v > 0 ? (uint64_t)large.v : 0;
}

struct slab_walk slabs_begin(const struct report *r)
{
	return (struct slab_walk){ .r = r, .large = large_bytes(r) };
}

size_t slabs_count(const struct report *r)
{
	return r->snap->memory.slabs.n + (large_bytes(r) ? 1 : 0);
}

bool slabs_next(struct slab_walk *w, struct slab_row *ret)
{
	const struct slabs *slabs = &w->r->snap->memory.slabs;
	const struct slab_cache *cache = NULL;

	if (w->next < slabs->n)
		cache = &slabs->v[w->r->acct->slab_rank[w->next]];
	if (!cache && !w->large)
		return false;
	if (cache && cache->bytes >= w->large) {
		*ret = (struct slab_row){ cache, cache->name, cache->bytes };
		w->next++;
		return true;
	}
	*ret = (struct slab_row){ NULL, SLAB_LARGE, w->large };
	w->large = 0;
	return true;
}
