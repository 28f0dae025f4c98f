/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/clash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "options/options.h"
#include "run/settings.h"
#include "util/span.h"

#define CHECK_SECONDS_MAX 3600

static bool is_given(const bool given[], struct span name)
{
	for (size_t i = 0; i < option_rows_n; i++)
		if (span_is(name, option_rows[i].name))
			return given[i];
	return false;
}

/* One of the options that it adds to must be there. */
static int check_needs(const bool given[], const struct option_row *row,
		       char *ret_message, size_t cap)
{
	struct span rest = span_of(row->needs, strlen(row->needs)), name;
	int len = snprintf(ret_message, cap, "--%s needs", row->name);
	bool first = true;

	while (option_next_word(&rest, &name)) {
		if (is_given(given, name))
			return 0;
		len += snprintf(ret_message + len, cap - (size_t)len,
				"%s --%.*s",
				first	   ? ""
				: rest.len ? ","
					   : " or",
				(int)name.len, name.p);
		first = false;
	}
	return -EINVAL;
}

/* What an option's own row says. */
static int check_row(const bool given[], const struct option_row *row,
		     char *ret_message, size_t cap)
{
	const char *list = row->not_with ? row->not_with : "";
	struct span rest = span_of(list, strlen(list)), name;

	while (option_next_word(&rest, &name)) {
		if (!is_given(given, name))
			continue;
		snprintf(ret_message, cap,
			 "--%s and --%.*s are mutually exclusive", row->name,
			 (int)name.len, name.p);
		return -EINVAL;
	}
	return row->needs ? check_needs(given, row, ret_message, cap) : 0;
}

/* What takes more than two options, or depends on an argument. */
static const char *check_others(const struct settings *s)
{
	const bool by = s->by != BY_NOTHING;
	const struct {
		bool clash;
		const char *sentence;
	} rows[] = {
		{ s->mode == MODE_PROMETHEUS && (s->by == GROUPS_BY_PROCESS ||
						 s->by == GROUPS_BY_PORT),
		  "with --prometheus, --by takes cgroup, netns or command: a "
		  "pid or a port is a label without end" },
		{ s->mode == MODE_PROMETHEUS && by && !s->prometheus_holders,
		  "with --prometheus, --by needs --prometheus-holders" },
		{ (s->kernel || s->deep) && by && !s->json,
		  "with --kernel, --by needs --json" },
		{ s->mode == MODE_WATCH && s->replay && s->record,
		  "--watch, --replay and --record are mutually exclusive" },
		{ s->mode == MODE_CHECK && s->top_given &&
			  (!s->top || s->top > CHECK_SECONDS_MAX),
		  "with --check, -t is the timeout: 1 to 3600 seconds" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].clash)
			return rows[i].sentence;
	return NULL;
}

int option_clash(const bool given[], const struct settings *s,
		 char *ret_message, size_t cap)
{
	const char *sentence;
	int err = 0;

	for (size_t i = 0; i < option_rows_n && !err; i++)
		if (given[i])
			err = check_row(given, &option_rows[i], ret_message,
					cap);
	if (err)
		return err;
	sentence = check_others(s);
	if (!sentence)
		return 0;
	snprintf(ret_message, cap, "%s", sentence);
	return -EINVAL;
}
