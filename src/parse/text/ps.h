/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table that ps(1) prints, whatever was asked for: the header tells which
 * columns there are. "ps aux", "ps alx", "ps -eo pid,rss,comm" and the like.
 */
#ifndef KMW_PARSE_TEXT_PS_H
#define KMW_PARSE_TEXT_PS_H

#include <stdbool.h>

#include "util/span.h"

struct process;

struct ps_columns {
	int pid;
	int rss; /* -1: not printed, as the others */
	int uid;
	int command; /* always the last one: it has blanks */
	bool args;   /* the command with its arguments, not comm */
};

/* Cuts text to behind the header. Returns 0, or -EINVAL: no table of ps. */
int parse_ps_header(struct span *text, struct ps_columns *ret);

/*
 * Cuts lines up to the next process with memory of its own; kernel threads and
 * zombies (RSS 0) and threads (no pid) are left out. Of a command with
 * arguments the comm is the program's name. Lines that cannot be read are
 * counted in *bad. False at the end.
 */
bool parse_ps_row(struct span *text, const struct ps_columns *c,
		  struct process *ret, unsigned *bad);

#endif
