/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sections of `--kernel` share: a heading, a grid, its cells. */
#ifndef KMW_RENDER_TABLE_DRILL_GRID_H
#define KMW_RENDER_TABLE_DRILL_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "render/table/grid.h"
#include "util/opt.h"

struct page;

struct drill_column {
	const char *name;
	unsigned flags; /* of struct column */
};

struct drill_grid {
	struct page *p;
	struct grid grid;
	size_t rows; /* to be put */
	size_t all;
};

/* "PAGE TABLES  41.0 MiB  note"; note may be NULL. */
void drill_heading(struct page *p, const char *title, struct opt_i64 bytes,
		   const char *note);

/* A line of its own below a heading. */
void drill_line(struct page *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Begins a grid for n rows, of which usual are shown unless more are asked. */
struct drill_grid drill_begin(struct page *p, const struct drill_column *v,
			      size_t n_columns, size_t usual, size_t n);

/* The row's cells, in order. */
void drill_row(struct drill_grid *g);
void drill_size(struct drill_grid *g, struct opt_u64 bytes);
void drill_count(struct drill_grid *g, struct opt_u64 n);
void drill_word(struct drill_grid *g, const char *word);   /* ours, or NULL */
void drill_outside(struct drill_grid *g, const char *raw); /* theirs */
void drill_pid(struct drill_grid *g, int pid);		   /* 0: none */

/* Prints, says how many rows were left out, and leaves a line free. */
void drill_end(struct drill_grid *g);

#endif
