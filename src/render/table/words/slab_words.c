/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/words/slab_words.h"

#include <stddef.h>

#include "model/memory/memory.h"
#include "model/kernel/slab_meaning.h"
#include "render/slabs.h"

struct slab_words slab_words(const struct slab_row *row)
{
	const struct slab_meaning *m = slab_meaning(row->name);
	struct slab_words w = { 0 };

	if (m) {
		w.module = m->module;
		w.means = m->means;
	}
	if (!row->cache)
		w.reclaimable = "no";
	else if (row->cache->reclaimable.known)
		w.reclaimable = row->cache->reclaimable.v ? "yes" : "no";
	return w;
}
