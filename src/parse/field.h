/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parsers of parse.h share: whole lines, and numbers that are small
 * enough to be added and multiplied without a thought for overflow.
 */
#ifndef KMW_PARSE_FIELD_H
#define KMW_PARSE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

/*
 * No machine has more (physical addresses end at 56 bits); what is larger is
 * a counter that went below 0, and sums of many such amounts stay in int64_t.
 */
#define AMOUNT_MAX (UINT64_C(1) << 57)

/* The same for what is multiplied by a page size. */
#define PAGES_MAX (UINT64_C(1) << 45)

/* Whether the line just cut from text ended in a newline: else it is cut. */
static inline bool line_whole(const struct span *text, struct span line)
{
	return text->p != line.p + line.len;
}

/* Whether nothing but blanks is left. */
bool line_ended(struct span line);

/*
 * The whole line as a number, times unit; the product is at most max.
 * Returns 0, -EINVAL (no number, or more than one word) or -ERANGE.
 */
int field_amount(struct span line, uint64_t unit, uint64_t max, uint64_t *ret);

/* The usual ones: bytes (or anything countable), pages, "12 kB", one of words. */
int field_bytes(struct span line, uint64_t *ret);
int field_pages(struct span line, uint64_t *ret);
int field_kib(struct span line, uint64_t *ret);
int field_number(struct span line, uint64_t *ret); /* of any size */
int field_first(struct span line, uint64_t *ret);

/*
 * Cuts as many words as kinds has letters, each into its v: u a number, x one
 * with 0x in front, i one that may have a minus (not stored), '.' anything.
 * False where a word is missing or is none of its kind.
 */
bool field_columns(struct span *line, const char *kinds, uint64_t *v);

/* "[module]" without its brackets. False where it has none. */
bool field_brackets(struct span word, struct span *ret);

/* What words of a format mean. */
struct field_word {
	const char *word;
	int value;
};

#define FIELD_WORD(word, table, ret) \
	field_word(word, table, sizeof(table) / sizeof(*(table)), ret)

/* The value of a word. False, and *ret untouched, where the table lacks it. */
bool field_word(struct span word, const struct field_word *table, size_t n,
		int *ret);

/* "0x7f" */
int field_hex(struct span word, uint64_t *ret);

/* Adds unless the sum would pass max. Returns 0 or -ERANGE. */
int field_add(uint64_t *sum, uint64_t more, uint64_t max);

/* Cuts the last run of characters that are not blank. False if none. */
bool line_last_word(struct span *line, struct span *ret_word);

#endif
