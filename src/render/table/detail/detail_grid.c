/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/detail/detail_grid.h"

#include <stdarg.h>
#include <stdio.h>

#include "render/human.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_layout.h"
#include "render/text.h"
#include "render/view.h"

#define TEXT_ROOM 1024

void detail_heading(struct page *p, const char *title, struct opt_i64 bytes,
		    const char *note)
{
	page_put(p, title);
	layout_size(p, LAYOUT_SIZE, bytes);
	if (note) {
		page_put(p, "   ");
		page_put(p, note);
	}
	page_end(p);
}

void detail_line(struct page *p, const char *fmt, ...)
{
	char text[TEXT_ROOM];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	page_put(p, "  ");
	page_wrap(p, 2, text);
	page_end(p);
}

struct detail_grid detail_begin(struct page *p, const struct detail_column *v,
				size_t n_columns, size_t usual, size_t n)
{
	struct detail_grid g = { .p = p,
				 .grid = grid_begin(p->view, p->out),
				 .rows = view_report_rows(p->view, usual, n),
				 .all = n };

	for (size_t i = 0; i < n_columns; i++)
		grid_column(&g.grid, v[i].name, v[i].flags);
	return g;
}

void detail_row(struct detail_grid *g)
{
	grid_row(&g->grid);
}

void detail_size(struct detail_grid *g, struct opt_u64 bytes)
{
	char text[HUMAN_MAX];

	grid_cell(&g->grid,
		  human_opt(text, bytes,
			    g->p->view->bytes ? HUMAN_EXACT : HUMAN_SHORT));
}

void detail_count(struct detail_grid *g, struct opt_u64 n)
{
	char text[HUMAN_MAX];

	grid_cell(&g->grid, human_opt_count(text, n));
}

void detail_word(struct detail_grid *g, const char *word)
{
	grid_cell(&g->grid, word ? word : "");
}

void detail_outside(struct detail_grid *g, const char *raw)
{
	char text[TEXT_ROOM];

	grid_cell(&g->grid,
		  text_outside(text, sizeof(text), raw, g->p->view->ascii)
			  ? text
			  : "-");
}

void detail_pid(struct detail_grid *g, int pid)
{
	detail_count(g, (struct opt_u64){ (uint64_t)pid, pid > 0 });
}

void detail_end(struct detail_grid *g)
{
	int err = 0;

	if (g->rows)
		err = grid_end(&g->grid);
	else
		grid_drop(&g->grid);
	if (err && !g->p->error)
		g->p->error = err;
	if (g->rows < g->all) {
		page_printf(g->p, "… and %zu more: --top or --all lists them",
			    g->all - g->rows);
		page_end(g->p);
	}
	page_end(g->p);
}
