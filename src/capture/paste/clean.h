/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mailers, terminals, loggers and web pages did to a line, undone. Pure. */
#ifndef KMW_CAPTURE_PASTE_CLEAN_H
#define KMW_CAPTURE_PASTE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "util/span.h"

/*
 * In place: escape sequences, HTML entities and tags, bold, typographic quotes
 * and blanks. Returns the new length.
 */
size_t clean_characters(char *line, size_t len);

/* Without blanks, quote marks (">") and what loggers put in front. */
struct span clean_front(struct span line);

/*
 * The next thing that a line may be where it is nothing so far: without "#",
 * "|" and bullets, without "NAME:" (of grep), without its JSON key. False at
 * the end; step begins with 0.
 */
bool clean_further(struct span *line, unsigned *step);

/* Inside: the length of what a logger puts in front, 0 where there is none. */
size_t clean_prefix(struct span line);

#endif
