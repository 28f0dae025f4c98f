/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/rows.h"

#include <string.h>

#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/text.h"

#define TRUNC_LEAST 8 /* a cut column keeps that many characters */

static void widen(size_t *width, const char *text, size_t len)
{
	size_t w = text_width(text, len);

	if (w > *width)
		*width = w;
}

static void measure(const struct rows *rows, size_t width[COLUMNS_N])
{
	const struct sock *socks = rows->l->r->snap->socks.v;
	char cell[CELL_MAX];

	for (size_t c = 0; c < rows->list.n; c++) {
		const char *name = rows->list.v[c]->name;

		width[c] = rows->l->r->view.no_headings ? 1 : strlen(name);
	}
	for (size_t i = 0; i < rows->n; i++) {
		for (size_t c = 0; c < rows->list.n; c++) {
			size_t len = column_cell(rows->list.v[c], rows->l,
						 &socks[rows->v[i]], cell);

			widen(&width[c], cell, len);
		}
	}
}

/* The widest column that may be cut further, or n. */
static size_t widest(const struct column_list *list, const size_t *width)
{
	size_t best = list->n;

	for (size_t c = 0; c < list->n; c++)
		if (list->v[c]->flags & COLUMN_TRUNC &&
		    width[c] > TRUNC_LEAST &&
		    (best == list->n || width[c] > width[best]))
			best = c;
	return best;
}

static void shrink(const struct rows *rows, size_t width[COLUMNS_N])
{
	size_t room = rows->l->r->view.width;
	size_t total = rows->list.n - 1;
	size_t c;

	for (c = 0; c < rows->list.n; c++)
		total += width[c];
	while (room && total > room) {
		c = widest(&rows->list, width);
		if (c == rows->list.n)
			break;
		width[c]--;
		total--;
	}
}

static void pad(FILE *out, size_t n)
{
	static const char blanks[] = "                                ";

	for (; n >= sizeof(blanks); n -= sizeof(blanks) - 1)
		fwrite_unlocked(blanks, 1, sizeof(blanks) - 1, out);
	fwrite_unlocked(blanks, 1, n, out);
}

/* One cell, and where it ends in columns. The last one is not padded. */
static void put_cell(FILE *out, const struct column *c, const char *text,
		     size_t len, size_t width, bool last)
{
	size_t fit = text_fit(text, len, width);
	size_t blank = width - text_width(text, fit);

	if (c->flags & COLUMN_RIGHT)
		pad(out, blank);
	fwrite_unlocked(text, 1, fit, out);
	if (!(c->flags & COLUMN_RIGHT) && !last)
		pad(out, blank);
	putc_unlocked(last ? '\n' : ' ', out);
}

/* Cuts the line where the terminal ends, so that none wraps around. */
static size_t columns_that_fit(const struct rows *rows, size_t *width)
{
	size_t room = rows->l->r->view.width;
	size_t used = 0;

	if (!room)
		return rows->list.n;
	for (size_t c = 0; c < rows->list.n; c++) {
		if (used >= room)
			return c;
		if (width[c] > room - used)
			width[c] = room - used;
		used += width[c] + 1;
	}
	return rows->list.n;
}

void rows_plain(const struct rows *rows, FILE *out)
{
	const struct sock *socks = rows->l->r->snap->socks.v;
	size_t width[COLUMNS_N];
	char cell[CELL_MAX];
	size_t n;

	measure(rows, width);
	shrink(rows, width);
	n = columns_that_fit(rows, width);
	for (size_t c = 0; c < n && !rows->l->r->view.no_headings; c++) {
		const struct column *col = rows->list.v[c];

		put_cell(out, col, col->name, strlen(col->name), width[c],
			 c + 1 == n);
	}
	for (size_t i = 0; i < rows->n && !ferror_unlocked(out); i++) {
		for (size_t c = 0; c < n; c++) {
			const struct column *col = rows->list.v[c];
			size_t len = column_cell(col, rows->l,
						 &socks[rows->v[i]], cell);

			put_cell(out, col, cell, len, width[c], c + 1 == n);
		}
	}
}
