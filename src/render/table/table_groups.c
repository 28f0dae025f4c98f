/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <string.h>

#include "account/sockets/by.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "render/text.h"
#include "render/view.h"

#define GROUPS 20
#define KEY_ROOM 1024

static void put_row(struct grid *g, const struct page *p,
		    const struct by_sum *by, const struct by_row *row)
{
	enum human how = p->view->bytes ? HUMAN_EXACT : HUMAN_SHORT;
	const char *key = by_key(by, row);
	char text[KEY_ROOM], count[HUMAN_MAX];

	grid_row(g);
	human_count(count, row->sockets);
	grid_cell(g, count);
	grid_cell(g, human_opt(count, opt_u64(row->held_bytes), how));
	human_count(count, row->drops);
	grid_cell(g, count);
	/* an unknown one says so: a process may be called "-" */
	if (!key || !text_outside(text, sizeof(text), key, p->view->ascii))
		strcpy(text, "(unknown)");
	grid_cell(g, text);
}

void table_groups(struct page *p, const struct report *r)
{
	const struct by_sum *by = r->by;
	size_t rows = view_report_rows(p->view, GROUPS, by->n);
	char heading[16];
	struct grid g;
	size_t i;

	if (!by->n)
		page_put(p, "No socket holds memory.");
	if (!rows) {
		page_end(p);
		page_end(p);
		return;
	}
	snprintf(heading, sizeof(heading), "%s", by_name(by->by));
	for (i = 0; heading[i]; i++)
		heading[i] = (char)toupper((unsigned char)heading[i]);
	g = grid_begin(p->view, p->out);
	grid_column(&g, "SOCKETS", COLUMN_RIGHT);
	grid_column(&g, "HELD", COLUMN_RIGHT);
	grid_column(&g, "DROPS", COLUMN_RIGHT);
	grid_column(&g, heading, COLUMN_TRUNC);
	for (i = 0; i < rows; i++)
		put_row(&g, p, by, &by->v[i]);
	if (grid_end(&g) && !p->error)
		p->error = g.error;
	if (rows < by->n) {
		page_printf(p, "… and %zu more: --top or --all lists them",
			    by->n - rows);
		page_end(p);
	}
	page_end(p);
}
