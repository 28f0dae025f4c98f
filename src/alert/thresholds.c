/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/thresholds.h"

#include <errno.h>

static bool metric_of(struct span name, enum metric *ret)
{
	for (int m = 0; m < METRIC_N; m++) {
		if (!span_is(name, metric_name((enum metric)m)))
			continue;
		*ret = (enum metric)m;
		return true;
	}
	return false;
}

static int parse_one(struct span item, struct thresholds *ret)
{
	enum metric m = METRIC_KERNEL;
	struct span name;

	if (!span_until(&item, '=', &name))
		return range_parse(item, UNIT_PERCENT, false, &ret->v[m]);
	if (!metric_of(span_trim(name), &m))
		return -EINVAL;
	return range_parse(item, UNIT_NEEDED, metric_is_least(m), &ret->v[m]);
}

int thresholds_parse(struct span text, struct thresholds *ret)
{
	struct thresholds t = *ret;
	struct span item;

	while (span_until(&text, ',', &item))
		if (parse_one(item, &t))
			return -EINVAL;
	if (parse_one(text, &t))
		return -EINVAL;
	*ret = t;
	return 0;
}

int thresholds_judge(const struct range *warn, const struct range *crit,
		     const struct metric_value *value, enum severity *ret)
{
	const struct range *const ranges[] = { warn, crit };
	static const enum severity severities[] = { SEV_WARNING, SEV_CRITICAL };
	enum severity sev = SEV_OK;

	for (int i = 0; i < 2; i++) {
		struct limits l;

		if (!ranges[i]->given)
			continue;
		if (!value->bytes.known ||
		    range_resolve(ranges[i], value->whole, &l))
			return -ENODATA;
		if (limits_alert(&l, value->bytes.v))
			sev = severities[i];
		else if (sev == SEV_OK && limits_near(&l, value->bytes.v))
			sev = SEV_NOTICE;
	}
	*ret = sev;
	return 0;
}
