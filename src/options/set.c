/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/set.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "options/options.h"
#include "run/settings.h"
#include "util/span.h"

#define FRACTION_DIGITS_MAX 9

static void *field(const struct option_row *row, struct settings *s)
{
	return (char *)s + row->offset;
}

static struct span span(const char *arg)
{
	return span_of(arg, strlen(arg));
}

int option_set_flag(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	(void)arg;
	*(bool *)field(row, ret) = true;
	return 0;
}

int option_set_text(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	if (!arg)
		return 0;
	if (!*arg)
		return -EINVAL;
	*(const char **)field(row, ret) = arg;
	return 0;
}

int option_set_word(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	struct span rest = span(row->arg), word;

	if (!arg) {
		*(int *)field(row, ret) = row->value;
		return 0;
	}
	for (int i = 0; option_next_word(&rest, &word); i++) {
		if (span_is(word, arg)) {
			*(int *)field(row, ret) = i;
			return 0;
		}
	}
	return -EINVAL;
}

int option_set_number(const struct option_row *row, const char *arg,
		      struct settings *ret)
{
	uint64_t n = (uint64_t)row->value;

	if (arg &&
	    (span_u64(span(arg), &n) < 0 || n < row->min || n > row->max))
		return -EINVAL;
	*(uint64_t *)field(row, ret) = n;
	return 0;
}

int option_set_size(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	static const char units[] = "KMG";
	struct span s = span(arg);
	const char *unit = s.len ? strchr(units, arg[s.len - 1]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	uint64_t n;

	s.len -= unit != NULL;
	if (span_u64(s, &n) < 0 || !n || n > UINT64_MAX >> shift)
		return -EINVAL;
	*(uint64_t *)field(row, ret) = n << shift;
	return 0;
}

/* "2", "0.5": digits, and some behind a point. */
static int seconds(const char *arg, double *ret)
{
	struct span rest = span(arg), head;
	uint64_t n, part = 0;
	double scale = 1;

	if (!span_until(&rest, '.', &head)) {
		head = rest;
		rest.len = 0;
	}
	if (span_u64(head, &n) < 0 || rest.len > FRACTION_DIGITS_MAX ||
	    (rest.len && span_u64(rest, &part) < 0))
		return -EINVAL;
	for (size_t i = 0; i < rest.len; i++)
		scale *= 10;
	*ret = (double)n + (double)part / scale;
	return *ret >= SETTINGS_INTERVAL_MIN && *ret <= SETTINGS_INTERVAL_MAX
		       ? 0
		       : -EINVAL;
}

int option_set_interval(const struct option_row *row, const char *arg,
			struct settings *ret)
{
	double *interval = field(row, ret);

	*interval = SETTINGS_INTERVAL;
	return arg ? seconds(arg, interval) : 0;
}

int option_set_policy(const struct option_row *row, const char *arg,
		      struct settings *ret)
{
	size_t i = 0;

	if (arg && !*arg)
		return -EINVAL;
	/* the last one counts */
	while (i < ret->n_policy && strcmp(ret->policy[i].key, row->name) != 0)
		i++;
	if (i == SETTINGS_POLICY_MAX)
		return -EINVAL;
	ret->n_policy += i == ret->n_policy;
	ret->policy[i].key = row->name;
	ret->policy[i].value = arg ? arg : "yes";
	return 0;
}

bool option_next_word(struct span *list, struct span *ret)
{
	struct span all = *list;

	if (!list->len)
		return false;
	if (!span_until(list, '|', ret)) {
		*ret = all;
		list->len = 0;
	}
	return true;
}

bool option_has_words(const struct option_row *row)
{
	return row->set == option_set_word;
}
