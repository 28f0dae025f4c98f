/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long a worker may be at one place, and in all. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_LIMITS_H
#define KMW_RUN_GUARD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "run/guard/page.h"

struct settings;

/* What the supervisor knows of a slot. */
struct slot_watch {
	unsigned seq;
	int64_t still_ms; /* it did not move for so long */
	int64_t cpu_ns;	  /* of its process, when it moved last */
};

struct limits {
	int64_t all_ms;
	int64_t one_ms;	 /* asleep in one place */
	int64_t work_ms; /* at work in one place */
	int64_t maps_ms; /* likewise: 9 ms a GiB of page tables */
	int64_t tick_ms;
};

void limits_of(const struct settings *s, struct limits *ret);

/* Whether it was too long at one place; cpu_ns: of its process, by now. */
bool limits_stuck(const struct limits *l, const struct slot_watch *w,
		  enum at_what what, int64_t cpu_ns);

/*
 * Who is to be left alone after n processes held workers up, that long after
 * the sample began.
 */
enum guard_level limits_level(const struct limits *l, size_t n,
			      int64_t elapsed_ms);

#endif
