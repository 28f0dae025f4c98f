/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/kernel/bpf_object.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/table/words/consumer_words.h"
#include "render/table/detail/detail_grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/detail/table_detail.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ROWS 8

void table_detail_percpu(struct page *p, const struct report *r)
{
	const struct dying_cgroups *c = &r->snap->detail.cgroups;
	uint64_t bpf = bpf_sum(r->snap, COUNTED_PERCPU);

	detail_heading(p, "PER-CPU", r->acct->kernel.percpu,
		       "counters of each CPU, for each cgroup, device, mount");
	if (c->dying.known)
		detail_line(p,
			    "%" PRIu64
			    " removed cgroups still hold memory; %" PRIu64
			    " are live",
			    c->dying.v, opt_or0(c->living));
	if (c->dying.known && c->dying.v && c->where[0]) {
		page_put(p, "  most of them were below ");
		page_outside(p, c->where);
		page_end(p);
	}
	if (bpf) {
		page_put(p, "  BPF maps have ");
		page_size(p, opt_i64((int64_t)bpf));
		page_put(p, " of it");
		page_end(p);
	}
	page_end(p);
}

static void put_object(struct detail_grid *g, const struct bpf_object *o,
		       bool owners)
{
	detail_row(g);
	detail_size(g, o->bytes);
	detail_count(g, opt_u64(o->id));
	detail_word(g, o->kind == BPF_KIND_MAP ? "map" : "program");
	detail_word(g, bpf_type_name(o));
	detail_outside(g, o->name);
	detail_word(g, counted_in_words(o->counted_in));
	detail_pid(g, o->pid);
	if (o->pid)
		detail_outside(g, o->comm);
	else
		detail_word(g, owners ? "(pinned or attached)" : "-");
}

void table_detail_bpf(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },
		{ "ID", COLUMN_RIGHT },
		{ "KIND", 0 },
		{ "TYPE", 0 },
		{ "NAME", 0 },
		{ "COUNTED IN", 0 },
		{ "PID", COLUMN_RIGHT },
		{ "COMMAND", COLUMN_TRUNC },
	};
	const struct bpf_objects *all = &r->snap->detail.bpf;
	uint64_t sum = bpf_sum(r->snap, COUNTED_OTHERWISE);
	struct detail_grid g;

	if (!all->known && !all->n)
		return;
	detail_heading(p, "BPF", opt_i64((int64_t)sum),
		       "maps and programs, with the counter that includes "
		       "them");
	if (!all->n) {
		detail_line(p, "there are none");
		page_end(p);
		return;
	}
	g = detail_begin(p, heads, COUNT(heads), ROWS, all->n);
	for (size_t i = 0; i < g.rows; i++)
		put_object(&g, &all->v[i], all->owners);
	detail_end(&g);
}

void table_detail_consumers(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },  { "WHAT", 0 },
		{ "COUNT", COLUMN_RIGHT },  { "BASIS", 0 },
		{ "COUNTED IN", 0 },	    { "PID", COLUMN_RIGHT },
		{ "HOLDER", COLUMN_TRUNC },
	};
	const struct consumers *all = &r->snap->consumers;
	struct detail_grid g;
	char note[64];

	if (!all->n)
		return;
	snprintf(note, sizeof(note),
		 "%zu rows, found in addition to the "
		 "counters",
		 all->n);
	detail_heading(p, "OTHER KERNEL MEMORY FOUND",
		       opt_i64((int64_t)consumers_nowhere(all)), note);
	g = detail_begin(p, heads, COUNT(heads), ROWS, all->n);
	for (size_t i = 0; i < g.rows; i++) {
		const struct consumer *c = &all->v[i];

		detail_row(&g);
		detail_size(&g, opt_u64(c->bytes));
		detail_word(&g, c->name);
		detail_count(&g, (struct opt_u64){ c->count, c->count });
		detail_word(&g, basis_name(c->basis));
		detail_word(&g, counted_in_words(c->counted_in));
		detail_pid(&g, c->pid);
		detail_outside(&g, c->holder);
	}
	detail_end(&g);
}

static void put_shm(struct detail_grid *g, const struct report *r,
		    const struct shm_object *o)
{
	const struct process *owner =
		processes_find(&r->snap->processes, o->pid);

	detail_row(g);
	detail_size(g, opt_u64(o->bytes));
	detail_word(g, shm_kind_name(o->kind));
	if (o->kind == SHM_SYSV)
		detail_count(g, opt_u64(o->id));
	else
		detail_outside(g, o->name);
	detail_count(g, (struct opt_u64){ o->attached, o->kind == SHM_SYSV });
	detail_pid(g, o->pid);
	detail_outside(g, owner ? owner->comm : "");
}

