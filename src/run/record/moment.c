/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/record/moment.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

/* ".120", ".1" or nothing: what is left of its second. */
static const char *parse_fraction(const char *s, unsigned *ret_ms)
{
	unsigned unit = 100;

	*ret_ms = 999;
	if (*s != '.')
		return s;
	*ret_ms = 0;
	for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
		*ret_ms += unit * (unsigned)(*s - '0');
	return s;
}

/* The formats, and the seconds that each leaves open. */
static const struct {
	const char *format;
	unsigned open;
} formats[] = {
	{ "%Y-%m-%dT%H:%M:%S", 0 }, { "%Y-%m-%d %H:%M:%S", 0 },
	{ "%Y-%m-%dT%H:%M", 59 },   { "%Y-%m-%d %H:%M", 59 },
	{ "%Y-%m-%d", 86399 },
};

static int parse_as(size_t i, const char *text, uint64_t *ret_ms)
{
	struct tm tm = { .tm_isdst = -1 };
	const char *rest = strptime(text, formats[i].format, &tm);
	unsigned ms;
	time_t t;

	if (!rest)
		return -EINVAL;
	rest = parse_fraction(rest, &ms);
	if (*rest == 'Z') {
		t = timegm(&tm);
		rest++;
	} else {
		tm.tm_isdst = -1;
		t = mktime(&tm);
	}
	if (*rest || t < 0)
		return -EINVAL;
	*ret_ms = ((uint64_t)t + formats[i].open) * 1000 + ms;
	return 0;
}

int moment_parse(const char *text, uint64_t *ret_ms)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!parse_as(i, text, ret_ms))
			return 0;
	return -EINVAL;
}
