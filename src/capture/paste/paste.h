/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pasted text: what it has, moment by moment. */
#ifndef KMW_CAPTURE_PASTE_PASTE_H
#define KMW_CAPTURE_PASTE_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/span.h"

struct buf;
struct paste;
struct snapshot;
struct tree;

/* Reads all of it. Returns 0 or -errno. */
int paste_read(int fd, struct paste **ret);

/* Moments: looks of one form, one behind the other. 0: nothing is known. */
size_t paste_samples(const struct paste *p);

/*
 * The files that the text has as of one moment, from 0: of each form its last
 * look up to then. Returns 0 or -errno.
 */
int paste_files(const struct paste *p, size_t sample, struct tree *ret);

/*
 * What stands in no file goes into the snapshot, and which lines were read as
 * what. Returns 0 or -ENOMEM.
 */
int paste_fill(const struct paste *p, size_t sample, struct snapshot *snap);

void paste_free(struct paste *p);

/*
 * The text of one form, of its last moment, as the parser of its file has it.
 * *ret_changed: a line of it was not as its tool prints it, or there was an
 * earlier moment. Returns 0, -ENOENT (nothing of that form) or -ENOMEM.
 */
int paste_rewrite(const char *form, struct span text, struct buf *to,
		  bool *ret_changed);

#endif
