/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/detail.h"
#include "model/snapshot.h"
#include "render/json/json_detail.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/view.h"

/* Rows are ranked in place: each costs a walk over those before it. */
#define ROWS_MAX 1000

static const char *const why_names[] = {
	[TABLES_NONE] = NULL,
	[TABLES_MEMORY] = "memory",
	[TABLES_SHARED] = "shared",
	[TABLES_SPARSE] = "sparse",
};

static void put_task(struct jout *j, const struct report *r,
		     const struct task_memory *t, enum task_rank by)
{
	struct opt_u64 one = stack_bytes(r->snap);

	jout_open(j, NULL, '{');
	jout_i64(j, "pid", t->pid);
	jout_text(j, "comm", t->comm);
	if (by == TASKS_BY_TABLES) {
		jout_opt(j, "bytes", t->page_tables);
		jout_opt(j, "rss_bytes", t->rss);
		jout_opt(j, "shmem_bytes", t->shmem);
		jout_word(j, "why", why_names[tables_why(t)]);
	} else if (by == TASKS_BY_THREADS) {
		jout_opt(j, "bytes",
			 (struct opt_u64){ one.v * t->threads.v, one.known });
		jout_opt(j, "threads", t->threads);
	} else {
		jout_opt(j, "bytes",
			 by == TASKS_BY_PINNED ? t->pinned : t->hugetlb);
	}
	jout_close(j, '}');
}

static void put_tasks(struct jout *j, const struct report *r, enum task_rank by)
{
	const struct task_memories *all = &r->snap->detail.tasks;
	size_t want = view_rows(&r->view, all->n), n = 0;
	uint32_t rows[ROWS_MAX];

	if (all->n)
		n = tasks_top(r->snap, by, rows,
			      want < ROWS_MAX ? want : ROWS_MAX);
	jout_open(j, "processes", '[');
	for (size_t i = 0; i < n; i++)
		put_task(j, r, &all->v[rows[i]], by);
	jout_close(j, ']');
}

static void put_pages(struct jout *j, uint64_t page_bytes, uint64_t total,
		      uint64_t free, uint64_t surplus)
{
	jout_u64(j, "bytes", total * page_bytes);
	jout_u64(j, "free_bytes", free * page_bytes);
	jout_u64(j, "surplus_bytes", surplus * page_bytes);
}

static void put_nodes(struct jout *j, const struct hugenodes *all,
		      uint64_t page_bytes)
{
	jout_open(j, "nodes", '[');
	for (size_t i = 0; i < all->n; i++) {
		const struct hugenode *h = &all->v[i];

		if (h->page_bytes != page_bytes)
			continue;
		jout_open(j, NULL, '{');
		jout_u64(j, "node", h->node);
		put_pages(j, page_bytes, h->total, h->free, h->surplus);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_pools(struct jout *j, const struct snapshot *snap)
{
	const struct memory *m = &snap->memory;

	jout_open(j, "pools", '[');
	for (size_t i = 0; i < m->n_hugepools; i++) {
		const struct hugepool *h = &m->hugepools[i];

		jout_open(j, NULL, '{');
		jout_u64(j, "page_bytes", h->page_bytes);
		put_pages(j, h->page_bytes, h->total, h->free, h->surplus);
		jout_u64(j, "reserved_bytes", h->reserved * h->page_bytes);
		put_nodes(j, &snap->detail.hugenodes, h->page_bytes);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_detail_tasks(struct jout *j, const struct report *r)
{
	const struct task_memories *all = &r->snap->detail.tasks;

	jout_open(j, "page_tables", '{');
	jout_opt(j, "processes_bytes",
		 (struct opt_u64){ tasks_sum(r->snap, TASKS_BY_TABLES),
				   all->known });
	put_tasks(j, r, TASKS_BY_TABLES);
	jout_close(j, '}');
	jout_open(j, "stacks", '{');
	jout_opt(j, "stack_bytes", stack_bytes(r->snap));
	jout_opt(j, "threads", (struct opt_u64){ all->threads, all->known });
	put_tasks(j, r, TASKS_BY_THREADS);
	jout_close(j, '}');
	jout_open(j, "hugetlb", '{');
	put_pools(j, r->snap);
	put_tasks(j, r, TASKS_BY_HUGETLB);
	jout_close(j, '}');
	jout_open(j, "unmapped", '{');
	jout_opt(j, "partly_mapped_bytes", r->snap->detail.partly_mapped);
	jout_opt(j, "pinned_bytes",
		 (struct opt_u64){ tasks_sum(r->snap, TASKS_BY_PINNED),
				   all->known });
	put_tasks(j, r, TASKS_BY_PINNED);
	jout_close(j, '}');
}

static void put_object(struct jout *j, const struct snapshot *snap,
		       const struct shm_object *o)
{
	const struct process *p = processes_find(&snap->processes, o->pid);

	jout_open(j, NULL, '{');
	jout_word(j, "kind", shm_kind_name(o->kind));
	jout_u64(j, "bytes", o->bytes);
	jout_text(j, "name", o->name);
	jout_u64(j, "id", o->id);
	jout_opt(j, "attached",
		 (struct opt_u64){ o->attached, o->kind == SHM_SYSV });
	jout_opt(j, "pid", (struct opt_u64){ (uint64_t)o->pid, o->pid > 0 });
	jout_text(j, "comm", p ? p->comm : NULL);
	jout_bool(j, "in_mount", o->in_mount);
	jout_close(j, '}');
}

/* What is counted and has no name. */
static void put_unnamed(struct jout *j, const char *kind, struct opt_i64 bytes)
{
	if (!bytes.known || bytes.v <= 0)
		return;
	jout_open(j, NULL, '{');
	jout_word(j, "kind", kind);
	jout_i64(j, "bytes", bytes.v);
	jout_null(j, "name");
	jout_null(j, "id");
	jout_null(j, "attached");
	jout_null(j, "pid");
	jout_null(j, "comm");
	jout_bool(j, "in_mount", false);
	jout_close(j, '}');
}

void json_shared(struct jout *j, const struct report *r)
{
	const struct shm_objects *all = &r->snap->shmem;
	size_t n = view_rows(&r->view, all->n);
	struct shm_sums s;

	shm_sum(r->snap, r->acct->id.pss.shmem, &s);
	if (s.unnamed.known && s.unmapped.known)
		s.unnamed.v -= s.unmapped.v;
	jout_open(j, "shared_detail", '[');
	for (size_t i = 0; i < n; i++)
		put_object(j, r->snap, &all->v[i]);
	put_unnamed(j, "unnamed", s.unnamed);
	put_unnamed(j, "unnamed-unmapped", s.unmapped);
	jout_close(j, ']');
}
