/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/detail/table_detail.h"

#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "model/kernel/vmalloc_kind.h"
#include "render/columns/columns.h"
#include "render/table/detail/detail_grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/words/slab_words.h"
#include "render/slabs.h"
#include "render/table/table_parts.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define CACHES 10
#define CALLERS 8
#define SITES 8

static struct opt_i64 plus(struct opt_i64 a, struct opt_i64 b)
{
	return (struct opt_i64){ opt_i64_or0(a) + opt_i64_or0(b),
				 a.known || b.known };
}

static void put_cache(struct detail_grid *g, const struct slab_row *row)
{
	const struct slab_cache *c = row->cache;
	struct slab_words w = slab_words(row);

	detail_row(g);
	detail_size(g, opt_u64(row->bytes));
	detail_size(g, (struct opt_u64){ c ? slab_waste(c) : 0, c });
	detail_count(g, (struct opt_u64){ c ? c->objects : 0, c });
	detail_size(g, (struct opt_u64){ c ? c->object_bytes : 0, c });
	detail_word(g, w.reclaimable);
	detail_outside(g, row->name);
	detail_word(g, w.module);
	detail_word(g, w.means);
}

static void put_slab(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },
		{ "WASTE", COLUMN_RIGHT },
		{ "OBJECTS", COLUMN_RIGHT },
		{ "SIZE", COLUMN_RIGHT },
		{ "FREES", 0 },
		{ "CACHE", 0 },
		{ "MODULE", 0 },
		{ "WHAT", COLUMN_TRUNC },
	};
	const struct kernel_parts *k = &r->acct->kernel;
	struct slab_walk walk = slabs_begin(r);
	struct detail_grid g;
	struct slab_row row;

	detail_heading(p, "SLAB",
		       plus(k->slab_unreclaimable, k->slab_reclaimable),
		       "kernel objects; WASTE: free space in partly used "
		       "slabs");
	if (!slabs_count(r)) {
		detail_line(p, "slabinfo was not read: it needs root");
		page_end(p);
		return;
	}
	g = detail_begin(p, heads, COUNT(heads), CACHES, slabs_count(r));
	for (size_t i = 0; i < g.rows && slabs_next(&walk, &row); i++)
		put_cache(&g, &row);
	detail_end(&g);
}

static void put_vmalloc(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT }, { "AREAS", COLUMN_RIGHT },
		{ "CALLER", 0 },	   { "MODULE", 0 },
		{ "WHAT", COLUMN_TRUNC },
	};
	const struct vmalloc_callers *all = &r->snap->detail.vmalloc;
	struct detail_grid g;

	detail_heading(p, "VMALLOC", r->acct->kernel.vmalloc,
		       "areas, by the function that allocated them");
	if (!all->n) {
		detail_line(p, "vmallocinfo was not read");
		page_end(p);
		return;
	}
	g = detail_begin(p, heads, COUNT(heads), CALLERS, all->n);
	for (size_t i = 0; i < g.rows; i++) {
		const struct vmalloc_caller *c = &all->v[i];

		detail_row(&g);
		detail_size(&g, opt_u64(c->bytes));
		detail_count(&g, opt_u64(c->areas));
		detail_outside(&g, c->name);
		if (c->module[0])
			detail_outside(&g, c->module);
		else
			detail_word(&g, NULL);
		detail_word(&g, vmalloc_kind(c));
	}
	detail_end(&g);
}

static void put_sites(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT }, { "CALLS", COLUMN_RIGHT },
		{ "FUNCTION", 0 },	   { "MODULE", 0 },
		{ "FILE", COLUMN_TRUNC },  { "LINE", COLUMN_RIGHT },
	};
	const struct alloc_sites *all = &r->snap->detail.sites;
	struct detail_grid g;

	if (!all->n) /* few kernels have it: no line about nothing */
		return;
	detail_heading(p, "ALLOCATIONS", opt_signed(all->total),
		       "/proc/allocinfo: all kernel allocations, by source "
		       "line");
	g = detail_begin(p, heads, COUNT(heads), SITES, all->n);
	for (size_t i = 0; i < g.rows; i++) {
		const struct alloc_site *s = &all->v[i];

		detail_row(&g);
		detail_size(&g, opt_u64(s->bytes));
		detail_count(&g, opt_u64(s->calls));
		detail_outside(&g, s->function);
		if (s->module[0])
			detail_outside(&g, s->module);
		else
			detail_word(&g, NULL);
		detail_outside(&g, s->file);
		detail_count(&g, opt_u64(s->line));
	}
	detail_end(&g);
}

void table_detail(struct page *p, const struct report *r)
{
	put_slab(p, r);
	put_vmalloc(p, r);
	table_detail_tasks(p, r);
	table_detail_percpu(p, r);
	table_detail_hugetlb(p, r);
	table_detail_unmapped(p, r);
	table_detail_bpf(p, r);
	table_detail_consumers(p, r);
	table_detail_pools(p, r);
	table_detail_shmem(p, r);
	put_sites(p, r);
	table_detail_pages(p, r);
}
