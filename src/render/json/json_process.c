/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes, cgroups, and sums by a key. */
#include "account/account.h"
#include "account/account_fields.h"
#include "account/sockets/by.h"
#include "account/memory/memcg.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/view.h"

static void socket_bytes(const struct lookup *l, const void *row,
			 union field_value *ret)
{
	const struct holder *h =
		lookup_holder(l, ((const struct process *)row)->pid);

	ret->u = (struct opt_u64){ h ? h->held_bytes : 0,
				   l->r->snap->owners_looked_for };
}

static const struct field process[] = {
	PICK(process, pid),
	PICK(process, comm),
	PICK(process, uid),
	PICK(process, pss_bytes),
	PICK(process, pss_anon_bytes),
	PICK(process, pss_file_bytes),
	PICK(process, pss_shmem_bytes),
	PICK(process, swap_pss_bytes),
	PICK(process, rss_bytes),
	MADE(FIELD_OPT, socket_bytes, "socket_bytes",
	     "What its sockets hold; null where owners were not looked for."),
	PICK(process, sockets_without_row),
};
const struct table report_process = TABLE(process);

void rows_processes(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;
	size_t n = view_rows(&r->view, r->snap->processes.n);

	(void)row;
	for (size_t i = 0; i < n && !w->j->error; i++)
		walk_row(w, &r->snap->processes.v[r->acct->process_rank[i]]);
}

static void limit(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	const struct snapshot *snap = l->r->snap;
	const struct memcg *m = row;

	ret->u = memcg_limit(snap, (size_t)(m - snap->memcgs.v));
}

static const struct field memcg_psi[] = {
	PICK(psi, full_avg10),
};
static const struct table report_memcg_psi = TABLE(memcg_psi);

static const struct field cgroup[] = {
	PICK(memcg, path),
	PICK(memcg, current_bytes),
	MADE(FIELD_OPT, limit, "limit_bytes",
	     "The smallest memory.max or memory.high of it and of all cgroups "
	     "above it; null where none has one."),
	PICK(memcg, socket_bytes),
	PICK(memcg, kernel_bytes),
	PICK(memcg, anon_bytes),
	PICK(memcg, file_bytes),
	PICK(memcg, shmem_bytes),
	PICK(memcg, slab_reclaimable_bytes),
	PICK(memcg, slab_unreclaimable_bytes),
	PICK(memcg, kernel_stack_bytes),
	PICK(memcg, page_tables_bytes),
	PICK(memcg, oom_kills),
	ALL(report_memcg_psi, .offset = offsetof(struct memcg, psi)),
};
const struct table report_cgroup = TABLE(cgroup);

void rows_cgroups(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;
	size_t n = view_rows(&r->view, r->snap->memcgs.n);

	(void)row;
	for (size_t i = 0; i < n && !w->j->error; i++)
		walk_row(w, &r->snap->memcgs.v[r->acct->memcg_rank[i]]);
}

static void key(const struct lookup *l, const void *row, union field_value *ret)
{
	ret->text = by_key(l->r->by, row);
}

static const struct field group[] = {
	MADE(FIELD_NAME, key, "key",
	     "Null for sockets whose process or cgroup is not known."),
	ALL(fields_by_row),
};
static const struct table report_group = TABLE(group);

static void rows_group(struct walk *w, const void *row)
{
	const struct by_sum *by = row;
	size_t n = view_rows(&w->l->r->view, by->n);

	for (size_t i = 0; i < n && !w->j->error; i++)
		walk_row(w, &by->v[i]);
}

NAMER(by_word, by_name, enum by, BY_N)

static const struct field groups[] = {
	SHOWN_AS(struct by_sum, by, FIELD_ENUM, "by", "What the key is.",
		 NAMES(by_word, BY_N)),
	LIST("rows", "Ranked by held_bytes.", report_group, rows_group),
};
const struct table report_groups = TABLE(groups);

void rows_groups(struct walk *w, const void *row)
{
	(void)row;
	if (w->l->r->by)
		walk_row(w, w->l->r->by);
}
