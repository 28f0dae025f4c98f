/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "account/account.h"
#include "account/parts.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/slabs.h"
#include "render/table/table_layout.h"
#include "render/table/table_parts.h"
#include "util/escape.h"

#define CACHES 3 /* named beside a slab part */

static bool reclaims(const struct slab_row *row)
{
	return row->cache && slab_is_reclaimable(row->cache);
}

static void add_cache(struct page *p, const struct slab_row *row,
		      struct buf *text)
{
	enum human how = p->view->bytes ? HUMAN_EXACT : HUMAN_SHORT;
	char name[sizeof(row->cache->name) * ESCAPE_MAX];
	char size[HUMAN_MAX];

	human_size(size, (int64_t)row->bytes, how);
	if (buf_printf(text, "%s%s %s", text->len ? ", " : "",
		       escape_str(name, sizeof(name), row->name), size))
		p->error = -ENOMEM;
}

/* As many caches as the line has room for. */
static void note_caches(struct page *p, const struct report *r, bool want)
{
	struct slab_walk walk = slabs_begin(r);
	size_t room = page_room(p);
	struct buf text = { 0 };
	struct slab_row row;
	size_t n = 0, fits = 0;

	while (n < CACHES && slabs_next(&walk, &row)) {
		if (!row.bytes || reclaims(&row) != want)
			continue;
		add_cache(p, &row, &text);
		if (text.len > room)
			break;
		fits = text.len;
		n++;
	}
	if (fits) {
		text.data[fits] = '\0';
		page_put(p, text.data);
	}
	buf_free(&text);
}

static void note_unreclaimable(struct page *p, const struct report *r)
{
	note_caches(p, r, false);
}

static void note_reclaimable(struct page *p, const struct report *r)
{
	note_caches(p, r, true);
}

static void note_vmalloc(struct page *p, const struct report *r)
{
	const struct kernel_parts *k = &r->acct->kernel;

	if (!k->of_kernel_stack.known || !k->kernel_stack.known ||
	    k->kernel_stack.v)
		return;
	page_put(p, "of which kernel stacks ");
	page_size(p, opt_signed(k->of_kernel_stack));
}

static void note_unaccounted(struct page *p, const struct report *r)
{
	page_put(p, "page fragments, driver pages, rings, pipes (± ");
	page_size(p, opt_signed(r->acct->id.error));
	page_put(p, ")");
}

static void begin_part(struct page *p, const char *label, struct opt_i64 v)
{
	page_put(p, "    ");
	page_outside(p, label);
	layout_size(p, LAYOUT_PART, v);
	page_put(p, "   ");
}

/* What is said beside a part. */
static void (*const notes[MEMORY_PARTS_N])(struct page *p,
					   const struct report *r) = {
	[PART_SLAB_UNRECLAIMABLE] = note_unreclaimable,
	[PART_SLAB_RECLAIMABLE] = note_reclaimable,
	[PART_VMALLOC] = note_vmalloc,
	[PART_UNACCOUNTED] = note_unaccounted,
};

static void put_part(struct page *p, const struct report *r,
		     enum memory_part part)
{
	struct opt_i64 v = memory_part(r->acct, part);

	if (memory_parts[part].seldom && !opt_i64_or0(v))
		return;
	begin_part(p, memory_parts[part].label, v);
	if (notes[part] && v.known)
		notes[part](p, r);
	if (v.known && v.v < 0)
		page_put(p, ", below 0: counted twice above");
	page_end(p);
}

static void put_other(struct page *p, const struct other_part *o)
{
	begin_part(p, o->name, (struct opt_i64){ (int64_t)o->bytes, true });
	if (o->basis != BASIS_EXACT)
		page_printf(p, "%s, in unaccounted", basis_name(o->basis));
	if (o->holder[0]) {
		page_put(p, o->basis == BASIS_EXACT ? "of " : ", of ");
		page_outside(p, o->holder);
	}
	if (o->pid > 0)
		page_printf(p, " (pid %d)", o->pid);
	page_end(p);
}

static void put_overlay(struct page *p, const char *what, struct opt_u64 v)
{
	if (!v.known || !v.v)
		return;
	page_printf(p, ", %s ", what);
	page_size(p, opt_signed(v));
}

/* Overlays: they lie across the parts and are in no sum. */
static void put_of_which(struct page *p, const struct report *r)
{
	const struct kernel_parts *k = &r->acct->kernel;

	page_put(p, "  the kernel's ");
	page_size(p, r->acct->id.kernel);
	page_put(p, " includes: sockets ");
	if (k->of_sockets.known && k->sockets_partial)
		page_put(p, "at least ");
	if (k->of_sockets.known)
		page_size(p, opt_signed(k->of_sockets));
	else
		page_put(p, "unknown");
	if (k->sockets_capped) /* clones of one packet share its data */
		put_overlay(p, "claimed (truesize)", k->sockets_claimed);
	put_overlay(p, "page pools", k->of_page_pool);
	put_overlay(p, "ZFS ARC", k->of_zfs_arc);
	page_end(p);
	page_end(p);
}

void table_kernel(struct page *p, const struct report *r)
{
	const struct kernel_parts *k = &r->acct->kernel;

	for (unsigned i = MEMORY_TERMS_N; i < PART_UNACCOUNTED; i++)
		put_part(p, r, (enum memory_part)i);
	for (size_t i = 0; i < k->n_other; i++)
		put_other(p, &k->other[i]);
	put_part(p, r, PART_UNACCOUNTED);
	put_of_which(p, r);
}
