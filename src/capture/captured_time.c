/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_host.h"

#include <string.h>
#include <time.h>

#include "source/source.h"
#include "util/buf.h"
#include "util/span.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static bool number(struct span s, uint64_t max, int *ret)
{
	uint64_t v = 0;

	if (!s.len || s.len > 4 || span_u64(s, &v) || v > max)
		return false;
	*ret = (int)v;
	return true;
}

/* "15:04:31" */
static bool read_clock(struct span s, struct tm *tm)
{
	struct span h, m;

	return span_until(&s, ':', &h) && span_until(&s, ':', &m) &&
	       number(h, 23, &tm->tm_hour) && number(m, 59, &tm->tm_min) &&
	       number(s, 60, &tm->tm_sec);
}

static bool read_month(struct span s, int *ret)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12 && s.len == 3; i++)
		if (!memcmp(s.p, names + 3 * i, 3)) {
			*ret = i;
			return true;
		}
	return false;
}

/* date -u: "2026-11-22T15:04:31Z" */
static bool read_iso(struct span s, struct tm *tm)
{
	struct span y, m, d;

	if (!span_until(&s, '-', &y) || !span_until(&s, '-', &m) ||
	    !span_until(&s, 'T', &d) || !s.len || s.p[s.len - 1] != 'Z' ||
	    !number(y, 9999, &tm->tm_year) || !number(m, 12, &tm->tm_mon) ||
	    !number(d, 31, &tm->tm_mday) || tm->tm_mon < 1)
		return false;
	s.len--;
	tm->tm_mon--;
	return read_clock(s, tm);
}

/* "Sun Nov 22 15:04:31 UTC 2026"; the name of another zone tells too little */
static bool read_words(struct span s, struct tm *tm)
{
	struct span w[6];

	for (size_t i = 0; i < COUNT(w); i++)
		if (!span_word(&s, &w[i]))
			return false;
	return span_is(w[4], "UTC") && read_month(w[1], &tm->tm_mon) &&
	       number(w[2], 31, &tm->tm_mday) && read_clock(w[3], tm) &&
	       number(w[5], 9999, &tm->tm_year);
}

struct opt_u64 captured_time(const struct source *src)
{
	static const char *const files[] = { "date", "sos_commands/date/date",
					     "sos_commands/host/date" };
	struct opt_u64 ret = { 0 };
	struct buf text = { 0 };

	for (size_t i = 0; i < COUNT(files) && !ret.known; i++) {
		struct span all, line;
		struct tm tm = { 0 };
		time_t t;

		if (source_read(src, files[i], &text))
			continue;
		all = span_of(text.data, text.len);
		if (!span_line(&all, &line) ||
		    (!read_iso(span_trim(line), &tm) && !read_words(line, &tm)))
			continue;
		tm.tm_year -= 1900;
		t = timegm(&tm);
		if (t > 0)
			ret = opt_u64((uint64_t)t * 1000);
	}
	buf_free(&text);
	return ret;
}
