/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/columns/lookup.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/columns/rows.h"
#include "render/table/table_parts.h"
#include "render/text.h"
#include "render/view.h"

#define SOCKETS 6
#define PROCESSES 3

static void note(struct page *p, int err)
{
	if (err && !p->error)
		p->error = err;
}

void table_sockets(struct page *p, const struct lookup *l)
{
	const struct snapshot *snap = l->r->snap;
	size_t rows = view_report_rows(p->view, SOCKETS, snap->socks.n);
	bool dumped = false;

	for (size_t i = 0; i < PROTO_N; i++)
		dumped |= snap->protocols.v[i].dumped;
	if (snap->socks.n) {
		note(p, rows_print(l, rows, p->out));
		if (rows < snap->socks.n)
			page_printf(p,
				    "… and %zu more: --top or --all lists "
				    "them",
				    snap->socks.n - rows);
	} else {
		page_put(p, dumped ? "No socket holds memory."
				   : "Sockets were not listed.");
	}
	if (p->line.len)
		page_end(p);
	page_end(p);
}

static void put_size(struct grid *g, const struct page *p, struct opt_u64 v)
{
	enum human how = p->view->bytes ? HUMAN_EXACT : HUMAN_SHORT;
	char text[HUMAN_MAX];

	grid_cell(g, human_opt(text, v, how));
}

static void put_process(struct grid *g, struct page *p, const struct lookup *l,
			const struct process *proc)
{
	const struct holder *h = lookup_holder(l, proc->pid);
	char text[sizeof(proc->comm) * 8];

	grid_row(g);
	human_count(text, (uint64_t)proc->pid);
	grid_cell(g, text);
	grid_cell(g,
		  text_outside(text, sizeof(text), proc->comm, p->view->ascii)
			  ? text
			  : "-");
	human_count(text, proc->uid);
	grid_cell(g, proc->uid == UID_UNKNOWN ? "-" : text);
	put_size(g, p, proc->pss_bytes);
	put_size(g, p, proc->pss_anon_bytes);
	put_size(g, p, proc->pss_file_bytes);
	put_size(g, p, proc->pss_shmem_bytes);
	put_size(g, p, proc->swap_pss_bytes);
	put_size(g, p, proc->rss_bytes);
	put_size(g, p,
		 (struct opt_u64){ h ? h->held_bytes : 0,
				   l->r->snap->owners_looked_for });
}

void table_processes(struct page *p, const struct lookup *l)
{
	static const char *const headings[] = { "PSS",	  "ANON", "FILE",
						"SHMEM",  "SWAP", "RSS",
						"SOCKETS" };
	const struct processes *ps = &l->r->snap->processes;
	size_t rows = view_report_rows(p->view, PROCESSES, ps->n);
	struct grid g;

	if (!rows)
		return;
	g = grid_begin(p->view, p->out);
	grid_column(&g, "PID", COLUMN_RIGHT);
	grid_column(&g, "COMMAND", COLUMN_TRUNC);
	grid_column(&g, "UID", COLUMN_RIGHT);
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		grid_column(&g, headings[i], COLUMN_RIGHT);
	for (size_t i = 0; i < rows; i++)
		put_process(&g, p, l, &ps->v[l->r->acct->process_rank[i]]);
	note(p, grid_end(&g));
}
