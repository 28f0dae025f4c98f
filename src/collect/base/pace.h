/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work of samples that may take only so small a part of one CPU's time: it is
 * due again once its last cost has been waited for often enough.
 */
#ifndef KMW_COLLECT_BASE_PACE_H
#define KMW_COLLECT_BASE_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	int64_t began_ns; /* CPU time of this process */
	int64_t done_ms;  /* monotonic, of the sample that did it */
	int64_t next_ms;  /* not due before */
	bool done;	  /* at least once */
};

/* Whether it was never done, or may be done again. Times are monotonic. */
bool pace_due(const struct pace *p, int64_t now_ms);

/* The work begins. */
void pace_begin(struct pace *p);

/* It ended, and may take one part in so many of the time. */
void pace_end(struct pace *p, int64_t now_ms, unsigned part);

/* CPU time of this process. */
int64_t pace_cpu_ns(void);

#endif
