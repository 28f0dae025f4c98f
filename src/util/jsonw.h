/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer of JSON: a value at a time, handed on in pieces, so that a list
 * of 100k sockets never stands in memory. The first error is kept, and nothing
 * is written after it.
 */
#ifndef KMW_UTIL_JSONW_H
#define KMW_UTIL_JSONW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/* Bytes that are gathered before they are handed on. */
#define JSONW_PIECE (256U << 10)

struct jsonw {
	/* takes bytes; returns 0 or -errno */
	int (*sink)(void *data, const char *bytes, size_t len);
	void *data;
	/*
	 * As recordings have it, where rows are many and must come back to the
	 * bit: 1 for true, fractions in 17 digits, and as a string of digits an
	 * integer that is too large for JSON readers.
	 */
	bool terse;
	bool lines;   /* each key begins a line */
	bool follow;  /* the next value stands behind another one */
	int error;    /* the first one */
	struct buf b; /* what is not handed on yet */
	struct buf tmp;
};

/* '{' or '[', and their ends '}' or ']'. */
void jsonw_open(struct jsonw *j, char bracket);
void jsonw_close(struct jsonw *j, char bracket);

/* Before each member of an object, and with NULL each element of a list. */
void jsonw_key(struct jsonw *j, const char *key);

void jsonw_null(struct jsonw *j);
void jsonw_bool(struct jsonw *j, bool v);
void jsonw_u64(struct jsonw *j, uint64_t v);
void jsonw_i64(struct jsonw *j, int64_t v);

/* null where it is not finite. */
void jsonw_real(struct jsonw *j, double v);

/*
 * Any bytes: what escape() changes stands as \xNN, so that it can be had back
 * byte for byte.
 */
void jsonw_text(struct jsonw *j, const char *bytes, size_t len);

/* Valid UTF-8 without control characters, as it is. */
void jsonw_word(struct jsonw *j, const char *word);

/* Ends a document. */
void jsonw_newline(struct jsonw *j);

/* Hands on what is left. Returns 0 or the first error. */
int jsonw_flush(struct jsonw *j);

void jsonw_free(struct jsonw *j);

#endif
