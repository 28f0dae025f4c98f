/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes with much of one kind of memory; shared memory by object. */
#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/view.h"

/* Rows are ranked in place: each costs a walk over those before it. */
#define ROWS_MAX 1000

static void put_tasks(struct walk *w, enum task_rank by)
{
	const struct report *r = w->l->r;
	const struct task_memories *all = &r->snap->detail.tasks;
	size_t want = view_rows(&r->view, all->n), n = 0;
	uint32_t rows[ROWS_MAX];

	if (all->n)
		n = tasks_top(r->snap, by, rows,
			      want < ROWS_MAX ? want : ROWS_MAX);
	for (size_t i = 0; i < n; i++)
		walk_row(w, &all->v[rows[i]]);
}

#define TASKS(fn, by)                                   \
	static void fn(struct walk *w, const void *row) \
	{                                               \
		(void)row;                              \
		put_tasks(w, by);                       \
	}

TASKS(by_tables, TASKS_BY_TABLES)
TASKS(by_threads, TASKS_BY_THREADS)
TASKS(by_hugetlb, TASKS_BY_HUGETLB)
TASKS(by_pinned, TASKS_BY_PINNED)

/* The sum of all processes that were read. */
#define SUM(fn, by)                                                    \
	static void fn(const struct lookup *l, const void *row,        \
		       union field_value *ret)                         \
	{                                                              \
		const struct snapshot *snap = row;                     \
                                                                       \
		(void)l;                                               \
		ret->u = (struct opt_u64){ tasks_sum(snap, by),        \
					   snap->detail.tasks.known }; \
	}

SUM(tables_sum, TASKS_BY_TABLES)
SUM(pinned_sum, TASKS_BY_PINNED)

static const char *why_word(size_t i)
{
	static const char *const names[] = {
		[TABLES_NONE] = NULL,
		[TABLES_MEMORY] = "memory",
		[TABLES_SHARED] = "shared",
		[TABLES_SPARSE] = "sparse",
	};

	return names[i];
}

static void why(const struct lookup *l, const void *row, union field_value *ret)
{
	(void)l;
	ret->word = tables_why(row);
}

static void task_stacks(const struct lookup *l, const void *row,
			union field_value *ret)
{
	const struct task_memory *t = row;

	ret->u = stack_bytes(l->r->snap);
	ret->u.v *= t->threads.v;
}

static void one_stack(const struct lookup *l, const void *row,
		      union field_value *ret)
{
	(void)l;
	ret->u = stack_bytes(row);
}

static const struct field with_tables[] = {
	PICK(task_memory, pid),
	PICK(task_memory, comm),
	PICK(task_memory, page_tables),
	PICK(task_memory, rss),
	PICK(task_memory, shmem),
	MADE_WORD(why, "why",
		  "As it has mapped, shared memory in small pages, or much "
		  "more than it keeps.",
		  why_word, TABLES_SPARSE + 1),
};
static const struct table task_tables = TABLE(with_tables);

static const struct field tables[] = {
	MADE(FIELD_OPT, tables_sum, "processes_bytes",
	     "The sum of VmPTE of all that were read."),
	LIST("processes", "Those with most.", task_tables, by_tables),
};
const struct table report_task_tables = TABLE(tables);

static const struct field with_stacks[] = {
	PICK(task_memory, pid),
	PICK(task_memory, comm),
	MADE(FIELD_OPT, task_stacks, "bytes", "Its kernel stacks."),
	PICK(task_memory, threads),
};
static const struct table task_threads = TABLE(with_stacks);

static const struct field threads[] = {
	PICK(detail, tasks.threads),
};
static const struct table all_threads = TABLE(threads);

static const struct field stacks[] = {
	MADE(FIELD_OPT, one_stack, "stack_bytes", "One of them."),
	ALL(all_threads, .offset = offsetof(struct snapshot, detail)),
	LIST("processes", "Those with most threads.", task_threads, by_threads),
};
const struct table report_task_stacks = TABLE(stacks);

/* Pages of a pool, or of one node of it, in bytes. */
struct huge {
	uint64_t node;
	uint64_t page_bytes;
	uint64_t bytes;
	uint64_t free;
	uint64_t surplus;
	uint64_t reserved;
};

static void rows_nodes(struct walk *w, const void *row)
{
	const struct hugenodes *all = &w->l->r->snap->detail.hugenodes;
	uint64_t page = ((const struct huge *)row)->page_bytes;

	for (size_t i = 0; i < all->n; i++) {
		const struct hugenode *h = &all->v[i];
		const struct huge node = { .node = h->node,
					   .bytes = h->total * page,
					   .free = h->free * page,
					   .surplus = h->surplus * page };

		if (h->page_bytes == page)
			walk_row(w, &node);
	}
}

static void rows_pools(struct walk *w, const void *row)
{
	const struct memory *m = &((const struct snapshot *)row)->memory;

	for (size_t i = 0; i < m->n_hugepools; i++) {
		const struct hugepool *h = &m->hugepools[i];
		uint64_t page = h->page_bytes;
		const struct huge pool = { .page_bytes = page,
					   .bytes = h->total * page,
					   .free = h->free * page,
					   .surplus = h->surplus * page,
					   .reserved = h->reserved * page };

		walk_row(w, &pool);
	}
}

static const struct field huge[] = {
	SHOWN(struct huge, bytes, "bytes", "All of its pages."),
	SHOWN(struct huge, free, "free_bytes", "Those in no use."),
	SHOWN(struct huge, surplus, "surplus_bytes",
	      "Those beyond its fixed size."),
};
static const struct table huge_amounts = TABLE(huge);

static const struct field node[] = {
	SHOWN(struct huge, node, "node", "NUMA node."),
	ALL(huge_amounts),
};
static const struct table huge_node = TABLE(node);

static const struct field pool[] = {
	SHOWN(struct huge, page_bytes, "page_bytes", "Size of a page."),
	ALL(huge_amounts),
	SHOWN(struct huge, reserved, "reserved_bytes",
	      "Promised to a mapping and not in use."),
	LIST("nodes", "The same by node.", huge_node, rows_nodes),
};
static const struct table huge_pool = TABLE(pool);

static const struct field with_huge[] = {
	PICK(task_memory, pid),
	PICK(task_memory, comm),
	PICK(task_memory, hugetlb),
};
static const struct table task_huge = TABLE(with_huge);

static const struct field hugetlb[] = {
	LIST("pools", "By size of a page.", huge_pool, rows_pools),
	LIST("processes", "Those that use them.", task_huge, by_hugetlb),
};
const struct table report_task_huge = TABLE(hugetlb);

static const struct field with_pinned[] = {
	PICK(task_memory, pid),
	PICK(task_memory, comm),
	PICK(task_memory, pinned),
};
static const struct table task_pinned = TABLE(with_pinned);

static const struct field partly[] = {
	PICK(detail, partly_mapped),
};
static const struct table partly_mapped = TABLE(partly);

static const struct field unmapped[] = {
	ALL(partly_mapped, .offset = offsetof(struct snapshot, detail)),
	MADE(FIELD_OPT, pinned_sum, "pinned_bytes", "The sum of VmPin."),
	LIST("processes", "Those with pinned pages.", task_pinned, by_pinned),
};
const struct table report_unmapped = TABLE(unmapped);
