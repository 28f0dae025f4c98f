/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/view.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_process(struct jout *j, const struct lookup *l,
			const struct process *p)
{
	const struct holder *h = lookup_holder(l, p->pid);
	struct opt_u64 held = { h ? h->held_bytes : 0,
				l->r->snap->owners_looked_for };
	const struct jamount rows[] = {
		{ "pss_bytes", jout_fit(p->pss_bytes) },
		{ "pss_anon_bytes", jout_fit(p->pss_anon_bytes) },
		{ "pss_file_bytes", jout_fit(p->pss_file_bytes) },
		{ "pss_shmem_bytes", jout_fit(p->pss_shmem_bytes) },
		{ "swap_bytes", jout_fit(p->swap_pss_bytes) },
		{ "rss_bytes", jout_fit(p->rss_bytes) },
		{ "socket_bytes", jout_fit(held) },
		{ "sockets_without_row", jout_fit(p->sockets_without_row) },
	};

	jout_open(j, NULL, '{');
	jout_i64(j, "pid", p->pid);
	jout_text(j, "comm", p->comm);
	jout_opt(j, "uid", (struct opt_u64){ p->uid, p->uid != UID_UNKNOWN });
	jout_amounts(j, rows, COUNT(rows));
	jout_close(j, '}');
}

void json_processes(struct jout *j, const struct lookup *l)
{
	const struct processes *ps = &l->r->snap->processes;
	size_t rows = view_rows(&l->r->view, ps->n);

	jout_open(j, "processes", '[');
	for (size_t i = 0; i < rows && !j->error; i++)
		put_process(j, l, &ps->v[l->r->acct->process_rank[i]]);
	jout_close(j, ']');
}
