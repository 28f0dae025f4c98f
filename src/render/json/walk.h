/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as its tables say: see model/field.h. */
#ifndef KMW_RENDER_JSON_WALK_H
#define KMW_RENDER_JSON_WALK_H

#include <stddef.h>
#include <stdio.h>

#include "model/field.h"
#include "util/jsonw.h"

struct walk {
	struct jsonw *j;
	const struct lookup *l;
	const struct field *f; /* whose rows are asked for */
	size_t n;	       /* given so far */
};

/* The members of an object, whose row it is (NULL: they find theirs). */
void walk_table(struct jsonw *j, const struct lookup *l, const struct table *t,
		const void *row);

/* The next row of the list, or the object's; not more than one of an object. */
void walk_row(struct walk *w, const void *row);

/* Writes the table as one object and a newline. As render_json() returns. */
int walk_document(const struct lookup *l, const struct table *t,
		  const void *row, FILE *out);

#endif
