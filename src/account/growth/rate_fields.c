/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What grows, and how fast. */
#include "account/account_fields.h"
#include "account/growth/rates.h"

#define SAFE_MAX 9007199254740992.0 /* 2^53: what every reader has */

static struct opt_i64 whole(bool known, double v)
{
	if (!known || !(v > -SAFE_MAX && v < SAFE_MAX))
		return (struct opt_i64){ 0 };
	return opt_i64((int64_t)v);
}

static struct opt_u64 natural(bool known, double v)
{
	struct opt_i64 n = whole(known, v);

	return (struct opt_u64){ (uint64_t)n.v, n.known };
}

/* What is made of a rate r. */
#define RATE(fn, member, value)                                 \
	static void fn(const struct lookup *l, const void *row, \
		       union field_value *ret)                  \
	{                                                       \
		const struct rate *r = row;                     \
                                                                \
		(void)l;                                        \
		ret->member = (value);                          \
	}

RATE(bytes, i, opt_i64(rate_value(r)))
RATE(speed, i, whole(r->known, r->per_second))
RATE(slope, i, whole(r->slope.known, r->slope.per_second))
RATE(low, i, whole(r->slope.known, r->slope.low))
RATE(high, i, whole(r->slope.known, r->slope.high))
RATE(window, u, opt_u64((uint64_t)rate_span_ms(r)))
RATE(eta_to, text, r->eta.known ? r->eta_to : NULL)
RATE(eta_low, u, natural(r->eta.known, r->eta.low_seconds))
RATE(eta_high, u, natural(r->eta.known, r->eta.high_seconds))

static bool has_slope(const void *row)
{
	return ((const struct rate *)row)->slope.known;
}

static const struct field rate[] = {
	MADE(FIELD_OPT_I, bytes, "bytes", "Now.", .sure = true),
	MADE(FIELD_OPT_I, speed, "bytes_per_second",
	     "Since the sample before."),
	MADE(FIELD_OPT_I, slope, "slope_bytes_per_second",
	     "Median of the slopes between all samples; null with fewer than "
	     "five."),
	MADE(FIELD_OPT_I, low, "slope_low_bytes_per_second",
	     "The lower quartile of the slopes."),
	MADE(FIELD_OPT_I, high, "slope_high_bytes_per_second",
	     "The upper one."),
	MADE(FIELD_OPT, window, "window_ms", "How long these samples span.",
	     .sure = true),
	SHOWN(struct rate, slope.only_grows, "only_grows",
	      "Null with fewer than five samples.", .has = has_slope),
	MADE(FIELD_NAME, eta_to, "eta_to",
	     "What it reaches first: memory, udp_mem, tcp_mem or rcvbuf; null "
	     "where no time is predicted.",
	     .pattern = "^(memory|udp_mem|tcp_mem|rcvbuf)$"),
	MADE(FIELD_OPT, eta_low, "eta_low_seconds", "When, at the earliest."),
	MADE(FIELD_OPT, eta_high, "eta_high_seconds", "When, at the latest."),
};
const struct table fields_rate = TABLE(rate);

static const struct field rate_owner[] = {
	SHOWN(struct rate, pid, "pid", "Process id; the last one known.",
	      .none_at_0 = true),
	SHOWN(struct rate, comm, "comm", "Its command."),
};
const struct table fields_rate_owner = TABLE(rate_owner);

static const struct field rate_read[] = {
	SHOWN(struct rate, read, "read",
	      "Whether somebody was seen to read within two minutes."),
};
const struct table fields_rate_read = TABLE(rate_read);

static const struct field rates[] = {
	SHOWN(struct rates, samples, "samples", "How many so far.",
	      .positive = true),
	SHOWN(struct rates, interval_ms, "interval_ms",
	      "Since the one before, by the monotonic clock; null in the "
	      "first.",
	      .none_at_0 = true),
	SHOWN(struct rates, suspended_ms, "suspended_ms",
	      "How long the machine slept in between."),
	SHOWN(struct rates, clock_step_ms, "clock_step_ms",
	      "By how much the clock was set."),
	SHOWN(struct rates, restarted, "restarted",
	      "A new boot: all begins anew."),
};
const struct table fields_rates = TABLE(rates);
