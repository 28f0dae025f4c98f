/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/rows.h"

#include <stdlib.h>

#include "model/snapshot.h"
#include "render/layout/grid.h"
#include "render/columns/lookup.h"
#include "render/columns/order.h"
#include "render/report.h"
#include "render/view.h"

int rows_grid(const struct rows *rows, FILE *out)
{
	const struct lookup *l = rows->l;
	struct grid g = grid_begin(&l->r->view, out);
	char cell[CELL_MAX];

	for (size_t c = 0; c < rows->list.n; c++)
		grid_column(&g, rows->list.v[c]->name, rows->list.v[c]->flags);
	for (size_t i = 0; i < rows->n; i++) {
		const struct sock *s = &l->r->snap->socks.v[rows->v[i]];

		grid_row(&g);
		for (size_t c = 0; c < rows->list.n; c++) {
			column_cell(rows->list.v[c], l, s, cell);
			grid_cell(&g, cell);
		}
	}
	return grid_end(&g);
}

int rows_print(const struct lookup *l, size_t top, FILE *out)
{
	size_t n = l->r->snap->socks.n;
	struct rows rows = { .l = l, .n = n < top ? n : top };
	int err = column_list_parse(l->r->view.columns, &rows.list, NULL);

	if (!err)
		err = order_rows(l, &rows.v);
	if (err)
		return err;
	/* libsmartcols prints no heading over an empty table */
	if (rows.n && rows.n <= ROWS_GRID_MAX)
		err = rows_grid(&rows, out);
	else
		rows_plain(&rows, out);
	free(rows.v);
	return err;
}

int render_sockets(const struct report *r, FILE *out)
{
	struct lookup l;
	int err = lookup_init(r, &l);
	int written;

	if (err)
		return err;
	err = rows_print(&l, r->view.top, out);
	written = view_flush(out);
	lookup_free(&l);
	return written ? written : err;
}
