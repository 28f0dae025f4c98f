/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The columns of the socket table. One table, columns.def, serves the report,
 * -o, -s, --list-columns and the completion.
 */
#ifndef KMW_RENDER_COLUMNS_COLUMNS_H
#define KMW_RENDER_COLUMNS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct lookup;
struct sock;

/* Room for any cell; longer text is cut. */
#define CELL_MAX 4096

enum column_kind {
	COLUMN_TEXT,
	COLUMN_COUNT, /* plain digits */
	COLUMN_SIZE,  /* bytes: human, or exact with --bytes */
};

enum {
	COLUMN_RIGHT = 1,  /* right-aligned */
	COLUMN_TRUNC = 2,  /* gives way first where a terminal is narrow */
	COLUMN_OWNER = 4,  /* rests on the socket's processes */
	COLUMN_CGROUP = 8, /* and on their cgroups */
	COLUMN_USUAL = 16, /* in the table where no -o says otherwise */
};

struct column {
	const char *name;
	const char *help;
	enum column_kind kind;
	unsigned flags;
	/* The number; false: unknown. NULL for COLUMN_TEXT. */
	bool (*number)(const struct lookup *l, const struct sock *s,
		       int64_t *ret);
	/* The text, or how the number is written instead. Returns its length,
	 * 0: nothing to say. May be NULL for numbers. */
	size_t (*text)(const struct lookup *l, const struct sock *s, char *dst,
		       size_t cap);
};

enum column_id {
#define COLUMN(id, ...) COLUMN_ID_##id,
#include "render/columns/columns.def"
#undef COLUMN
	COLUMNS_N
};

extern const struct column columns[COLUMNS_N];

/* By its name, upper or lower case; NULL where there is none. */
const struct column *column_find(struct span name);

/*
 * Writes the cell of a socket, which must be one of snapshot.socks: "-" where
 * unknown or empty. dst has CELL_MAX bytes. Returns the length.
 */
size_t column_cell(const struct column *c, const struct lookup *l,
		   const struct sock *s, char *dst);

#endif
