/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To go on when the machine has no memory left. */
#ifndef KMW_RUN_WATCH_STAY_H
#define KMW_RUN_WATCH_STAY_H

#include <stddef.h>

struct gaps;

/* Bytes of the heap that samples needed at most, in two spans of them. */
struct heap_need {
	size_t now;
	size_t before;
	unsigned samples; /* of the span that goes on */
};

/*
 * Locks what the process touches in memory (MCL_ONFAULT, 4.4), keeps freed
 * memory instead of asking for it again, and asks to be killed late. What is
 * not permitted becomes a gap.
 */
void stay_alive(struct gaps *gaps);

/*
 * After each sample, while it is there: what the heap keeps beyond twice of
 * what the last samples needed goes back to the kernel.
 */
void stay_lean(struct heap_need *need);

#endif
