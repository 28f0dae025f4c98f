/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times to come, as a person plans by them: "12 s", "3 min", "2.5 h". */
#ifndef KMW_UTIL_HUMAN_TIME_H
#define KMW_UTIL_HUMAN_TIME_H

/* Room for any time, and for any range. */
#define HUMAN_TIME_MAX 64

/* "12 s", "3 min", "2.5 h", "4 days"; returns dst. */
const char *human_time(char dst[HUMAN_TIME_MAX], double seconds);

/*
 * "3-5 min", in the unit of the later one; "8 min" where both ends read so.
 * Returns dst.
 */
const char *human_time_range(char dst[HUMAN_TIME_MAX], double sooner_seconds,
			     double later_seconds);

#endif
