/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/words/growth.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/human.h"
#include "util/human_time.h"

/* Beyond this a figure of a machine is no rate but a fault of ours. */
#define SPEED_MAX 9e15

double growth_speed(const struct rate *rate)
{
	double speed = 0;

	if (rate->slope.known)
		speed = rate->slope.per_second;
	else if (rate->known)
		speed = rate->per_second;
	return speed > SPEED_MAX || speed < -SPEED_MAX ? 0 : speed;
}

const char *growth_rate(char dst[GROWTH_MAX], const struct rate *rate)
{
	char text[HUMAN_MAX];
	double speed;

	if (!rate || (!rate->known && !rate->slope.known)) {
		snprintf(dst, GROWTH_MAX, "-");
		return dst;
	}
	speed = growth_speed(rate);
	if (speed > -1 && speed < 1)
		snprintf(dst, GROWTH_MAX, "0");
	else
		snprintf(dst, GROWTH_MAX, "%s%s/s", speed > 0 ? "+" : "",
			 human_bytes(text, (int64_t)speed));
	return dst;
}

const char *growth_eta(char dst[GROWTH_MAX], const struct rate *rate)
{
	char when[HUMAN_TIME_MAX];
	const char *what, *after = "";

	dst[0] = '\0';
	if (!rate || !rate->eta.known || !rate->eta_to)
		return dst;
	what = rate->eta_to;
	if (!strcmp(what, "memory"))
		what = "out of memory";
	else if (!strcmp(what, "rcvbuf"))
		what = "receive buffer full";
	else
		after = " full";
	snprintf(dst, GROWTH_MAX, "%.20s%s in %.40s", what, after,
		 human_time_range(when, rate->eta.low_seconds,
				  rate->eta.high_seconds));
	return dst;
}

static bool before(const struct rate *x, const struct rate *y, bool by_growth)
{
	double xs = growth_speed(x), ys = growth_speed(y);

	if (by_growth && (xs > ys || xs < ys))
		return xs > ys;
	return rate_value(x) > rate_value(y);
}

size_t growth_rank(const struct rates *r, enum rate_kind kind, bool by_growth,
		   const struct rate **ret, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct rate *rate = r->v[i];
		size_t at;

		if (!rate->seen || rate->key.kind != kind)
			continue;
		if (n == cap && (!n || !before(rate, ret[n - 1], by_growth)))
			continue;
		at = n < cap ? n++ : n - 1;
		for (; at && before(rate, ret[at - 1], by_growth); at--)
			ret[at] = ret[at - 1];
		ret[at] = rate;
	}
	return n;
}
