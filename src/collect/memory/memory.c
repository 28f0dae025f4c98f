/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/memory/memory.h"

#include "collect/base/context.h"
#include "collect/base/cache.h"
#include "collect/memory/slabs.h"
#include "model/snapshot.h"
#include "source/memory.h"
#include "util/buf.h"

static int read_expensive(struct collect *c, struct buf *text)
{
	struct collect_cache *cache = c->opts.cache;
	struct memory *m = &c->snap->memory;

	if (cache && !cache_wants_memory(cache, m))
		return cache_give_memory(cache, m);
	if (cache)
		memory_samples(&c->src, text, c->snap);
	if (!memory_expensive(&c->src, text, c->snap))
		collect_slab_names(&c->src, text, &m->slabs);
	return cache ? cache_keep_memory(cache, m) : 0;
}

int collect_memory(struct collect *c)
{
	struct buf text = { 0 };
	int err;

	if (c->opts.cache)
		memory_counters(&c->src, &text, c->snap);
	else
		memory_samples(&c->src, &text, c->snap);
	memory_events(&c->src, &text, c->snap);
	err = read_expensive(c, &text);
	buf_free(&text);
	return err;
}
