/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Thresholds that a person sets beside the table of severity.c:
 * "kernel=30%,unaccounted=2G,available=5%". A figure alone, or a range (see
 * range.h); "available" alone is the least, all others the most. A range
 * without a name is the kernel's share, in percent.
 */
#ifndef KMW_ALERT_THRESHOLDS_H
#define KMW_ALERT_THRESHOLDS_H

#include "diagnose/diagnose.h"
#include "alert/metric.h"
#include "alert/range.h"

struct thresholds {
	struct range v[METRIC_N];
};

#define THRESHOLDS_EXPECTED                                          \
	"NAME=RANGE[,NAME=RANGE]... with kernel, unaccounted, udp, " \
	"tcp, holder or available, and 30%, 512M, 10%: or 1G:2G"

/*
 * Reads a list; what it does not name stays as it is in ret. Returns 0, or
 * -EINVAL with ret untouched.
 */
int thresholds_parse(struct span text, struct thresholds *ret);

/*
 * WARNING or CRITICAL where a threshold is crossed, NOTICE where it is within
 * a tenth, else OK: as far as that is sure. Returns 0, or -ENODATA where a
 * threshold cannot be judged: the figure is unknown and its bounds do not
 * decide it, or what a percentage is of is unknown.
 */
int thresholds_judge(const struct range *warn, const struct range *crit,
		     const struct metric_value *value, enum severity *ret);

#endif
