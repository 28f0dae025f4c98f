/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A form that text comes in: what one tool or file prints. To add one: a file
 * here with its fit(), and a row in forms.c.
 */
#ifndef KMW_CAPTURE_FORMS_FORM_H
#define KMW_CAPTURE_FORMS_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/span.h"

struct snapshot;
struct form;

/* What a line is to a form. */
enum fit {
	FIT_NOT,
	FIT_MORE, /* of a look that is open, unless another form knows it */
	FIT_ROW,  /* also without a heading: it may begin a look */
	FIT_HEAD, /* begins a new look, also where one is open */
};

/* One look: the lines of one form that stand together. */
struct look {
	const struct form *form;
	size_t first; /* lines of the text, from 1 */
	size_t last;
	size_t lines;	    /* that were understood */
	struct buf text;    /* these, cleaned, a newline behind each */
	struct buf command; /* the last command line above, "" without one */
	/*
	 * What it has of its form, as its fit() sets it: looks of a form that
	 * share no bit are parts of one moment; those that share one, or of
	 * which one has none, are two moments.
	 */
	uint64_t has;
	uint64_t state; /* fit()'s own, 0 at first */
};

struct form {
	const char *name; /* as people call it: "meminfo", "OOM report" */
	/*
	 * The line without marks, prefixes and blanks around it. look is the
	 * one that is open, or an empty one with its command.
	 */
	enum fit (*fit)(struct span line, struct look *look);
	/*
	 * Where its facts go: a file of a captured folder, in that file's own
	 * format, made by rewrite() (NULL: the text as it is) …
	 */
	const char *file;
	int (*rewrite)(const struct look *look, struct buf *to);
	/* … a second one, always by a function … */
	const char *more_file;
	int (*more)(const struct look *look, struct buf *to);
	/* … and, or, into the snapshot, behind all files. */
	int (*fill)(const struct look *look, struct snapshot *snap);
	/* Of several forms with one file the highest says; others fill in. */
	unsigned rank;
	/* A line alone, within others: it does not end their look. */
	unsigned single : 1;
	/* Its file has one form only: those of a lower rank are left out. */
	unsigned alone : 1;
};

extern const struct form forms[];
extern const size_t forms_n;

/* The text of a look. */
static inline struct span look_text(const struct look *look)
{
	return span_of(look->text.data, look->text.len);
}

#endif
