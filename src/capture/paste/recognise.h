/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which form each line of a text is of: one pass cuts it into looks. Pure. */
#ifndef KMW_CAPTURE_PASTE_RECOGNISE_H
#define KMW_CAPTURE_PASTE_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/forms/form.h"
#include "capture/paste/lines.h"

struct recogniser {
	struct lines lines;
	struct look *v; /* in the order of the text; those that ended */
	size_t n;
	size_t cap;
	struct look open; /* .form NULL: none is */
	struct buf command;
	size_t command_line;
	size_t foreign;		 /* lines since the last one of the look */
	size_t unknown;		 /* lines that are of no form */
	size_t bytes;		 /* of all texts */
	size_t dropped;		 /* looks that were too much to keep */
	const struct form *only; /* NULL: any of them */
	/* a line of a form is not as its tool prints it */
	bool changed;
};

/* Makes it ready; only: NULL, or the one form that is looked for. */
void recognise_begin(struct recogniser *r, const struct form *only);

/* Return 0 or -ENOMEM. */
int recognise_feed(struct recogniser *r, const char *bytes, size_t len);
int recognise_end(struct recogniser *r);

void recognise_free(struct recogniser *r);

#endif
