/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "options/clash.h"
#include "options/set.h"
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

#define OPERANDS_MAX 2 /* INTERVAL and COUNT */

static int take_operand(struct message *msg, const char *arg, unsigned *nth,
			struct settings *ret)
{
	unsigned i = (*nth)++;

	if (i < OPERANDS_MAX && option_set_operand(i, arg, ret) == 0)
		return 0;
	return bad(msg, "unexpected operand", arg, "");
}

static int take(struct message *msg, int c, char **argv, unsigned *nth,
		struct settings *ret)
{
	const struct option_row *row = row_of(c);
	char more[80];

	if (c == OPERAND)
		return take_operand(msg, optarg, nth, ret);
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
	struct settings s = { .top = SETTINGS_TOP,
			      .by = BY_NOTHING,
			      .record_size = SETTINGS_RECORD_SIZE };
	struct option longs[OPTION_ROWS_MAX + 1];
	char shorts[2 + 2 * OPTION_ROWS_MAX + 1];
	const struct option_clash *clash;
	unsigned operands = 0;
	int c, r = 0;

	getopt_tables(longs, shorts);
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		r = take(&msg, c, argv, &operands, &s);
		if (r < 0)
			return r;
	}
	for (; r == 0 && optind < argc; optind++)
		r = take_operand(&msg, argv[optind], &operands, &s);
	if (r < 0)
		return r;
	clash = option_clash_find(&s);
	if (clash)
		return bad(&msg, "option", clash->option, clash->why);
	/* so all monitoring plugins have it; rows mean nothing there */
	if (s.mode == MODE_CHECK && s.top_given && !s.timeout_s)
		s.timeout_s = s.top;
	*ret = s;
	return 0;
}
