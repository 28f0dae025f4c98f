/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From values of jansson to members of the model, by the tables of field.h. */
#ifndef KMW_RECORD_GET_H
#define KMW_RECORD_GET_H

#include <jansson.h>
#include <stddef.h>

#include "util/idhash.h"

struct field;
struct snapshot;
struct table;

struct get {
	struct snapshot *snap;
	struct idhash strings; /* hash of a text: its place in snap->strings */
	const char *section;   /* what is being read, for the message */
	size_t row;
	char *what; /* one sentence about the first thing that is wrong */
	size_t cap;
};

/* Sets what unless it is set. Returns -EINVAL. */
int get_fail(struct get *g, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One member. null leaves it as it is. Returns 0, -EINVAL or -ENOMEM. */
int get_value(struct get *g, const struct field *f, const json_t *v, void *row);

/* An object by its keys; unknown ones are left out. The same errors. */
int get_object(struct get *g, const struct table *t, const json_t *v,
	       void *row);

#endif
