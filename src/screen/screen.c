/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/screen.h"

#include <curses.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "render/columns/lookup.h"
#include "render/report.h"
#include "screen/parts.h"

#define ESCAPE_WAIT_MS 25 /* a lone Esc, and not the begin of a key */

int screen_open(struct screen *s)
{
	s->term = newterm(NULL, stdout, stdin);
	if (!s->term)
		return -ENOTTY;
	set_term(s->term);
	set_escdelay(ESCAPE_WAIT_MS);
	cbreak();
	noecho();
	nonl();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	curs_set(0);
	if (s->color && has_colors() && start_color() == OK) {
		use_default_colors();
		init_pair(PAINT_GOOD, COLOR_GREEN, -1);
		init_pair(PAINT_NOTE, COLOR_CYAN, -1);
		init_pair(PAINT_WARN, COLOR_YELLOW, -1);
		init_pair(PAINT_BAD, COLOR_RED, -1);
	} else {
		s->color = false;
	}
	return 0;
}

void screen_close(struct screen *s)
{
	if (s->term) {
		endwin();
		delscreen(s->term);
	}
	by_free(&s->before);
	by_free(&s->now);
	s->term = NULL;
}

/* The sums of the sample before are what a group's growth is told by. */
static int take_sums(struct screen *s, const struct report *r)
{
	const uint64_t sample = s->serial;
	struct by_sum sum = { 0 };
	int err;

	if (s->list != LIST_BY)
		return 0;
	if (s->now.v && s->now.by == s->by && s->sampled == sample)
		return 0;
	err = account_by(r->snap, s->by, &sum);
	if (err)
		return err;
	by_free(&s->before);
	if (s->now.by == s->by && s->sampled + 1 == sample)
		s->before = s->now;
	else
		by_free(&s->now);
	s->now = sum;
	s->sampled = sample;
	return 0;
}

int screen_draw(struct screen *s, const struct report *r)
{
	struct lookup l;
	struct drawing d = {
		.s = s, .r = r, .l = &l, .lines = LINES, .columns = COLS
	};
	int err = take_sums(s, r);

	if (!err)
		err = lookup_init(r, &l);
	if (err)
		return err;
	erase();
	draw_top(&d);
	if (s->page == PAGE_HELP)
		err = draw_help(&d);
	else if (s->page == PAGE_DETAIL)
		err = draw_detail(&d);
	else
		err = draw_list(&d);
	lookup_free(&l);
	refresh();
	return err;
}
