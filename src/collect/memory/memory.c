/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include "collect/cache.h"
#include "collect/memory/slabs.h"
#include "model/snapshot.h"
#include "source/memory.h"
#include "util/buf.h"

static int expensive(const struct source *src, struct collect_cache *cache,
		     struct buf *text, struct snapshot *snap)
{
	struct memory *m = &snap->memory;

	if (cache && !cache_wants_memory(cache, m))
		return cache_give_memory(cache, m);
	if (cache)
		memory_samples(src, text, snap);
	if (!memory_expensive(src, text, snap))
		collect_slab_names(src, text, &m->slabs);
	return cache ? cache_keep_memory(cache, m) : 0;
}

int collect_memory(const struct source *src, struct collect_cache *cache,
		   struct snapshot *snap)
{
	struct buf text = { 0 };
	int err;

	if (cache)
		memory_counters(src, &text, snap);
	else
		memory_samples(src, &text, snap);
	memory_events(src, &text, snap);
	err = expensive(src, cache, &text, snap);
	buf_free(&text);
	return err;
}
