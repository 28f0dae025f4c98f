/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What could not be read: a gap says so in every output, so that a missing
 * number is never taken for 0.
 */
#ifndef KMW_MODEL_GAP_H
#define KMW_MODEL_GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gap {
	const char *what;   /* static: the file or facility, "smaps_rollup" */
	uint32_t count;	    /* how often */
	int error;	    /* the first errno, positive; 0: none applies */
	char example[64];   /* the first instance, "pid 1"; may be empty */
	const char *effect; /* static: one sentence, what it means */
};

struct gaps {
	struct gap *v;
	size_t n;
	size_t cap;
};

/*
 * Counts one more gap under the static name what; the first one gives error,
 * example (a printf format) and effect. Being out of memory loses the gap.
 */
void gaps_add(struct gaps *g, const char *what, int error, const char *effect,
	      const char *example, ...) __attribute__((format(printf, 5, 6)));

/* The name by which others know it: /proc does not show all processes. */
#define GAP_HIDEPID "hidepid"

bool gaps_has(const struct gaps *g, const char *what);

/* Forgets what is a gap no more. */
void gaps_drop(struct gaps *g, const char *what);

void gaps_free(struct gaps *g);

#endif
