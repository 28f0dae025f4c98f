/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON written as it is made, a value at a time: a list of 100k sockets never
 * stands in memory. Strings and fractions go through jansson; integers of 64
 * bits are digits. Inside a list the key is NULL.
 */
#ifndef KMW_RENDER_JSON_JOUT_H
#define KMW_RENDER_JSON_JOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "util/opt.h"

struct jout {
	FILE *out;
	int error;   /* the first one, -errno; nothing is written after it */
	bool follow; /* the next value stands behind another one */
};

/* One of several amounts under fixed keys. */
struct jamount {
	const char *key;
	struct opt_i64 v;
};

/* '{' or '[', and their ends '}' or ']'. */
void jout_open(struct jout *j, const char *key, char bracket);
void jout_close(struct jout *j, char bracket);

void jout_null(struct jout *j, const char *key);
void jout_bool(struct jout *j, const char *key, bool v);
void jout_i64(struct jout *j, const char *key, int64_t v);
void jout_amounts(struct jout *j, const struct jamount *v, size_t n);

/* Above INT64_MAX it is null: readers have no such integer. */
void jout_u64(struct jout *j, const char *key, uint64_t v);

/* null where unknown. */
void jout_opt(struct jout *j, const char *key, struct opt_u64 v);
void jout_opt_i64(struct jout *j, const char *key, struct opt_i64 v);

/* null where it is not known or no finite number. */
void jout_real(struct jout *j, const char *key, bool known, double v);

/* A raw outside string, escaped; null where NULL or empty. */
void jout_text(struct jout *j, const char *key, const char *raw);

/* A sentence of diagnose/, see text_sentence(); null where NULL. */
void jout_sentence(struct jout *j, const char *key, const char *sentence);

/* ASCII of our own without quotes and backslashes; null where NULL. */
void jout_word(struct jout *j, const char *key, const char *word);

/* "2026-11-22T15:04:31.120Z", of ms since 1970; null where unknown. */
void jout_time(struct jout *j, const char *key, struct opt_u64 ms);

/* opt_signed(), but unknown where the value does not fit. */
struct opt_i64 jout_fit(struct opt_u64 v);

#endif
