/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of somebody's text, not owned and not NUL-terminated: what the
 * parsers of /proc files cut lines, words and numbers from.
 */
#ifndef KMW_UTIL_SPAN_H
#define KMW_UTIL_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *p;
	size_t len;
};

struct span span_of(const char *p, size_t len);

/* Whether s is exactly the NUL-terminated word. */
bool span_is(struct span s, const char *word);

/* Whether both have the same bytes. */
bool span_same(struct span a, struct span b);

bool span_starts(struct span s, const char *prefix);

/* Cuts the next line, without its newline. False at the end of text. */
bool span_line(struct span *text, struct span *ret_line);

/* Cuts the next run of characters that are not blank. False if none. */
bool span_word(struct span *line, struct span *ret_word);

/* Cuts up to the separator, and drops it. False where it does not occur. */
bool span_until(struct span *s, char sep, struct span *ret_head);

/* What is behind the first n bytes, of which there are as many. */
struct span span_from(struct span s, size_t n);

/* Cuts a prefix; digits from the front, as a number. False if it has none. */
bool span_cut(struct span *s, const char *prefix);
bool span_digits(struct span *s, uint64_t *ret);

/* Cuts the next one of a list; the last has no separator. False at its end. */
bool span_item(struct span *list, char sep, struct span *ret_item);

/* What is behind the first occurrence. False where there is none. */
bool span_past(struct span s, const char *what, struct span *ret_rest);

/* Without blanks at both ends. */
struct span span_trim(struct span s);

/*
 * The whole of s as a number, nothing else around it. Returns 0, -EINVAL
 * (not a number, or trailing characters) or -ERANGE (more than 64 bits).
 */
int span_u64(struct span s, uint64_t *ret);
int span_i64(struct span s, int64_t *ret);  /* one leading '-' is accepted */
int span_hex(struct span s, uint64_t *ret); /* no 0x in front */

/* Copies at most cap - 1 bytes and ends them with NUL; cap is at least 1. */
void span_copy(struct span s, char *dst, size_t cap);

#endif
