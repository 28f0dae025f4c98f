/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump_unreclaimable_slab() of mm/slab_common.c, since 4.15, and the largest
 * allocations of __show_mem(), since 6.10.
 */
#include <errno.h>

#include "parse/field.h"
#include "parse/memory/memory.h"
#include "parse/oom/parts.h"
#include "util/vec.h"

#define CACHES_MAX 4096

/* Cuts "123KB" from the end. */
static bool last_kib(struct span *line, uint64_t *ret)
{
	struct span word;

	return line_last_word(line, &word) && span_digits(&word, ret) &&
	       span_is(word, "KB") && *ret <= OOM_ZONE_MAX / 1024;
}

/* "kmalloc-96                 123KB       456KB": used, and all of its slabs */
static bool slab_row(struct oom_reading *r, struct span line)
{
	struct slab_cache c = { .reclaimable = opt_u64(0) };
	struct slabs *all = &r->snap->memory.slabs;
	uint64_t total = 0, used = 0;

	if (!last_kib(&line, &total) || !last_kib(&line, &used) ||
	    line_ended(line))
		return false;
	span_copy(span_trim(line), c.name, sizeof(c.name));
	c.bytes = total * 1024;
	if (all->n >= CACHES_MAX)
		return true;
	if (VEC_GROW(all))
		r->err = -ENOMEM;
	else
		all->v[all->n++] = c;
	return true;
}

/* As string_get_size() prints it, to three digits: "38.4 MiB" */
static bool cut_size(struct span *line, uint64_t *ret)
{
	static const struct field_word units[] = {
		{ "B", 0 },    { "KiB", 10 }, { "MiB", 20 },
		{ "GiB", 30 }, { "TiB", 40 }, { "PiB", 50 },
	};
	struct span number, unit;
	uint64_t whole = 0, part = 0, scale = 1;
	int shift = 0;

	if (!span_word(line, &number) || !span_word(line, &unit) ||
	    !FIELD_WORD(unit, units, &shift) || !span_digits(&number, &whole) ||
	    whole > AMOUNT_MAX >> shift)
		return false;
	if (span_cut(&number, ".") &&
	    (number.len > 3 || span_u64(number, &part)))
		return false;
	for (size_t i = 0; part && i < number.len; i++)
		scale *= 10;
	*ret = (whole << shift) + (part << shift) / scale;
	return true;
}

static bool site_row(struct oom_reading *r, struct span line)
{
	struct alloc_site s = { 0 };

	if (!cut_size(&line, &s.bytes) || parse_alloc_place(line, &s))
		return false;
	alloc_sites_keep(&r->snap->detail.sites, &s);
	return true;
}

bool oom_list_line(struct oom_reading *r, struct span line, bool whole)
{
	struct span rest, word;

	if (span_past(line, "Unreclaimable slab info:", &rest)) {
		r->in = IN_SLABS;
		return true;
	}
	if (span_past(line, "Memory allocations", &rest)) {
		r->in = IN_SITES;
		return true;
	}
	if (r->in != IN_SLABS && r->in != IN_SITES)
		return false;
	if (!whole) {
		r->bad++;
		return true;
	}
	if (r->in == IN_SITES)
		return site_row(r, line);
	rest = line;
	return (span_word(&rest, &word) && span_is(word, "Name") &&
		span_word(&rest, &word) && span_is(word, "Used")) ||
	       slab_row(r, line);
}
