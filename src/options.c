/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "run/settings.h"
#include "util/span.h"

static void *field(const struct option_row *row, struct settings *s)
{
	return (char *)s + row->offset;
}

static int set_flag(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	(void)arg;
	*(bool *)field(row, ret) = true;
	return 0;
}

static int set_value(const struct option_row *row, const char *arg,
		     struct settings *ret)
{
	(void)arg;
	*(int *)field(row, ret) = row->value;
	return 0;
}

static int set_text(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	if (!*arg)
		return -EINVAL;
	*(const char **)field(row, ret) = arg;
	return 0;
}

/* The field becomes the place of the word in row->arg, "all|self". */
static int set_word(const struct option_row *row, const char *arg,
		    struct settings *ret)
{
	struct span rest = span_of(row->arg, strlen(row->arg)), word;

	if (!arg)
		return set_value(row, arg, ret);
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

static int set_top(const struct option_row *row, const char *arg,
		   struct settings *ret)
{
	uint64_t n;

	if (span_u64(span_of(arg, strlen(arg)), &n) < 0 || n > SIZE_MAX)
		return -EINVAL;
	*(size_t *)field(row, ret) = (size_t)n;
	ret->top_given = true;
	return 0;
}

#define FIELD(name) .offset = offsetof(struct settings, name)
#define FLAG(name) .set = set_flag, FIELD(name)
#define TEXT(name) .set = set_text, FIELD(name)
#define WORD(name) .set = set_word, FIELD(name)
#define MODE(m) .set = set_value, FIELD(mode), .value = (m)

const struct option_row option_rows[] = {
	{ .group = GROUP_SOCKETS,
	  .letter = 'a',
	  .name = "all",
	  FLAG(all),
	  .help = "all rows, also sockets that hold nothing" },
	{ .group = GROUP_SOCKETS,
	  .letter = 't',
	  .name = "top",
	  .arg = "N",
	  .set = set_top,
	  FIELD(top),
	  .help = "at most N rows (20 unless told otherwise)" },
	{ .group = GROUP_SOCKETS,
	  .letter = 's',
	  .name = "sort",
	  .arg = "COL",
	  TEXT(sort),
	  .help = "sort by that column (HELD)" },
	{ .group = GROUP_SOCKETS,
	  .name = "by",
	  .arg = "process|cgroup|netns|command|port",
	  WORD(by),
	  .help = "sum the sockets up by it, in place of the socket table" },
	{ .group = GROUP_SOCKETS,
	  .letter = 'o',
	  .name = "output",
	  .arg = "LIST",
	  TEXT(columns),
	  .help = "print the socket table alone, with these columns; "
		  "+LIST adds them to the usual ones" },
	{ .group = GROUP_SOCKETS,
	  .name = "list-columns",
	  MODE(MODE_LIST_COLUMNS),
	  .help = "list the columns, and what is in them" },
	{ .group = GROUP_OUTPUT,
	  .letter = 'b',
	  .name = "bytes",
	  FLAG(bytes),
	  .help = "exact bytes instead of rounded sizes" },
	{ .group = GROUP_OUTPUT,
	  .letter = 'n',
	  .name = "noheadings",
	  FLAG(no_headings),
	  .help = "no heading line in the socket table" },
	{ .group = GROUP_OUTPUT,
	  .name = "json",
	  FLAG(json),
	  .help = "the report as JSON, see kmemwhere-report(5)" },
	{ .group = GROUP_OUTPUT,
	  .name = "color",
	  .arg = "auto|always|never",
	  .arg_optional = true,
	  WORD(color),
	  .value = COLOR_AUTO,
	  .help = "colour the report; auto: on a terminal, unless NO_COLOR "
		  "is set" },
	{ .group = GROUP_OUTPUT,
	  .name = "ascii",
	  FLAG(ascii),
	  .help = "no character beyond ASCII" },
	{ .group = GROUP_SCOPE,
	  .name = "netns",
	  .arg = "all|self",
	  WORD(netns),
	  .help = "look into every network namespace (all), or only into the "
		  "one it runs in" },
	{ .group = GROUP_SCOPE,
	  .name = "no-pss",
	  FLAG(no_pss),
	  .help = "do not walk the page tables of processes; a huge process "
		  "is held up by it, 9 ms a GiB" },
	{ .group = GROUP_SCOPE,
	  .name = "no-probe",
	  FLAG(no_probe),
	  .help = "no second look at large queues; it takes 250 ms, and tells "
		  "whether anybody reads them" },
	{ .group = GROUP_SCOPE,
	  .name = "intrusive",
	  FLAG(intrusive),
	  .help = "look at sockets in no table through a copy of their "
		  "owner's fd; it resets their net_cls class and may delay a "
		  "close" },
	{ .group = GROUP_SCOPE,
	  .name = "from",
	  .arg = "DIR",
	  TEXT(from),
	  .help = "report a captured machine: a folder that mirrors /proc, "
		  "or an unpacked sosreport" },
	{ .group = GROUP_OTHER,
	  .letter = 'h',
	  .name = "help",
	  MODE(MODE_HELP),
	  .help = "print this help" },
	{ .group = GROUP_OTHER,
	  .letter = 'V',
	  .name = "version",
	  MODE(MODE_VERSION),
	  .help = "print the version" },
};

enum { N_ROWS = sizeof(option_rows) / sizeof(option_rows[0]) };
const size_t option_rows_n = N_ROWS;

bool option_has_words(const struct option_row *row)
{
	return row->set == set_word;
}

/* Beyond every letter: getopt_long() gives LONG + index for a long option. */
enum { OPERAND = 1, LONG = 256 };

/*
 * '-': operands are handed over where they stand. Sorting them to the end, as
 * getopt_long() else does, is quadratic in what an attacker may pass.
 * ':': a missing argument is told from an unknown option.
 */
static void getopt_tables(struct option longs[N_ROWS + 1],
			  char shorts[2 + 2 * N_ROWS + 1])
{
	*shorts++ = '-';
	*shorts++ = ':';
	for (int i = 0; i < N_ROWS; i++) {
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
	longs[N_ROWS] = (struct option){ .name = NULL };
	*shorts = '\0';
}

static const struct option_row *row_of(int c)
{
	if (c >= LONG && c < LONG + N_ROWS)
		return &option_rows[c - LONG];
	for (size_t i = 0; i < N_ROWS; i++)
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

	for (size_t i = 0; i < N_ROWS; i++)
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

int options_parse(int argc, char **argv, struct settings *ret,
		  char *ret_message, size_t cap)
{
	struct message msg = { ret_message, cap };
	struct settings s = { .top = SETTINGS_TOP, .by = BY_NOTHING };
	struct option longs[N_ROWS + 1];
	char shorts[2 + 2 * N_ROWS + 1];
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
	if (s.by != BY_NOTHING && s.columns)
		return bad(&msg, "option", "--output",
			   " chooses columns of the table that --by replaces");
	if (s.json && s.columns)
		return bad(&msg, "option", "--output",
			   " chooses columns of a table, not of --json");
	*ret = s;
	return 0;
}
