/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "run/settings.h"

/* Beyond every letter: getopt_long() gives LONG + index for a long option. */
enum { OPERAND = 1, LONG = 256 };

/*
 * '-': operands are handed over where they stand. Sorting them to the end, as
 * getopt_long() else does, is quadratic in what an attacker may pass.
 * ':': a missing argument is told from an unknown option.
 */
static void getopt_tables(struct option longs[OPTION_ROWS_MAX + 1],
			  char shorts[2 + 2 * OPTION_ROWS_MAX + 1])
{
	*shorts++ = '-';
	*shorts++ = ':';
	for (int i = 0; i < (int)option_rows_n; i++) {
		const struct option_row *row = &option_rows[i];

		longs[i] =
			(struct option){ .name = row->name, .val = LONG + i };
		if (row->arg)
			longs[i].has_arg = row->arg_optional
						   ? optional_argument
						   : required_argument;
		if (!row->letter)
			continue;
		*shorts++ = row->letter;
		if (row->arg)
			*shorts++ = ':';
	}
	longs[option_rows_n] = (struct option){ .name = NULL };
	*shorts = '\0';
}

static const struct option_row *row_of(int c)
{
	if (c >= LONG && c < LONG + (int)option_rows_n)
		return &option_rows[c - LONG];
	for (size_t i = 0; i < option_rows_n; i++)
		if (option_rows[i].letter && option_rows[i].letter == c)
			return &option_rows[i];
	return NULL;
}

/* An argument may be 128 KiB long: a message shows its beginning. */
#define SHOWN_MAX 60

struct message {
	char *text;
	size_t cap;
};

static int bad(struct message *msg, const char *what, const char *word,
	       const char *more)
{
	bool cut = strnlen(word, SHOWN_MAX + 1) > SHOWN_MAX;

	snprintf(msg->text, msg->cap, "%s '%.*s%s'%s", what, SHOWN_MAX, word,
		 cut ? "..." : "", more);
	return -EINVAL;
}

static int bad_long(struct message *msg, const char *word)
{
	size_t len = strcspn(word + 2, "="), candidates = 0;

	for (size_t i = 0; i < option_rows_n; i++)
		candidates += !strncmp(option_rows[i].name, word + 2, len);
	return bad(msg, candidates > 1 ? "ambiguous option" : "unknown option",
		   word, "");
}

static int bad_option(struct message *msg, int c, char **argv)
{
	const struct option_row *row = row_of(optopt);
	char word[32];

	if (row) {
		snprintf(word, sizeof(word), "--%s", row->name);
		return bad(msg, "option", word,
			   c == ':' ? " needs an argument"
				    : " takes no argument");
	}
	if (!optopt)
		return bad_long(msg, argv[optind - 1]);
	snprintf(word, sizeof(word), "-%c", optopt);
	return bad(msg, "unknown option", word, "");
}

static int take(struct message *msg, int c, char **argv, struct settings *ret)
{
	const struct option_row *row = row_of(c);
	char more[80];

	if (c == OPERAND)
		return bad(msg, "unexpected operand", optarg, "");
	if (!row)
		return bad_option(msg, c, argv);
	if (row->set(row, optarg, ret) == 0)
		return 0;
	snprintf(more, sizeof(more), " for --%s=%s", row->name, row->arg);
	return bad(msg, "bad argument", optarg, more);
}

static bool columns_of_groups(const struct settings *s)
{
	return s->by != BY_NOTHING && s->columns;
}

static bool two_sources(const struct settings *s)
{
	return s->replay && s->from;
}

static bool sample_of_nothing(const struct settings *s)
{
	return s->sample && !s->replay;
}

static bool list_of_nothing(const struct settings *s)
{
	return s->mode == MODE_LIST_SAMPLES && !s->replay;
}

static bool record_of_diff(const struct settings *s)
{
	return s->diff && s->record;
}

static bool sample_of_diff(const struct settings *s)
{
	return s->diff && s->sample;
}

static bool columns_of_diff(const struct settings *s)
{
	return s->diff && s->columns;
}

static bool groups_of_diff(const struct settings *s)
{
	return s->diff && s->by != BY_NOTHING;
}

static bool columns_of_json(const struct settings *s)
{
	return s->json && s->columns;
}

static bool columns_of_metrics(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS && s->columns;
}

static bool metrics_and_json(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS && s->json;
}

static bool record_of_metrics(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS && s->record;
}

static bool diff_of_metrics(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS && s->diff;
}

static bool holders_of_nothing(const struct settings *s)
{
	return s->mode == MODE_REPORT && s->prometheus_holders;
}

static bool groups_of_nothing(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS && s->by != BY_NOTHING &&
	       !s->prometheus_holders;
}

/* In the order of what --by accepts: a pid or a port is a label without end. */
static bool endless_groups(const struct settings *s)
{
	return s->mode == MODE_PROMETHEUS &&
	       (s->by == GROUPS_BY_PROCESS || s->by == GROUPS_BY_PORT);
}

static bool unattended(const struct settings *s)
{
	return s->mode == MODE_ALERT || s->mode == MODE_CHECK;
}

static bool json_unattended(const struct settings *s)
{
	return unattended(s) && s->json;
}

static bool columns_unattended(const struct settings *s)
{
	return unattended(s) && s->columns;
}

static bool groups_unattended(const struct settings *s)
{
	return unattended(s) && s->by != BY_NOTHING;
}

static bool record_unattended(const struct settings *s)
{
	return unattended(s) && s->record;
}

static bool diff_unattended(const struct settings *s)
{
	return unattended(s) && s->diff;
}

static bool mask_unattended(const struct settings *s)
{
	return unattended(s) && s->masked;
}

