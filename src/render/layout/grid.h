/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small table laid out by libsmartcols. */
#ifndef KMW_RENDER_LAYOUT_GRID_H
#define KMW_RENDER_LAYOUT_GRID_H

#include <stddef.h>
#include <stdio.h>

struct libscols_line;
struct libscols_table;
struct view;

struct grid {
	const struct view *view;
	FILE *out;
	struct libscols_table *table;
	struct libscols_line *line; /* the one that is being filled */
	size_t at;		    /* its next cell */
	int error; /* the first one; nothing is done after it */
};

/* A grid for out; errors show in grid_end(). */
struct grid grid_begin(const struct view *v, FILE *out);

/* Adds a column; flags as struct column has them. */
void grid_column(struct grid *g, const char *name, unsigned flags);

/* Begins a row, and fills its next cell with text that is safe already. */
void grid_row(struct grid *g);
void grid_cell(struct grid *g, const char *text);

/* Prints and frees. Returns 0 or -errno. */
int grid_end(struct grid *g);

/* Frees a grid without rows. */
void grid_drop(struct grid *g);

#endif
