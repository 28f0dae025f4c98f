/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/set.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "options/options.h"
#include "run/settings.h"
#include "util/span.h"

#define SECONDS_MAX 60
#define TIMEOUT_MAX 3600
#define SECONDS_DIGITS_MAX 9

static void *field(const struct option_row *row, struct settings *s)
{
	return (char *)s + row->offset;
}

int option_set_flag(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	(void)arg;
	*(bool *)field(row, ret) = true;
	return 0;
}

int option_set_value(const struct option_row *row, const char *arg,
		     struct settings *ret)
{
	(void)arg;
	*(int *)field(row, ret) = row->value;
	return 0;
}

static void set_mode(enum mode mode, struct settings *ret)
{
	ret->mode = (int)mode;
	ret->modes |= 1u << mode;
}

int option_set_mode(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	(void)arg;
	set_mode((enum mode)row->value, ret);
	return 0;
}

int option_set_text(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	if (!*arg)
		return -EINVAL;
	*(const char **)field(row, ret) = arg;
	return 0;
}

/* The field becomes the place of the word in row->arg, "all|self". */
int option_set_word(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	struct span rest = span_of(row->arg, strlen(row->arg)), word;

	if (!arg)
		return option_set_value(row, arg, ret);
	for (int i = 0; rest.len; i++) {
		if (!span_until(&rest, '|', &word)) {
			word = rest;
			rest.len = 0;
		}
		if (span_is(word, arg)) {
			*(int *)field(row, ret) = i;
			return 0;
		}
	}
	return -EINVAL;
}

int option_set_seconds(const struct option_row *row, const char *arg,
		       struct settings *ret)
{
	uint64_t n;

	if (!arg)
		return option_set_value(row, arg, ret);
	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || !n ||
	    n > SECONDS_MAX)
		return -EINVAL;
	*(int *)field(row, ret) = (int)n;
	return 0;
}

int option_set_prometheus(const struct option_row *row, const char *arg,
			  struct settings *ret)
{
	int r = arg ? option_set_text(row, arg, ret) : 0;

	if (!r)
		set_mode(MODE_PROMETHEUS, ret);
	return r;
}

int option_set_count(const struct option_row *row, const char *arg,
		     struct settings *ret)
{
	uint64_t n;

	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || !n ||
	    n > (uint64_t)row->value)
		return -EINVAL;
	*(size_t *)field(row, ret) = (size_t)n;
	return 0;
}

int option_set_top(const struct option_row *row, const char *arg,
		   struct settings *ret)
{
	uint64_t n;

	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || n > SIZE_MAX)
		return -EINVAL;
	*(size_t *)field(row, ret) = (size_t)n;
	ret->top_given = true;
	return 0;
}

int option_set_size(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	static const char units[] = "KMG";
	struct span s = span_of(arg, strlen(arg));
	const char *unit = s.len ? strchr(units, arg[s.len - 1]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	uint64_t n;

	s.len -= unit != NULL;
	if (span_u64(s, &n) < 0 || !n || n > UINT64_MAX >> shift)
		return -EINVAL;
	*(uint64_t *)field(row, ret) = n << shift;
	return 0;
}

int option_set_timeout(const struct option_row *row, const char *arg,
		       struct settings *ret)
{
	uint64_t n;

	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || !n ||
	    n > TIMEOUT_MAX)
		return -EINVAL;
	*(size_t *)field(row, ret) = (size_t)n;
	return 0;
}

int option_set_pid(const struct option_row *row, const char *arg,
		   struct settings *ret)
{
	uint64_t n;

	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || !n || n > INT32_MAX)
		return -EINVAL;
	*(pid_t *)field(row, ret) = (pid_t)n;
	return 0;
}

/* "2", "0.5": digits, and some behind a point. */
static int seconds(const char *arg, double *ret)
{
	struct span rest = span_of(arg, strlen(arg)), head;
	uint64_t n, part = 0;
	double scale = 1;

	if (!span_until(&rest, '.', &head)) {
		head = rest;
		rest.len = 0;
	}
	if (span_u64(head, &n) < 0 || rest.len > SECONDS_DIGITS_MAX ||
	    (rest.len && span_u64(rest, &part) < 0))
		return -EINVAL;
	for (size_t i = 0; i < rest.len; i++)
		scale *= 10;
	*ret = (double)n + (double)part / scale;
	return *ret >= SETTINGS_INTERVAL_MIN && *ret <= SETTINGS_INTERVAL_MAX
		       ? 0
		       : -EINVAL;
}

int option_set_watch(const struct option_row *row, const char *arg,
		     struct settings *ret)
{
	double *interval = field(row, ret);
	int err = 0;

	*interval = SETTINGS_INTERVAL;
	if (arg)
		err = seconds(arg, interval);
	if (!err)
		set_mode(MODE_WATCH, ret);
	return err;
}

int option_set_operand(unsigned nth, const char *arg, struct settings *ret)
{
	uint64_t n;

	if (nth == 0) {
		set_mode(MODE_WATCH, ret);
		return seconds(arg, &ret->interval);
	}
	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || !n)
		return -EINVAL;
	ret->count = n;
	return 0;
}

bool option_has_words(const struct option_row *row)
{
	return row->set == option_set_word;
}
