/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "render/text.h"
#include "screen/parts.h"
#include "util/escape.h"

#define TEXT_MAX 1024 /* bytes of one piece of a line */
#define SPARKS 8

static int attributes(const struct drawing *d, enum paint paint)
{
	static const unsigned plain[] = {
		[PAINT_PLAIN] = A_NORMAL, [PAINT_DIM] = A_NORMAL,
		[PAINT_GOOD] = A_BOLD,	  [PAINT_NOTE] = A_BOLD,
		[PAINT_WARN] = A_BOLD,	  [PAINT_BAD] = A_BOLD,
		[PAINT_BAR] = A_REVERSE,
	};
	unsigned ret = plain[paint];

	if (d->s->color && paint >= PAINT_GOOD && paint <= PAINT_BAD)
		ret |= COLOR_PAIR(paint);
	return (int)ret;
}

void draw_text(const struct drawing *d, int y, int x, int width,
	       enum paint paint, const char *text)
{
	char spelled[TEXT_MAX];
	size_t len = strlen(text);

	if (y < 0 || y >= d->lines || x < 0 || x >= d->columns)
		return;
	if (width > d->columns - x)
		width = d->columns - x;
	if (width <= 0)
		return;
	if (d->s->ascii) {
		len = text_ascii(spelled, sizeof(spelled), text, len);
		text = spelled;
	}
	len = text_fit(text, len, (size_t)width);
	attrset(attributes(d, paint));
	mvaddnstr(y, x, text, (int)len);
	attrset(A_NORMAL);
}

void draw_outside(const struct drawing *d, int y, int x, int width,
		  const char *raw)
{
	char safe[TEXT_MAX];

	text_outside(safe, sizeof(safe), raw, d->s->ascii);
	draw_text(d, y, x, width, PAINT_PLAIN, safe);
}

void draw_right(const struct drawing *d, int y, int x, const char *text)
{
	int width = (int)text_width(text, strlen(text));

	draw_text(d, y, x > width ? x - width : 0, width, PAINT_PLAIN, text);
}

void draw_spark(const struct drawing *d, int y, int x, int width,
		const struct rate *rate)
{
	static const char *const blocks[SPARKS] = { "▁", "▂", "▃", "▄",
						    "▅", "▆", "▇", "█" };
	static const char *const ascii[SPARKS] = { "_", ".", ":", "-",
						   "=", "+", "*", "#" };
	double low, high;
	size_t n, first;

	if (!rate || rate->n < 2)
		return;
	n = rate->n < (size_t)width ? rate->n : (size_t)width;
	first = rate->n - n;
	low = high = (double)rate->v[first].value;
	for (size_t i = first; i < rate->n; i++) {
		double v = (double)rate->v[i].value;

		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	for (size_t i = 0; i < n; i++) {
		double v = (double)rate->v[first + i].value - low;
		int level = high > low
				    ? (int)(v / (high - low) * (SPARKS - 0.01))
				    : 0;

		draw_text(d, y, x + (int)i, 1, PAINT_PLAIN,
			  (d->s->ascii ? ascii : blocks)[level]);
	}
}

void draw_lines(struct drawing *d, const struct buf *text)
{
	const char *at = text->data ? text->data : "";
	size_t lines = 0, room, skip;

	for (const char *c = at; *c; c++)
		lines += *c == '\n';
	room = d->lines > d->y + 1 ? (size_t)(d->lines - d->y - 1) : 0;
	if (d->s->scroll + room > lines)
		d->s->scroll = lines > room ? lines - room : 0;
	skip = d->s->scroll;
	for (; *at && d->y < d->lines - 1; at += strcspn(at, "\n") + 1) {
		char line[TEXT_MAX];
		size_t len = strcspn(at, "\n");

		if (skip) {
			skip--;
			continue;
		}
		if (len >= sizeof(line))
			len = sizeof(line) - 1;
		memcpy(line, at, len);
		line[len] = '\0';
		draw_text(d, d->y++, 0, d->columns, PAINT_PLAIN, line);
	}
}
