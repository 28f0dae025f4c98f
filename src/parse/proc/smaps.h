/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/PID/maps and smaps (fs/proc/task_mmu.c), a piece at a time: the file
 * of a process with 100k mappings is 80 MB long and never stands in memory.
 */
#ifndef KMW_PARSE_PROC_SMAPS_H
#define KMW_PARSE_PROC_SMAPS_H

#include "model/process/mapping.h"
#include "util/span.h"

struct smaps {
	struct mapping cur;
	bool open;    /* cur waits for its amounts */
	unsigned bad; /* lines that were no line of the format */
	/* Called for each mapping; not 0 ends the reading. */
	int (*mapping)(void *data, const struct mapping *m);
	void *data;
};

/*
 * Reads the whole lines of text and drops them from it; what is left is the
 * beginning of a line. Returns 0, or what mapping() returned.
 */
int parse_smaps(struct smaps *s, struct span *text);

/* The end of the file: hands over the last mapping. */
int parse_smaps_end(struct smaps *s);

#endif
