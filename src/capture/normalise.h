/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people did to a text before we got it, undone. Pure. */
#ifndef KMW_CAPTURE_NORMALISE_H
#define KMW_CAPTURE_NORMALISE_H

struct buf;

/*
 * The text of a captured file, by its name, as its parser expects it; of most
 * files nothing is to be done. meminfo may be quoted, indented, folded, joined
 * to one line, with bold names and commas in numbers: each known name gets a
 * line, one without a value where that is cut or none. Returns 0 or -ENOMEM.
 */
int normalise(const char *name, struct buf *text);

#endif
