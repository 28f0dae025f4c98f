/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/range.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Above that a double in bytes does not fit int64_t. */
#define AMOUNT_MAX 9.0e18
/* Digits of a number: more say nothing. */
#define DIGITS_MAX 18

struct number {
	double v;
	char unit; /* 0: none was given */
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Cuts "12", "12.5", "-3"; false where there is no number. */
static bool read_number(struct span *s, double *ret)
{
	double v = 0, scale = 1;
	bool minus = s->len && *s->p == '-', point = false;
	size_t i = minus, digits = 0;

	for (; i < s->len && digits <= DIGITS_MAX; i++) {
		if (s->p[i] == '.' && !point && digits) {
			point = true;
			continue;
		}
		if (!digit(s->p[i]))
			break;
		v = v * 10 + (s->p[i] - '0');
		scale *= point ? 10 : 1;
		digits++;
	}
	if (!digits || digits > DIGITS_MAX || s->p[i - 1] == '.')
		return false;
	*ret = (minus ? -v : v) / scale;
	*s = span_of(s->p + i, s->len - i);
	return true;
}

/* "", "%", "B", "K", "KiB" and so on. */
static int read_unit(struct span s, char *ret)
{
	static const char units[] = "BKMGT%";
	char unit;

	if (!s.len) {
		*ret = 0;
		return 0;
	}
	unit = upper(*s.p);
	s = span_of(s.p + 1, s.len - 1);
	if (!unit || !strchr(units, unit))
		return -EINVAL;
	if (s.len && (unit == '%' || unit == 'B' || !span_is(s, "iB")))
		return -EINVAL;
	*ret = unit;
	return 0;
}

static int parse_number(struct span s, struct number *ret)
{
	struct number n = { 0 };

	if (!read_number(&s, &n.v) || read_unit(s, &n.unit))
		return -EINVAL;
	*ret = n;
	return 0;
}

static int to_bound(struct number n, char other, enum range_unit unit,
		    struct bound *ret)
{
	static const char powers[] = "BKMGT";
	char u = n.unit ? n.unit : other;
	double v = n.v;

	if (!u && unit == UNIT_PERCENT)
		u = '%';
	if (!u && n.v != 0)
		return -EINVAL;
	if (u && u != '%')
		for (const char *p = powers; *p != u; p++)
			v *= 1024;
	if (v > AMOUNT_MAX || v < -AMOUNT_MAX)
		return -EINVAL;
	*ret = (struct bound){ .v = v, .percent = u == '%' };
	return 0;
}

/* "10:20": both sides are there, each may be open. */
static int parse_pair(struct span start, struct span end, enum range_unit unit,
		      struct range *ret)
{
	bool from_open = span_is(start, "~"), to_open = !end.len;
	struct number from = { 0 }, to = { 0 };

	if (!from_open && parse_number(start, &from))
		return -EINVAL;
	if (!to_open && parse_number(end, &to))
		return -EINVAL;
	if (from_open)
		ret->start = (struct bound){ .open = true };
	else if (to_bound(from, to.unit, unit, &ret->start))
		return -EINVAL;
	if (to_open)
		ret->end = (struct bound){ .open = true };
	else if (to_bound(to, from.unit, unit, &ret->end))
		return -EINVAL;
	return 0;
}

static bool upside_down(const struct range *r)
{
	return !r->start.open && !r->end.open &&
	       r->start.percent == r->end.percent && r->start.v > r->end.v;
}

int range_parse(struct span text, enum range_unit unit, bool least,
		struct range *ret)
{
	struct range r = { .given = true };
	struct number n;
	struct span head;

