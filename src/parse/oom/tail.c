/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of show_mem(): lib/show_mem.c since 2.6.28, before that each
 * architecture's own; show_swap_cache_info() of mm/swap_state.c;
 * hugetlb_show_meminfo() of mm/hugetlb.c since 3.10.
 */
#include <errno.h>

#include "parse/field.h"
#include "parse/oom/parts.h"
#include "util/vec.h"

static const struct {
	const char *words; /* behind the number */
	enum oom_pages which;
} counts[] = {
	{ "pages RAM", OOM_PAGES_RAM },
	{ "pages of RAM", OOM_PAGES_RAM },
	{ "pages HighMem", OOM_PAGES_HIGH },
	{ "pages of HIGHMEM", OOM_PAGES_HIGH },
	{ "pages cma reserved", OOM_PAGES_CMA },
	{ "pages reserved", OOM_PAGES_RESERVED },
	{ "reserved pages", OOM_PAGES_RESERVED },
	{ "pages hwpoisoned", OOM_PAGES_POISONED },
	{ "total pagecache pages", OOM_PAGES_CACHE },
	{ "pages in swap cache", OOM_PAGES_SWAPCACHE },
	{ "pages swap cached", OOM_PAGES_SWAPCACHE },
};

/* "445340 pages RAM", also with something else's rest before it. */
static bool number_before(struct span line, const char *words, uint64_t *ret)
{
	struct span rest, digits = line;
	size_t end, begin;

	if (!span_past(line, words, &rest))
		return false;
	end = line.len - rest.len;
	for (size_t i = 0; words[i]; i++)
		end--;
	digits.len = end;
	if (!line_last_word(&digits, &rest))
		return false;
	for (begin = rest.len; begin; begin--)
		if (rest.p[begin - 1] < '0' || rest.p[begin - 1] > '9')
			break;
	return !field_amount(span_from(rest, begin), 1, OOM_PAGES_MAX, ret);
}

static bool count_line(struct oom_reading *r, struct span line)
{
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct opt_u64 *to = &r->oom->pages[counts[i].which];
		uint64_t v = 0;

		if (!number_before(line, counts[i].words, &v))
			continue;
		if (!to->known)
			*to = opt_u64(v);
		return true;
	}
	return false;
}

/* "Free swap  = 760276kB", "Free swap:       0kB" */
static bool swap_line(struct span line, const char *name, struct opt_u64 *to)
{
	struct span rest;
	uint64_t v = 0;

	if (!span_past(line, name, &rest))
		return false;
	rest = span_trim(rest);
	if (!span_cut(&rest, "=") && !span_cut(&rest, ":"))
		return false;
	rest = span_trim(rest);
	if (!span_digits(&rest, &v) || !span_starts(rest, "kB") ||
	    v > AMOUNT_MAX / 1024)
		return false;
	if (!to->known)
		*to = opt_u64(v * 1024);
	return true;
}

static struct hugepool *pool_of(struct memory *mem, uint64_t page_bytes)
{
	for (size_t i = 0; i < mem->n_hugepools; i++)
		if (mem->hugepools[i].page_bytes == page_bytes)
			return &mem->hugepools[i];
	if (mem->n_hugepools == HUGEPOOLS_MAX)
		return NULL;
	mem->hugepools[mem->n_hugepools] =
		(struct hugepool){ .page_bytes = page_bytes };
	return &mem->hugepools[mem->n_hugepools++];
}

/* Once a node and size: a second dump is mixed in. */
static void add_pool(struct oom_reading *r, const struct hugenode *h)
{
	struct hugenodes *all = &r->snap->detail.hugenodes;
	struct hugepool *p;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].node == h->node &&
		    all->v[i].page_bytes == h->page_bytes)
			return;
	p = pool_of(&r->snap->memory, h->page_bytes);
	if (!p || all->n == OOM_ZONES_MAX)
		return;
	if (VEC_GROW(all)) {
		r->err = -ENOMEM;
		return;
	}
	all->v[all->n++] = *h;
	p->total += h->total;
	p->free += h->free;
	p->surplus += h->surplus;
}

/* "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB" */
static bool huge_line(struct oom_reading *r, struct span line, bool whole)
{
	struct hugenode h = { 0 };
	uint64_t node = 0, kib = 0;

	if (!oom_number_after(line, "hugepages_total=", &h.total))
		return false;
	if (!whole || !oom_number_after(line, "hugepages_free=", &h.free) ||
	    !oom_number_after(line, "hugepages_surp=", &h.surplus) ||
	    !oom_number_after(line, "hugepages_size=", &kib) || !kib ||
	    kib > OOM_ZONE_MAX / 1024 || h.free > h.total ||
	    h.total > OOM_ZONE_MAX / 1024 / kib) {
		r->bad++;
		return true;
	}
	if (oom_number_after(line, "Node ", &node) && node <= UINT32_MAX)
		h.node = (unsigned)node;
	h.page_bytes = kib * 1024;
	add_pool(r, &h);
	return true;
}

bool oom_number_after(struct span line, const char *before, uint64_t *ret)
{
	struct span rest;

	return span_past(line, before, &rest) && span_digits(&rest, ret);
}

bool oom_tail_line(struct oom_reading *r, struct span line, bool whole)
{
	bool is = huge_line(r, line, whole) ||
		  swap_line(line, "Free swap", &r->oom->swap_free) ||
		  swap_line(line, "Total swap", &r->oom->swap_total) ||
		  count_line(r, line);

	if (is)
		r->in = IN_NOTHING;
	return is;
}
