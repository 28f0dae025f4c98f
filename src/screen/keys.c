/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "screen/screen.h"

#define ESCAPE 27
#define RETURN '\r'
#define CTRL_L 12
#define PAGE_ROWS 10

static void next_list(struct screen *s)
{
	static const enum by order[] = { BY_PROCESS, BY_CGROUP, BY_NETNS,
					 BY_COMMAND };
	size_t n = sizeof(order) / sizeof(*order), i = 0;

	s->has_selected = false;
	s->scroll = 0;
	if (s->list == LIST_SOCKETS) {
		s->list = LIST_BY;
		s->by = order[0];
		return;
	}
	while (i < n && order[i] != s->by)
		i++;
	if (s->list == LIST_BY && i + 1 < n)
		s->by = order[i + 1];
	else
		s->list = s->list == LIST_BY ? LIST_MEMORY : LIST_SOCKETS;
}

static void turn_page(struct screen *s, enum screen_page page)
{
	s->page = s->page == page ? PAGE_MAIN : page;
	s->scroll = 0;
}

static void step(struct screen *s, int by)
{
	if (s->page == PAGE_MAIN)
		s->move += by;
	else if (by < 0 && s->scroll < (size_t)-by)
		s->scroll = 0;
	else
		s->scroll += (size_t)by;
}

static void do_sort(struct screen *s)
{
	s->sort = (s->sort + 1) % SORT_N;
}

static void do_pause(struct screen *s)
{
	s->paused = !s->paused;
}

static void do_filter(struct screen *s)
{
	s->typing = true;
	s->page = PAGE_MAIN;
}

static void do_enter(struct screen *s)
{
	if (s->has_selected || s->page == PAGE_DETAIL)
		turn_page(s, PAGE_DETAIL);
}

static void do_help(struct screen *s)
{
	turn_page(s, PAGE_HELP);
}

static void do_back(struct screen *s)
{
	if (s->page == PAGE_MAIN)
		s->filter[0] = '\0';
	s->page = PAGE_MAIN;
	s->scroll = 0;
}

static void do_up(struct screen *s)
{
	step(s, -1);
}

static void do_down(struct screen *s)
{
	step(s, 1);
}

static void do_page_up(struct screen *s)
{
	step(s, -PAGE_ROWS);
}

static void do_page_down(struct screen *s)
{
	step(s, PAGE_ROWS);
}

static void turn(struct screen *s, int64_t by)
{
	if (!s->places)
		return;
	s->turn += by;
	s->paused = true;
}

static void do_earlier(struct screen *s)
{
	turn(s, -1);
}

static void do_later(struct screen *s)
{
	turn(s, 1);
}

static void do_much_earlier(struct screen *s)
{
	turn(s, -PAGE_ROWS);
}

static void do_much_later(struct screen *s)
{
	turn(s, PAGE_ROWS);
}

static void do_first(struct screen *s)
{
	turn(s, -SCREEN_TURN_END);
}

static void do_last(struct screen *s)
{
	turn(s, SCREEN_TURN_END);
}

static void do_redraw(struct screen *s)
{
	(void)s;
	clearok(curscr, TRUE);
}

static const struct {
	int key;
	void (*act)(struct screen *s);
} actions[] = {
	{ 's', do_sort },	   { 'b', next_list },
	{ 'p', do_pause },	   { '/', do_filter },
	{ '?', do_help },	   { 'h', do_help },
	{ KEY_ENTER, do_enter },   { RETURN, do_enter },
	{ '\n', do_enter },	   { ESCAPE, do_back },
	{ KEY_UP, do_up },	   { 'k', do_up },
	{ KEY_DOWN, do_down },	   { 'j', do_down },
	{ KEY_PPAGE, do_page_up }, { KEY_NPAGE, do_page_down },
	{ CTRL_L, do_redraw },	   { ' ', do_pause },
	{ KEY_LEFT, do_earlier },  { ',', do_earlier },
	{ KEY_RIGHT, do_later },   { '.', do_later },
	{ '[', do_much_earlier },  { ']', do_much_later },
	{ KEY_HOME, do_first },	   { '<', do_first },
	{ KEY_END, do_last },	   { '>', do_last },
};

/* Bytes, as the terminal sends them: a character may have several. */
static void type(struct screen *s, int key)
{
	size_t len = strlen(s->filter);

	if (key == ESCAPE) {
		s->filter[0] = '\0';
		s->typing = false;
	} else if (key == RETURN || key == '\n' || key == KEY_ENTER) {
		s->typing = false;
	} else if (key == KEY_BACKSPACE || key == 127 || key == '\b') {
		while (len && (s->filter[--len] & 0xc0) == 0x80)
			;
		s->filter[len] = '\0';
	} else if (key >= ' ' && key <= 0xff && len + 1 < sizeof(s->filter)) {
		s->filter[len] = (char)key;
		s->filter[len + 1] = '\0';
	}
}

static enum screen_wish press(struct screen *s, int key)
{
	if (s->typing) {
		type(s, key);
		return WISH_REDRAW;
	}
	if (key == 'q' || key == 'Q')
		return WISH_QUIT;
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (actions[i].key == key)
			actions[i].act(s);
	return WISH_REDRAW;
}

enum screen_wish screen_keys(struct screen *s)
{
	enum screen_wish wish = WISH_NOTHING;
	int key;

	/* The selection moves when it is drawn; the next key is about the row
	 * where it is then. */
	while (wish != WISH_QUIT && !s->move && (key = getch()) != ERR)
		wish = press(s, key);
	return wish;
}