	text = span_trim(text);
	if (text.len && *text.p == '@') {
		r.inside = true;
		text = span_of(text.p + 1, text.len - 1);
	}
	if (span_until(&text, ':', &head)) {
		if (parse_pair(head, text, unit, &r))
			return -EINVAL;
	} else {
		struct bound *b = least ? &r.start : &r.end;

		if (parse_number(text, &n) || to_bound(n, 0, unit, b))
			return -EINVAL;
		if (least)
			r.end.open = true;
		else
			r.start.percent = b->percent;
	}
	if (upside_down(&r))
		return -EINVAL;
	*ret = r;
	return 0;
}

static int resolve(const struct bound *b, struct opt_u64 whole, int64_t *ret)
{
	double v = b->v;

	if (b->percent && v != 0) {
		if (!whole.known)
			return -ENODATA;
		v = v / 100 * (double)whole.v;
	}
	if (v > AMOUNT_MAX)
		v = AMOUNT_MAX;
	*ret = (int64_t)v;
	return 0;
}

int range_resolve(const struct range *r, struct opt_u64 whole,
		  struct limits *ret)
{
	struct limits l = { .inside = r->inside,
			    .has_lo = !r->start.open,
			    .has_hi = !r->end.open };

	if (l.has_lo && resolve(&r->start, whole, &l.lo))
		return -ENODATA;
	if (l.has_hi && resolve(&r->end, whole, &l.hi))
		return -ENODATA;
	*ret = l;
	return 0;
}

static bool alerts(const struct limits *l, int64_t value, int64_t part)
{
	/* the slack makes what is fine smaller, what is not ('@') larger */
	int64_t lo = part ? l->lo / part : 0, hi = part ? l->hi / part : 0;
	int64_t sign = l->inside ? -1 : 1;
	bool below = l->has_lo && value < l->lo + sign * lo;
	bool above = l->has_hi && value > l->hi - sign * hi;

	return l->inside ? !below && !above : below || above;
}

bool limits_alert(const struct limits *l, int64_t value)
{
	return alerts(l, value, 0);
}

/* Whether all of them lie from start to end. */
static bool within(const struct limits *l, int64_t least, int64_t most)
{
	return (!l->has_lo || least >= l->lo) && (!l->has_hi || most <= l->hi);
}

/* Whether all of them lie on one side of it. */
static bool beyond(const struct limits *l, int64_t least, int64_t most)
{
	return (l->has_lo && most < l->lo) || (l->has_hi && least > l->hi);
}

bool limits_alert_all(const struct limits *l, int64_t least, int64_t most)
{
	return l->inside ? within(l, least, most) : beyond(l, least, most);
}

bool limits_alert_none(const struct limits *l, int64_t least, int64_t most)
{
	return l->inside ? beyond(l, least, most) : within(l, least, most);
}

bool limits_near(const struct limits *l, int64_t value)
{
	return limits_alert(l, value) || alerts(l, value, 10);
}

const char *limits_text(const struct limits *l, char dst[LIMITS_TEXT_MAX])
{
	const char *at = l->inside ? "@" : "";

	if (l->has_lo && l->has_hi && l->lo)
		snprintf(dst, LIMITS_TEXT_MAX, "%s%" PRId64 ":%" PRId64, at,
			 l->lo, l->hi);
	else if (l->has_lo && l->has_hi)
		snprintf(dst, LIMITS_TEXT_MAX, "%s%" PRId64, at, l->hi);
	else if (l->has_lo)
		snprintf(dst, LIMITS_TEXT_MAX, "%s%" PRId64 ":", at, l->lo);
	else if (l->has_hi)
		snprintf(dst, LIMITS_TEXT_MAX, "%s~:%" PRId64, at, l->hi);
	else
		snprintf(dst, LIMITS_TEXT_MAX, "%s~:", at);
	return dst;
}

static void bound_text(const struct bound *b, const char *open, char *dst,
		       size_t cap)
{
	if (b->open)
		snprintf(dst, cap, "%s", open);
	else if (b->percent)
		snprintf(dst, cap, "%.6g%%", b->v);
	else
		snprintf(dst, cap, "%" PRId64 "B", (int64_t)b->v);
}

const char *range_text(const struct range *r, char *dst, size_t cap)
{
	char start[32], end[32];

	bound_text(&r->start, "~", start, sizeof(start));
	bound_text(&r->end, "", end, sizeof(end));
	snprintf(dst, cap, "%s%s:%s", r->inside ? "@" : "", start, end);
	return dst;
}
