/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/table/detail/detail_grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/detail/table_detail.h"
#include "render/view.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ROWS 5
#define ROWS_MAX 1000

static const struct task_memory *task(const struct report *r, uint32_t i)
{
	return &r->snap->detail.tasks.v[i];
}

/* The processes to be shown; ret has room for ROWS_MAX. */
static size_t top(const struct page *p, const struct report *r,
		  enum task_rank by, uint32_t *ret)
{
	size_t n = view_report_rows(p->view, ROWS, r->snap->detail.tasks.n);

	return tasks_top(r->snap, by, ret, n < ROWS_MAX ? n : ROWS_MAX);
}

static void put_tables(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },  { "RSS", COLUMN_RIGHT },
		{ "SHARED", COLUMN_RIGHT }, { "PID", COLUMN_RIGHT },
		{ "COMMAND", 0 },	    { "WHY", COLUMN_TRUNC },
	};
	uint32_t rows[ROWS_MAX];
	size_t n = top(p, r, TASKS_BY_TABLES, rows);
	struct detail_grid g = detail_begin(p, heads, COUNT(heads), n, n);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = task(r, rows[i]);

		detail_row(&g);
		detail_size(&g, t->page_tables);
		detail_size(&g, t->rss);
		detail_size(&g, t->shmem);
		detail_pid(&g, t->pid);
		detail_outside(&g, t->comm);
		detail_word(&g, tables_why_text(tables_why(t)));
	}
	g.rows = g.all = n;
	detail_end(&g);
}

static void put_threads(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "BYTES", COLUMN_RIGHT },
		{ "THREADS", COLUMN_RIGHT },
		{ "PID", COLUMN_RIGHT },
		{ "COMMAND", COLUMN_TRUNC },
	};
	struct opt_u64 one = stack_bytes(r->snap);
	uint32_t rows[ROWS_MAX];
	size_t n = top(p, r, TASKS_BY_THREADS, rows);
	struct detail_grid g = detail_begin(p, heads, COUNT(heads), n, n);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = task(r, rows[i]);

		detail_row(&g);
		detail_size(&g, (struct opt_u64){ one.v * t->threads.v,
						  one.known });
		detail_count(&g, t->threads);
		detail_pid(&g, t->pid);
		detail_outside(&g, t->comm);
	}
	g.rows = g.all = n;
	detail_end(&g);
}

static void none(struct page *p)
{
	detail_line(p, "no /proc/PID/status was read");
	page_end(p);
}

void table_detail_tasks(struct page *p, const struct report *r)
{
	const struct task_memories *all = &r->snap->detail.tasks;

	detail_heading(p, "PAGE TABLES", r->acct->kernel.page_tables,
		       "by process (VmPTE); shared ones are there once each");
	if (all->known)
		put_tables(p, r);
	else
		none(p);
	detail_heading(p, "KERNEL STACKS",
		       opt_signed(r->acct->kernel.of_kernel_stack),
		       "one a thread");
	if (all->known) {
		detail_line(p, "%" PRIu64 " threads, the kernel's own included",
			    all->threads);
		put_threads(p, r);
	} else {
		none(p);
	}
}

static void put_pool(struct detail_grid *g, uint64_t page_bytes,
		     struct opt_u64 node, const uint64_t pages[4])
{
	detail_row(g);
	detail_size(g, opt_u64(page_bytes));
	detail_count(g, node);
	detail_size(g, opt_u64(page_bytes * pages[0]));
	detail_size(g, opt_u64(page_bytes * pages[1]));
	if (node.known) /* the kernel reserves for the whole machine */
		detail_word(g, "-");
	else
		detail_size(g, opt_u64(page_bytes * pages[2]));
	detail_size(g, opt_u64(page_bytes * pages[3]));
}

static void put_pools(struct page *p, const struct report *r)
{
	static const struct detail_column heads[] = {
		{ "PAGE", COLUMN_RIGHT },     { "NODE", COLUMN_RIGHT },
		{ "POOL", COLUMN_RIGHT },     { "FREE", COLUMN_RIGHT },
		{ "RESERVED", COLUMN_RIGHT }, { "SURPLUS", COLUMN_RIGHT },
	};
	const struct memory *m = &r->snap->memory;
	const struct hugenodes *nodes = &r->snap->detail.hugenodes;
	size_t n = m->n_hugepools + nodes->n;
	struct detail_grid g = detail_begin(p, heads, COUNT(heads), n, n);

	for (size_t i = 0; i < m->n_hugepools; i++) {
		const struct hugepool *h = &m->hugepools[i];

		put_pool(&g, h->page_bytes, (struct opt_u64){ 0 },
			 (const uint64_t[]){ h->total, h->free, h->reserved,
					     h->surplus });
		for (size_t k = 0; k < nodes->n; k++)
			if (nodes->v[k].page_bytes == h->page_bytes)
				put_pool(&g, h->page_bytes,
					 opt_u64(nodes->v[k].node),
					 (const uint64_t[]){
						 nodes->v[k].total,
						 nodes->v[k].free, 0,
						 nodes->v[k].surplus });
	}
	g.rows = g.all = n;
	detail_end(&g);
}

/* Processes with one figure, which head names. */
static void put_processes(struct page *p, const struct report *r,
			  enum task_rank by, const char *head)
{
	const struct detail_column heads[] = {
		{ head, COLUMN_RIGHT },
		{ "PID", COLUMN_RIGHT },
		{ "COMMAND", COLUMN_TRUNC },
	};
	uint32_t rows[ROWS_MAX];
	size_t n = top(p, r, by, rows);
	struct detail_grid g = detail_begin(p, heads, COUNT(heads), n, n);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = task(r, rows[i]);

		detail_row(&g);
		detail_size(&g, opt_u64(task_rank_value(t, by)));
		detail_pid(&g, t->pid);
		detail_outside(&g, t->comm);
	}
	g.rows = g.all = n;
	detail_end(&g);
}

void table_detail_hugetlb(struct page *p, const struct report *r)
{
	if (!opt_i64_or0(r->acct->id.hugetlb))
		return;
	detail_heading(p, "HUGE PAGES", r->acct->id.hugetlb,
		       "the pools, used or not");
	put_pools(p, r);
	if (!tasks_sum(r->snap, TASKS_BY_HUGETLB)) {
		detail_line(p, "no process has any of them in use");
		page_end(p);
		return;
	}
	put_processes(p, r, TASKS_BY_HUGETLB, "IN USE");
}

void table_detail_unmapped(struct page *p, const struct report *r)
{
	const struct detail *d = &r->snap->detail;
	struct opt_u64 pinned = { tasks_sum(r->snap, TASKS_BY_PINNED),
				  d->tasks.known };

	if (!r->acct->id.unmapped.known && !opt_or0(pinned))
		return;
	detail_heading(p, "UNMAPPED PAGES", opt_signed(r->acct->id.unmapped),
		       "of processes, in none of them any more");
	if (opt_or0(d->partly_mapped)) {
		page_put(p, "  partly unmapped huge pages: ");
		page_size(p, opt_signed(d->partly_mapped));
		page_end(p);
	}
	put_processes(p, r, TASKS_BY_PINNED, "PINNED");
}
