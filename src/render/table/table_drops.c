/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "render/text.h"
#include "render/view.h"

#define REASONS 8
#define NAME_ROOM 256

static void put_count(struct grid *g, const struct page *p,
		      const struct drop_count *d, const char *what)
{
	char count[HUMAN_MAX], name[NAME_ROOM];

	grid_row(g);
	human_count(count, d->count);
	grid_cell(g, count);
	text_outside(name, sizeof(name), d->name, p->view->ascii);
	grid_cell(g, name);
	grid_cell(g, what);
}

static void put_rows(struct grid *g, const struct page *p,
		     const struct drops *d)
{
	size_t n = view_report_rows(p->view, REASONS, d->reasons.n);

	for (size_t i = 0; i < n; i++)
		put_count(g, p, &d->reasons.v[i], "packets dropped");
	n = view_report_rows(p->view, REASONS, d->limits.n);
	for (size_t i = 0; i < n; i++)
		put_count(g, p, &d->limits.v[i],
			  d->limits.v[i].sending
				  ? "sends refused at a memory limit"
				  : "receives refused at a memory limit");
}

void table_drops(struct page *p, const struct report *r)
{
	const struct drops *d = &r->snap->drops;
	struct grid g;

	if (!d->looked)
		return;
	page_printf(p, "In %.1f s the kernel dropped ",
		    (double)d->window_ms / 1000);
	if (!d->reasons.n && !d->limits.n) {
		page_put(p, "no packet.");
		page_end(p);
		page_end(p);
		return;
	}
	page_put(p, "packets on this machine, for these reasons:");
	page_end(p);
	g = grid_begin(p->view, p->out);
	grid_column(&g, "EVENTS", COLUMN_RIGHT);
	grid_column(&g, "REASON", 0);
	grid_column(&g, "WHAT", COLUMN_TRUNC);
	put_rows(&g, p, d);
	if (grid_end(&g) && !p->error)
		p->error = g.error;
	if (d->lost) {
		page_printf(p, "  %llu events more came too fast to be read",
			    (unsigned long long)d->lost);
		page_end(p);
	}
	page_end(p);
}
