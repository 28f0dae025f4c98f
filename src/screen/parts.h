/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the screen: its parts, and how text gets onto it. */
#ifndef KMW_SCREEN_PARTS_H
#define KMW_SCREEN_PARTS_H

#include "account/growth/rates.h"
#include "screen/screen.h"
#include "util/buf.h"

struct lookup;

enum paint {
	PAINT_PLAIN,
	PAINT_DIM,
	PAINT_GOOD,
	PAINT_NOTE,
	PAINT_WARN,
	PAINT_BAD,
	PAINT_BAR
};

/* One row of the list. */
struct row {
	struct screen_id id;
	int64_t bytes;
	double speed;
	bool speed_known;
	uint64_t drops;
	uint32_t sockets;
	uint32_t sock;		 /* LIST_SOCKETS */
	const struct rate *rate; /* NULL: none of its own */
};

struct rows {
	struct row *v;
	size_t n;
	size_t cap;
};

/* What is being drawn. */
struct drawing {
	struct screen *s;
	const struct report *r;
	const struct lookup *l;
	int lines;
	int columns;
	int y; /* the next free line */
};

/* Puts safe text at a place, cut to width columns. */
void draw_text(const struct drawing *d, int y, int x, int width,
	       enum paint paint, const char *text);

/* The same of an outside string. */
void draw_outside(const struct drawing *d, int y, int x, int width,
		  const char *raw);

/* Ends before column x. */
void draw_right(const struct drawing *d, int y, int x, const char *text);

/* The past of a figure in so many characters. */
void draw_spark(const struct drawing *d, int y, int x, int width,
		const struct rate *rate);

/* The head: state, verdict, terms, protocols. */
void draw_top(struct drawing *d);

/* The list below it. Returns 0 or -ENOMEM. */
int draw_list(struct drawing *d);

/* All rows of the list, filtered and sorted. Returns 0 or -ENOMEM. */
int rows_make(const struct drawing *d, struct rows *ret);

/* What a row of LIST_BY is known again by. */
uint64_t row_key_id(const struct by_sum *sum, const struct by_row *row);

/* The page of one row, and the help. Return 0 or -ENOMEM. */
int draw_detail(struct drawing *d);
int draw_help(struct drawing *d);

/* Lines of safe text, from s->scroll on. */
void draw_lines(struct drawing *d, const struct buf *text);

#endif
