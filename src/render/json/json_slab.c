/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slab caches: the rows are struct slab_row; large kmalloc is in no cache. */
#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/slabs.h"
#include "render/table/words/slab_words.h"
#include "render/view.h"

/* What is made of the cache c of a row. */
#define CACHE(fn, value)                                         \
	static void fn(const struct lookup *l, const void *row,  \
		       union field_value *ret)                   \
	{                                                        \
		const struct slab_cache *c =                     \
			((const struct slab_row *)row)->cache;   \
                                                                 \
		(void)l;                                         \
		ret->u = (struct opt_u64){ c ? (value) : 0, c }; \
	}

CACHE(waste, slab_waste(c))
CACHE(objects, c->objects)
CACHE(active, c->active)
CACHE(object_bytes, c->object_bytes)

static void may_go(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	const char *word = slab_words(row).reclaimable;

	(void)l;
	ret->word = !word ? MAYBE : *word == 'y' ? YES : NO;
}

static void module(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	(void)l;
	ret->text = slab_words(row).module;
}

static void meaning(const struct lookup *l, const void *row,
		    union field_value *ret)
{
	(void)l;
	ret->text = slab_words(row).means;
}

static const struct field name[] = {
	SHOWN(struct slab_row, name, "name", "Of the cache, un-merged.",
	      .sure = true),
	SHOWN(struct slab_row, bytes, "bytes", "Its slabs."),
};
static const struct table slab_name = TABLE(name);

static const struct field count[] = {
	MADE(FIELD_OPT, objects, "objects",
	     "Allocated ones, free ones in slabs included."),
};
static const struct table slab_count = TABLE(count);

static const struct field size[] = {
	MADE(FIELD_OPT, object_bytes, "object_bytes", "One of them."),
	MADE(FIELD_TRISTATE, may_go, "reclaimable",
	     "Whether the kernel can take it back."),
};
static const struct table slab_size = TABLE(size);

static const struct field slab_top[] = {
	ALL(slab_name),
	ALL(slab_count),
	ALL(slab_size),
};
const struct table report_slab_top = TABLE(slab_top);

static const struct field slab[] = {
	ALL(slab_name),
	MADE(FIELD_OPT, waste, "waste_bytes",
	     "What its objects in use do not need of the slabs."),
	ALL(slab_count),
	MADE(FIELD_OPT, active, "active_objects", "In use."),
	ALL(slab_size),
	MADE(FIELD_NAME, module, "module",
	     "Which makes the cache; null for the kernel itself."),
	MADE(FIELD_NAME, meaning, "meaning",
	     "In words; null where it is not known."),
};
const struct table report_slab = TABLE(slab);

void rows_slab_top(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;
	struct slab_walk walk = slabs_begin(r);
	size_t left = view_rows(&r->view, slabs_count(r));
	struct slab_row slab_row;

	(void)row;
	while (left-- && slabs_next(&walk, &slab_row))
		walk_row(w, &slab_row);
}

void rows_slab(struct walk *w, const void *row)
{
	if (w->l->r->view.kernel)
		rows_slab_top(w, row);
}
