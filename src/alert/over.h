/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Thresholds that a person set, as findings. Inside alert/. */
#ifndef KMW_ALERT_OVER_H
#define KMW_ALERT_OVER_H

#include "alert/metric.h"

struct condition_rules;
struct finding;
struct judge;

/*
 * Opens a finding where the figure is over its threshold, or near. Returns 0,
 * or -ENODATA where one of its thresholds cannot be judged.
 */
int over_judge(struct judge *j, const struct metric_value *value, enum metric m,
	       const struct condition_rules *rules);

#endif
