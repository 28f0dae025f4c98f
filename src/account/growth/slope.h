/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How fast a figure moves, said so that one wild sample does not decide it:
 * the median of the slopes between all pairs of points (Theil and Sen).
 */
#ifndef KMW_ACCOUNT_GROWTH_SLOPE_H
#define KMW_ACCOUNT_GROWTH_SLOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slope_point {
	int64_t at_ms; /* of a clock that never jumps */
	int64_t value;
};

struct slope {
	bool known;	   /* at least SLOPE_POINTS_MIN points */
	double per_second; /* median of the pairwise slopes */
	double low;	   /* their quartiles: low <= per_second <= high */
	double high;
	bool only_grows; /* never fell, and is above where it began */
};

#define SLOPE_POINTS_MIN 5
#define SLOPE_POINTS_MAX 48 /* more of them are thinned out evenly */

/*
 * Fits n points, in order of time; pairs of no distance in time do not count.
 * A reset or a step backwards of the clock is the caller's to cut at.
 */
void slope_fit(const struct slope_point *v, size_t n, struct slope *ret);

/* Growth that is no noise and no single step: three quarters of all pairs. */
static inline bool slope_is_leak(const struct slope *s)
{
	return s->known && s->only_grows && s->low > 0;
}

/* When a figure reaches a limit, as a range. */
struct eta {
	bool known;
	double low_seconds; /* at the steeper slope */
	double high_seconds;
};

#define ETA_MAX_SECONDS (365.0 * 86400)

/*
 * distance is limit - value; below 0 it is reached by falling. Known only
 * where both quartiles lead there, and the later of the two within a year.
 */
void slope_eta(const struct slope *s, double distance, struct eta *ret);

#endif
