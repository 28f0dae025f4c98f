/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is safe already (valid UTF-8 without control characters): how wide
 * it is on a terminal, what of it fits, and the same in ASCII.
 */
#ifndef KMW_RENDER_TEXT_H
#define KMW_RENDER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Columns on a terminal; our own colour sequences take none. */
size_t text_width(const char *s, size_t len);

/* Bytes of the longest beginning that takes at most so many columns. */
size_t text_fit(const char *s, size_t len, size_t columns);

/*
 * The same text in ASCII: signs of ours are spelled ("±" as "+/-"), a byte of
 * any other character as \xNN. Writes at most cap bytes with the NUL, returns
 * the length.
 */
size_t text_ascii(char *dst, size_t cap, const char *s, size_t len);

/*
 * An outside string escaped, and in ASCII where asked for. Returns the length
 * written; what does not fit cap is left out.
 */
size_t text_outside(char *dst, size_t cap, const char *raw, bool ascii);

/*
 * Appends a sentence of diagnose/: what is marked as an outside string (see
 * diagnose/outside.h) is escaped, and so is a control character that got into
 * our own words. Returns 0 or -ENOMEM.
 */
int text_sentence(struct buf *ret, const char *sentence);

/*
 * Bytes of the longest beginning of at most max bytes that ends between two
 * characters, and not inside a \xNN.
 */
size_t text_cut(const char *s, size_t len, size_t max);

#endif
