/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "options/clash.h"
#include "options/suggest.h"
#include "run/settings.h"
#include "util/span.h"

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

static const struct option_row *row_of_name(const char *name)
{
	const struct option_row *row = option_rows;

	while (strcmp(row->name, name) != 0)
		row++;
	return row;
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
	size_t len = strcspn(word + 2, "=");
	bool ambiguous = option_candidates(word + 2, len) > 1;
	char meant[SUGGESTION_MAX];

	return bad(msg, ambiguous ? "ambiguous option" : "unknown option", word,
		   option_suggestion(word + 2, len, meant));
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

/* What was given so far. */
struct parsed {
	struct settings settings;
	bool given[OPTION_ROWS_MAX]; /* of the rows */
	unsigned operands;
};

static int read_option(const struct option_row *row, const char *arg,
		       struct parsed *p)
{
	p->given[row - option_rows] = true;
	if (row->mode)
		p->settings.mode = row->mode;
	return row->set ? row->set(row, arg, &p->settings) : 0;
}

/* INTERVAL and COUNT, as vmstat has them. */
static int read_operand(struct message *msg, const char *arg, struct parsed *p)
{
	uint64_t *count = &p->settings.count;
	int err = -EINVAL;

	if (p->operands == 0)
		err = read_option(row_of_name("watch"), arg, p);
	else if (p->operands == 1)
		err = span_u64(span_of(arg, strlen(arg)), count);
	if (err && !p->operands && *arg && !arg[strspn(arg, "0123456789.")])
		return bad(msg, "the interval", arg,
			   " is not from 0.1 to 86400 seconds");
	if (err || (p->operands == 1 && !*count))
		return bad(msg, "unexpected operand", arg, "");
	p->operands++;
	return 0;
}

static int read_word(struct message *msg, int c, char **argv, struct parsed *p)
{
	const struct option_row *row = row_of(c);
	char more[80];

	if (c == OPERAND)
		return read_operand(msg, optarg, p);
	if (!row)
		return bad_option(msg, c, argv);
	if (read_option(row, optarg, p) == 0)
		return 0;
	snprintf(more, sizeof(more), " for --%s=%s", row->name, row->arg);
	return bad(msg, "bad argument", optarg, more);
}

/* Of all options together. */
static int finish(struct message *msg, struct parsed *p)
{
	struct settings *s = &p->settings;

	s->top_given = p->given[row_of_name("top") - option_rows];
	/* --help behind a wrong line is what helps */
	if (s->mode == MODE_HELP || s->mode == MODE_VERSION)
		return 0;
	/* so all monitoring plugins have it; rows mean nothing there */
	if (s->mode == MODE_CHECK && s->top_given && !s->timeout_s)
		s->timeout_s = s->top;
	return option_clash(p->given, s, msg->text, msg->cap);
}

int options_parse(int argc, char **argv, struct settings *ret,
		  char *ret_message, size_t cap)
{
	struct message msg = { ret_message, cap };
	struct parsed p = { .settings = { .top = SETTINGS_TOP,
					  .by = BY_NOTHING,
					  .record_size =
						  SETTINGS_RECORD_SIZE } };
	struct option longs[OPTION_ROWS_MAX + 1];
	char shorts[2 + 2 * OPTION_ROWS_MAX + 1];
	int c, r = 0;

	getopt_tables(longs, shorts);
	optind = 0;
	while (!r && (c = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		r = read_word(&msg, c, argv, &p);
	for (; r == 0 && optind < argc; optind++)
		r = read_operand(&msg, argv[optind], &p);
	if (r == 0)
		r = finish(&msg, &p);
	if (r == 0)
		*ret = p.settings;
	return r;
}
