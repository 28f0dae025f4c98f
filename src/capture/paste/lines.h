/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream of bytes to lines: what quoted-printable folded is joined, what
 * syslog joined ("#012", "\x0a", "\n" in JSON) is cut. Pure.
 */
#ifndef KMW_CAPTURE_PASTE_LINES_H
#define KMW_CAPTURE_PASTE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

struct lines {
	struct buf line; /* that is not whole yet */
	size_t number;	 /* of newlines so far */
	bool qp;	 /* a soft line break was seen */
	bool overlong;	 /* the rest of this line is left out */
	/* Takes a line, writable; returns 0 or -errno. */
	int (*take)(void *arg, char *line, size_t len, size_t number);
	void *arg;
};

/* Both return 0 or the first error of take(), or -ENOMEM. */
int lines_feed(struct lines *l, const char *bytes, size_t len);
int lines_end(struct lines *l);

void lines_free(struct lines *l);

#endif
