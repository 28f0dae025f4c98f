/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One report: the facts, the sums, the judgement and how to show them. */
#ifndef KMW_RENDER_REPORT_H
#define KMW_RENDER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct account;
struct by_sum;
struct findings;
struct rates;
struct snapshot;

struct view {
	size_t top;	/* rows of a ranked list; SIZE_MAX: all */
	bool top_given; /* top was asked for: else the table is shorter */
	bool bytes;	/* exact bytes in tables */
	bool no_headings;
	bool color;
	bool kernel;	     /* the kernel's insides in place of sockets */
	bool ascii;	     /* no box or block characters */
	size_t width;	     /* columns of the terminal, 0: do not cut */
	const char *columns; /* -o: "a,b" or "+c"; NULL: the default */
	const char *sort;    /* -s: a column's name, NULL: HELD */
	const char *version; /* of kmemwhere */
};

struct report {
	const struct snapshot *snap;
	const struct account *acct;
	const struct findings *findings;
	struct view view;
	const struct by_sum *by;   /* NULL: not grouped */
	const struct rates *rates; /* NULL: one sample, no rates */
};

/*
 * The whole report as tables. Returns 0 or -errno: -ENOMEM, or why writing
 * failed (-ENOSPC, -EPIPE …; -EIO where the stream does not tell).
 */
int render_table(const struct report *r, FILE *out);

/* The socket table alone, columns by view.columns. The same errors, -EINVAL. */
int render_sockets(const struct report *r, FILE *out);

/* Contract kmemwhere.report/1, one object and a newline. The same errors. */
int render_json(const struct report *r, FILE *out);

/* The schema of that (`--json-schema`). The same errors. */
int render_json_schema(FILE *out);

/*
 * Checks a column list or a sort key before anything is collected. Returns 0,
 * or -EINVAL with the word that is no column in ret_bad (at most cap bytes,
 * unescaped).
 */
int render_check_columns(const char *list, char *ret_bad, size_t cap);

/*
 * Whether a column of the list, or the one to sort by (NULL: none), rests on
 * the processes of sockets; otherwise nobody has to look for them.
 */
bool render_needs_owners(const char *list, const char *sort);

/* The same for their cgroups. */
bool render_needs_cgroups(const char *list, const char *sort);

/* Writes the columns, a line each: name, what it is (`--list-columns`). */
int render_list_columns(FILE *out);

#endif
