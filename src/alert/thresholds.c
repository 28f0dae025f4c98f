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

/* 1: it alerts, 0: it does not, -ENODATA */
static int alerts(const struct limits *l, const struct metric_value *v)
{
	int64_t least = v->least.known ? v->least.v : INT64_MIN;
	int64_t most = v->most.known ? v->most.v : INT64_MAX;

	if (v->bytes.known)
		return limits_alert(l, v->bytes.v);
	if (limits_alert_all(l, least, most))
		return 1;
	return limits_alert_none(l, least, most) ? 0 : -ENODATA;
}

int thresholds_judge(const struct range *warn, const struct range *crit,
		     const struct metric_value *value, enum severity *ret)
{
	const struct range *const ranges[] = { warn, crit };
	static const enum severity severities[] = { SEV_WARNING, SEV_CRITICAL };
	enum severity sev = SEV_OK;
	int err = 0;

	for (int i = 0; i < 2; i++) {
		struct limits l;
		int over = -ENODATA;

		if (!ranges[i]->given)
			continue;
		if (!range_resolve(ranges[i], value->whole, &l))
			over = alerts(&l, value);
		if (over < 0)
			err = over;
		else if (over)
			sev = severities[i];
		else if (sev == SEV_OK && value->bytes.known &&
			 limits_near(&l, value->bytes.v))
			sev = SEV_NOTICE;
	}
	*ret = sev;
	return err;
}