static bool no_time(const struct settings *s)
{
	return s->mode == MODE_CHECK && s->top_given &&
	       (!s->top || s->top > 3600);
}

#define NOT_UNATTENDED " is for a report, not for --alert or --check"

static bool inside_of_groups(const struct settings *s)
{
	return s->by != BY_NOTHING && s->pid;
}

static bool inside_of_capture(const struct settings *s)
{
	return s->pid && (s->from || s->replay || s->diff);
}

/* Nor has a recording the inside, or a mask its names. */
static bool inside_on_record(const struct settings *s)
{
	return s->pid && (s->record || s->masked);
}

static bool inside_of_metrics(const struct settings *s)
{
	return s->pid && s->mode == MODE_PROMETHEUS;
}

static bool jcmd_of_none(const struct settings *s)
{
	return s->jcmd && !s->pid;
}

static bool nmt_of_none(const struct settings *s)
{
	return s->nmt && !s->pid;
}

static bool smaps_of_none(const struct settings *s)
{
	return s->no_smaps && !s->pid;
}

static bool jcmd_twice(const struct settings *s)
{
	return s->jcmd && s->nmt;
}

static bool columns_of_kernel(const struct settings *s)
{
	return (s->kernel || s->deep) && s->columns;
}

static bool groups_of_kernel(const struct settings *s)
{
	return (s->kernel || s->deep) && s->by != BY_NOTHING && !s->json;
}

static bool kernel_of_diff(const struct settings *s)
{
	return (s->kernel || s->deep) && s->diff;
}

static bool deep_in_capture(const struct settings *s)
{
	return s->deep && (s->from || s->replay);
}

/* Options that make no sense together. */
static const struct clash {
	bool (*when)(const struct settings *s);
	const char *option;
	const char *why;
} clashes[] = {
	{ columns_of_groups, "--output",
	  " chooses columns of the table that --by replaces" },
	{ columns_of_json, "--output",
	  " chooses columns of a table, not of --json" },
	{ columns_of_diff, "--output", " chooses columns of no --diff" },
	{ groups_of_diff, "--by", " does not go with --diff=A,B" },
	{ two_sources, "--replay", " reads a recording, --from a folder" },
	{ sample_of_nothing, "--sample", " needs --replay=FILE" },
	{ list_of_nothing, "--list-samples", " needs --replay=FILE" },
	{ record_of_diff, "--diff", " records nothing" },
	{ sample_of_diff, "--sample", " does not go with --diff=A,B" },
	{ columns_of_metrics, "--output",
	  " chooses columns of a table, not of --prometheus" },
	{ metrics_and_json, "--json", " is another format than --prometheus" },
	{ record_of_metrics, "--record", " does not go with --prometheus" },
	{ diff_of_metrics, "--diff", " does not go with --prometheus" },
	{ holders_of_nothing, "--prometheus-holders",
	  " adds to --prometheus, which is not given" },
	{ endless_groups, "--by",
	  " with --prometheus takes cgroup, netns or command: a pid or a port "
	  "is a label without end" },
	{ groups_of_nothing, "--by",
	  " with --prometheus is for --prometheus-holders, which is not "
	  "given" },
	{ json_unattended, "--json", NOT_UNATTENDED },
	{ columns_unattended, "--output", NOT_UNATTENDED },
	{ groups_unattended, "--by", NOT_UNATTENDED },
	{ record_unattended, "--record", NOT_UNATTENDED },
	{ diff_unattended, "--diff", NOT_UNATTENDED },
	{ mask_unattended, "--mask", NOT_UNATTENDED },
	{ no_time, "-t", " is the timeout of --check: 1 to 3600 seconds" },
	{ inside_of_groups, "--pid", " shows one process: nothing to sum up" },
	{ inside_of_capture, "--pid",
	  " looks into a live process, not a capture" },
	{ inside_on_record, "--pid", " is neither recorded nor masked" },
	{ inside_of_metrics, "--pid", " has no --prometheus" },
	{ jcmd_of_none, "--jcmd", " wants --pid" },
	{ nmt_of_none, "--nmt", " wants --pid" },
	{ smaps_of_none, "--no-smaps", " wants --pid" },
	{ jcmd_twice, "--nmt", " is in place of --jcmd" },
	{ columns_of_kernel, "--output",
	  " chooses columns of a table that --kernel replaces" },
	{ groups_of_kernel, "--by",
	  " sums up sockets, which --kernel leaves out" },
	{ kernel_of_diff, "--kernel", " does not go with --diff=A,B" },
	{ deep_in_capture, "--deep",
	  " looks at this machine, not at a captured or recorded one" },
};

int options_parse(int argc, char **argv, struct settings *ret,
		  char *ret_message, size_t cap)
{
	struct message msg = { ret_message, cap };
	struct settings s = { .top = SETTINGS_TOP,
			      .by = BY_NOTHING,
			      .record_size = SETTINGS_RECORD_SIZE };
	struct option longs[OPTION_ROWS_MAX + 1];
	char shorts[2 + 2 * OPTION_ROWS_MAX + 1];
	int c, r;

	getopt_tables(longs, shorts);
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		r = take(&msg, c, argv, &s);
		if (r < 0)
			return r;
	}
	if (optind < argc)
		return bad(&msg, "unexpected operand", argv[optind], "");
	for (size_t i = 0; i < sizeof(clashes) / sizeof(clashes[0]); i++)
		if (clashes[i].when(&s))
			return bad(&msg, "option", clashes[i].option,
				   clashes[i].why);
	/* so all monitoring plugins have it; rows mean nothing there */
	if (s.mode == MODE_CHECK && s.top_given && !s.timeout_s)
		s.timeout_s = s.top;
	*ret = s;
	return 0;
}
