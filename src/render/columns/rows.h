/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The socket table: the same rows, laid out in one of two ways. */
#ifndef KMW_RENDER_COLUMNS_ROWS_H
#define KMW_RENDER_COLUMNS_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "render/columns/column_list.h"

struct lookup;
struct report;

struct rows {
	const struct lookup *l;
	struct column_list list;
	uint32_t *v; /* indices of snapshot.socks */
	size_t n;    /* rows to print */
};

/*
 * Above that many rows the plain layout prints: libsmartcols keeps each cell
 * in memory. For 100k rows it took 0.6 s and 90 MB where the plain one took
 * 0.12 s and nothing; in batches its columns would change their widths.
 */
#define ROWS_GRID_MAX 1000

/* Through libsmartcols. Returns 0 or -errno. */
int rows_grid(const struct rows *rows, FILE *out);

/* Two passes, widths and lines; the same bytes where nothing is cut. */
void rows_plain(const struct rows *rows, FILE *out);

/*
 * The table with columns by view.columns, at most top rows. Writes nothing
 * where there is no row and no heading. Returns 0 or -errno.
 */
int rows_print(const struct lookup *l, size_t top, FILE *out);

#endif
