/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/layout/grid.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "render/columns/columns.h"
#include "render/report.h"
#include "render/text.h"

static void note(struct grid *g, int err)
{
	if (err && !g->error)
		g->error = err;
}

struct grid grid_begin(const struct view *v, FILE *out)
{
	struct grid g = { .view = v, .out = out, .table = scols_new_table() };

	if (!g.table) {
		g.error = -ENOMEM;
		return g;
	}
	scols_table_set_stream(g.table, out);
	scols_table_enable_noheadings(g.table, v->no_headings);
	scols_table_enable_ascii(g.table, v->ascii);
	/* Cells are escaped already; once more would double the backslashes. */
	scols_table_enable_noencoding(g.table, 1);
	/* out need not be stdout, which is what libsmartcols would look at */
	scols_table_set_termforce(g.table, v->width ? SCOLS_TERMFORCE_ALWAYS
						    : SCOLS_TERMFORCE_NEVER);
	if (v->width)
		scols_table_set_termwidth(g.table, v->width);
	return g;
}

void grid_column(struct grid *g, const char *name, unsigned flags)
{
	int scols = 0;

	if (flags & COLUMN_RIGHT)
		scols |= SCOLS_FL_RIGHT;
	if (flags & COLUMN_TRUNC)
		scols |= SCOLS_FL_TRUNC;
	if (!g->error && !scols_table_new_column(g->table, name, 0, scols))
		note(g, -ENOMEM);
}

void grid_row(struct grid *g)
{
	g->at = 0;
	if (g->error)
		return;
	g->line = scols_table_new_line(g->table, NULL);
	if (!g->line)
		note(g, -ENOMEM);
}

void grid_cell(struct grid *g, const char *text)
{
	if (!g->error)
		note(g, scols_line_set_data(g->line, g->at++, text));
}

/*
 * libsmartcols narrows the columns that may be cut; where that is not enough
 * its lines would still wrap around.
 */
static int print_cut(const struct grid *g)
{
	char *text = NULL;

	if (scols_print_table_to_string(g->table, &text)) {
		free(text);
		return -ENOMEM;
	}
	for (const char *line = text; line && *line;) {
		size_t len = strcspn(line, "\n");

		fwrite(line, 1, text_fit(line, len, g->view->width), g->out);
		fputc('\n', g->out);
		line += len + (line[len] == '\n');
	}
	free(text);
	return 0;
}

int grid_end(struct grid *g)
{
	if (!g->error && g->view->width)
		note(g, print_cut(g));
	else if (!g->error)
		note(g, scols_print_table(g->table));
	scols_unref_table(g->table);
	g->table = NULL;
	return g->error;
}

void grid_drop(struct grid *g)
{
	scols_unref_table(g->table);
	g->table = NULL;
}
