/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of lines "key value": a table says which keys a format has and where
 * their values go. All that parse.h promises holds for each of them here.
 */
#ifndef KMW_PARSE_KEYED_H
#define KMW_PARSE_KEYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parse/field.h"
#include "util/span.h"

struct keyed_row {
	const char *key; /* "allocstall*": all keys that begin so */
	size_t offset;	 /* of a struct opt_u64, or where read is NULL of a
			  * struct span into the text: the value, trimmed */
	int (*read)(struct span value, uint64_t *ret);
	const char *group; /* of keyed_pair(); NULL: there are none */
	uint64_t sum; /* adds, up to this; a part that cannot be read leaves no
		       * sum. Only of the first 64 rows */
};

/* One text while it is read. */
struct keyed {
	const struct keyed_row *rows;
	size_t n;
	void *to;	 /* what the offsets are of */
	size_t fresh;	 /* its size, where it forgets what was there */
	unsigned found;	 /* lines, or pairs, that the table has */
	unsigned bad;	 /* of them */
	size_t next;	 /* files have the order of their tables, nearly */
	uint64_t seen;	 /* rows, a bit each */
	uint64_t failed; /* likewise: parts of sums */
};

#define KEYED_ROW(name, type, member, reader)                    \
	{                                                        \
		.key = (name), .offset = offsetof(type, member), \
		.read = (reader),                                \
	}

#define KEYED(table, where)                            \
	((struct keyed){                               \
		.rows = (table),                       \
		.n = sizeof(table) / sizeof(*(table)), \
		.to = (where),                         \
	})

/* The same, where the first line that is found empties the struct. */
#define KEYED_FRESH(table, where)                      \
	((struct keyed){                               \
		.rows = (table),                       \
		.n = sizeof(table) / sizeof(*(table)), \
		.to = (where),                         \
		.fresh = sizeof(*(where)),             \
	})

/* Whether the table has a row of that group. */
bool keyed_has_group(const struct keyed *k, struct span group);

/* Stores a value by its key, if the table has it; whole: it was not cut. */
void keyed_pair(struct keyed *k, struct span group, struct span key,
		struct span value, bool whole);

/*
 * The end of the text: gives up sums that lack a part. Returns 0, or -EINVAL
 * where nothing was found.
 */
int keyed_end(struct keyed *k, unsigned *bad);

/*
 * A whole text of lines whose key ends in a colon, or in a blank. What is
 * known of *to before stays. Returns as keyed_end().
 */
int keyed_lines(struct span text, struct keyed k, char end, unsigned *bad);

#endif