static void put_unnamed(struct page *p, const struct report *r)
{
	struct shm_sums s;

	shm_sum(r->snap, r->acct->id.pss.shmem, &s);
	if (!s.unnamed.known || s.unnamed.v <= 0)
		return;
	page_put(p, "  ");
	page_size(p, s.unnamed);
	page_put(p, " unattributed (anonymous shared maps, mounts that no "
		    "process sees, graphics)");
	if (s.unmapped.known && s.unmapped.v > 0) {
		page_put(p, ", at least ");
		page_size(p, s.unmapped);
		page_put(p, " of it mapped by no process");
	}
	page_end(p);
}

void table_detail_shmem(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT }, { "KIND", 0 },
		{ "NAME", COLUMN_TRUNC },  { "ATTACHED", COLUMN_RIGHT },
		{ "PID", COLUMN_RIGHT },   { "COMMAND", 0 },
	};
	const struct shm_objects *all = &r->snap->shmem;
	struct detail_grid g;

	detail_heading(p, "SHARED MEMORY",
		       opt_signed(r->snap->memory.info.v[MEM_SHMEM]),
		       "tmpfs, memfd, System V: not kernel memory, but its "
		       "holders are hard to find");
	put_unnamed(p, r);
	if (!all->n) {
		page_end(p);
		return;
	}
	g = detail_begin(p, heads, COUNT(heads), ROWS, all->n);
	for (size_t i = 0; i < g.rows; i++)
		put_shm(&g, r, &all->v[i]);
	detail_end(&g);
}

/* The counter that a class of pages stands beside. */
static struct opt_i64 counter(const struct report *r, enum page_class c)
{
	const struct opt_u64 *v = r->snap->memory.info.v;
	struct opt_i64 files = opt_signed(v[MEM_CACHED]);

	switch (c) {
	case PG_FREE:
		return r->acct->id.free;
	case PG_ANON:
		return opt_signed(v[MEM_ANON_PAGES]);
	case PG_FILE:
		files.v += (int64_t)opt_or0(v[MEM_BUFFERS]) -
			   (int64_t)opt_or0(v[MEM_SHMEM]);
		return files;
	case PG_SHMEM:
		return opt_signed(v[MEM_SHMEM]);
	case PG_SLAB:
		return opt_signed(v[MEM_SLAB]);
	case PG_PGTABLE:
		return opt_signed(v[MEM_PAGE_TABLES]);
	case PG_HUGETLB:
		return r->acct->id.hugetlb;
	default:
		return (struct opt_i64){ 0 };
	}
}

void table_detail_pages(struct page *p, const struct report *r)
{
	const struct page_counts *c = &r->snap->detail.pages;
	uint64_t page = snapshot_page_size(r->snap);
	char title[32];

	if (!c->known)
		return;
	page_printf(p,
		    "EVERY PAGE   by its flags (/proc/kpageflags, %.2f s), "
		    "beside the counters of a moment before",
		    (double)c->microseconds / 1e6);
	page_end(p);
	for (unsigned i = 0; i < PAGE_CLASS_N; i++) {
		struct opt_i64 beside = counter(r, (enum page_class)i);

		snprintf(title, sizeof(title), "  %s",
			 page_class_name((enum page_class)i));
		page_put(p, title);
		page_pad(p, 16);
		page_size(p, opt_i64((int64_t)(c->pages[i] * page)));
		if (beside.known) {
			page_put(p, ", counter ");
			page_size(p, beside);
		}
		page_end(p);
	}
	page_end(p);
}

void table_detail_pools(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },
		{ "POOLS", COLUMN_RIGHT },
		{ "WAITS", COLUMN_RIGHT },
		{ "NEW PAGES", COLUMN_RIGHT },
		{ "KEPT BY OTHERS", COLUMN_RIGHT },
		{ "INTERFACE", COLUMN_TRUNC },
	};
	const struct pool_rows *all = &r->snap->page_pools;
	struct detail_grid g;

	if (!all->n)
		return;
	detail_heading(p, "PAGE POOLS",
		       opt_signed(r->acct->kernel.of_page_pool),
		       "of interfaces: pages given out, to sockets too; WAITS: "
		       "seconds since they were given up");
	g = detail_begin(p, heads, COUNT(heads), ROWS, all->n);
	for (size_t i = 0; i < g.rows; i++) {
		const struct pool_row *row = &all->v[i];

		detail_row(&g);
		detail_size(&g, opt_u64(row->bytes));
		detail_count(&g, opt_u64(row->pools));
		detail_count(&g, row->detached_s);
		detail_count(&g, row->counters[POOL_ALLOC_SLOW]);
		detail_count(&g, row->counters[POOL_RECYCLE_RELEASED]);
		detail_outside(&g, row->interface);
	}
	detail_end(&g);
}
