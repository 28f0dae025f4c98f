/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Amounts as tools print them for people. Pure. */
#ifndef KMW_CAPTURE_FORMS_WORDS_H
#define KMW_CAPTURE_FORMS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct buf;

/*
 * "1234" in units, "31G", "5.3Gi", "1,3T", "0B", "979.3 MiB" without its blank:
 * all of them are powers of 1024. False where it is none, or beyond 2^57.
 */
bool form_amount(struct span word, uint64_t unit, uint64_t *ret_bytes);

/* "MemTotal: 1234 kB", as /proc/meminfo has it. Returns 0 or -ENOMEM. */
int form_put_kib(struct buf *to, const char *key, uint64_t bytes);

/* The words of a line, at most max of them. Returns how many. */
size_t form_words(struct span line, struct span *ret, size_t max);

/* Whether the line begins with these words, whatever blanks are between. */
bool form_begins(struct span line, const char *words);

/* Whether the word is a decimal number alone. */
bool form_is_number(struct span word);

#endif
