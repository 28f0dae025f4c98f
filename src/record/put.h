/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compact JSON, a value at a time, handed on in pieces: a list of 100k
 * sockets never stands in memory.
 */
#ifndef KMW_RECORD_PUT_H
#define KMW_RECORD_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/* Bytes that are gathered before they are handed on. */
#define PUT_PIECE (256U << 10)

struct put {
	struct buf b; /* what is not handed on yet */
	struct buf tmp;
	/* takes bytes; returns 0 or -errno */
	int (*sink)(void *data, const char *bytes, size_t len);
	void *data;
	int error;   /* the first one; nothing is written after it */
	bool follow; /* the next value stands behind another one */
};

/* '{' or '[', and their ends '}' or ']'. */
void put_open(struct put *p, char bracket);
void put_close(struct put *p, char bracket);

/* Before each element of a list, and each member of an object. */
void put_next(struct put *p);
void put_key(struct put *p, const char *key);

void put_u64(struct put *p, uint64_t v);
void put_i64(struct put *p, int64_t v);
void put_real(struct put *p, double v);
void put_bool(struct put *p, bool v);
void put_null(struct put *p);

/*
 * Any bytes: what escape() changes stands as \xNN, so that it can be had back
 * byte for byte.
 */
void put_text(struct put *p, const char *bytes, size_t len);

/* Ends a document. */
void put_newline(struct put *p);

/* Hands on what is left. Returns 0 or the first error. */
int put_flush(struct put *p);

void put_free(struct put *p);

#endif
