/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The form of a recording: which tables of the model it has, and from where. */
#ifndef KMW_RECORD_SECTION_H
#define KMW_RECORD_SECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "model/field.h"

enum section_kind {
	SECTION_OBJECT, /* one struct */
	SECTION_LIST,	/* a vector of the model: v, n, cap */
	SECTION_FIXED,	/* an array of max in the struct, its count at count */
	SECTION_WORDS,	/* an array of max, each row begins with its name() */
};

struct section {
	const char *key;
	enum section_kind kind;
	size_t offset; /* in struct snapshot */
	size_t count;
	size_t size; /* of an element */
	size_t max;
	const struct table *table;
	const char *(*name)(size_t i); /* SECTION_WORDS; NULL beyond max */
	bool of_process_map; /* in the struct inside that the snapshot may have */
};

struct snapshot;

/* Where the section is; NULL: this snapshot has no inside. */
void *section_base(const struct section *s, struct snapshot *snap);
const void *section_at(const struct section *s, const struct snapshot *snap);

/* How all vectors of the model begin. */
struct vec {
	void *v;
	size_t n;
	size_t cap;
};

/* A reader has a bit for each. */
#define SECTIONS_MAX 64

extern const struct section sections[];
extern const size_t sections_n;

#endif
