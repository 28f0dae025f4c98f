/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for people, line by line: text is put on the current line, which
 * is cut to the terminal as it ends. All text is safe already; --ascii
 * spells it here.
 */
#ifndef KMW_RENDER_LAYOUT_PAGE_H
#define KMW_RENDER_LAYOUT_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "render/human.h"
#include "util/buf.h"

struct view;

struct page {
	const struct view *view;
	FILE *out;
	struct buf line;
	int error; /* the first one, -errno */
};

enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_NOTE, COLOUR_WARN, COLOUR_BAD };

/* Appends to the line. */
void page_put(struct page *p, const char *text);
void page_printf(struct page *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends a raw outside string, escaped. */
void page_outside(struct page *p, const char *raw);

/* Appends in colour, where there is colour. */
void page_colour(struct page *p, enum colour c, const char *text);

/* Blanks up to that column; one at least where the line is longer. */
void page_pad(struct page *p, size_t column);

/* Puts text so that it ends before that column. */
void page_right(struct page *p, size_t column, const char *text);

/* Columns that the line still has up to where words are wrapped. */
size_t page_room(const struct page *p);

/* Appends an amount, "-" where unknown; exact with --bytes. */
void page_size(struct page *p, struct opt_i64 bytes);

/*
 * Appends words, wrapped; lines after the first one begin with indent
 * blanks. A word that is longer than a line is broken.
 */
void page_wrap(struct page *p, size_t indent, const char *text);

/* Ends the line. */
void page_end(struct page *p);

/* How the view wants amounts. */
enum human page_human(const struct page *p);

#endif
