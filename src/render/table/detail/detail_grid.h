/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sections of `--kernel` share: a heading, a grid, its cells. */
#ifndef KMW_RENDER_TABLE_DETAIL_DETAIL_GRID_H
#define KMW_RENDER_TABLE_DETAIL_DETAIL_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "render/layout/grid.h"
#include "util/opt.h"

struct page;

struct detail_column {
	const char *name;
	unsigned flags; /* of struct column */
};

struct detail_grid {
	struct page *p;
	struct grid grid;
	size_t rows; /* to be put */
	size_t all;
};

/* "PAGE TABLES  41.0 MiB  note"; note may be NULL. */
void detail_heading(struct page *p, const char *title, struct opt_i64 bytes,
		    const char *note);

/* A line of its own below a heading. */
void detail_line(struct page *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Begins a grid for n rows, of which usual are shown unless more are asked. */
struct detail_grid detail_begin(struct page *p, const struct detail_column *v,
				size_t n_columns, size_t usual, size_t n);

/* The row's cells, in order. */
void detail_row(struct detail_grid *g);
void detail_size(struct detail_grid *g, struct opt_u64 bytes);
void detail_count(struct detail_grid *g, struct opt_u64 n);
void detail_word(struct detail_grid *g, const char *word);   /* ours, or NULL */
void detail_outside(struct detail_grid *g, const char *raw); /* theirs */
void detail_pid(struct detail_grid *g, int pid);	     /* 0: none */

/* Prints, says how many rows were left out, and leaves a line free. */
void detail_end(struct detail_grid *g);

#endif
