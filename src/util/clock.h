/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's clocks in whole units; 0 where there is no such clock. */
#ifndef KMW_UTIL_CLOCK_H
#define KMW_UTIL_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	if (clock_gettime(clock, &ts) || ts.tv_sec < 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static inline int64_t clock_us(clockid_t clock)
{
	return clock_ns(clock) / 1000;
}

static inline int64_t clock_ms(clockid_t clock)
{
	return clock_ns(clock) / 1000000;
}

#endif
