/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/address.h"
#include "render/table/words/growth.h"
#include "render/human.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "screen/parts.h"

/* Columns from the left; the names take what is left of the line. */
enum { X_HELD = 9, X_GROWTH = 23, X_DROPS = 31, X_NAME = 33 };

static bool is_selected(const struct screen *s, const struct row *row)
{
	return s->has_selected && row->id.cookie == s->selected.cookie &&
	       row->id.pid == s->selected.pid &&
	       row->id.key_id == s->selected.key_id;
}

/* Where the selection is now, after it moved. */
static size_t select_row(struct screen *s, const struct rows *rows)
{
	long at = -1;

	for (size_t i = 0; at < 0 && i < rows->n; i++)
		if (is_selected(s, &rows->v[i]))
			at = (long)i;
	if (at < 0)
		at = 0;
	at += s->move;
	s->move = 0;
	if (at >= (long)rows->n)
		at = (long)rows->n - 1;
	if (at < 0)
		at = 0;
	s->has_selected = rows->n > 0;
	if (s->has_selected)
		s->selected = rows->v[at].id;
	return (size_t)at;
}

static void draw_sock_name(struct drawing *d, const struct row *row)
{
	const struct sock *s = &d->r->snap->socks.v[row->sock];
	const struct sock_owner *o = lookup_owners(d->l, s);
	const char *comm =
		o ? lookup_comm(d->l, o->pid) : lookup_program(d->l, s);
	char local[ADDRESS_MAX], text[ADDRESS_MAX + 64];

	if (!o && !comm && row->rate && row->rate->pid)
		snprintf(text, sizeof(text), "%s (was %d)", row->rate->comm,
			 (int)row->rate->pid);
	else
		snprintf(text, sizeof(text), "%s (%d)", comm ? comm : "?",
			 o ? (int)o->pid : 0);
	draw_outside(d, d->y, X_NAME, 20, text);
	address_local(local, s, lookup_name(d->l, s));
	snprintf(text, sizeof(text), "%s %s", proto_name((enum proto)s->proto),
		 local);
	draw_outside(d, d->y, X_NAME + 21, d->columns, text);
}

static void draw_name(struct drawing *d, const struct row *row)
{
	char text[32];

	if (d->s->list == LIST_SOCKETS) {
		draw_sock_name(d, row);
		return;
	}
	draw_outside(d, d->y, X_NAME, d->columns - X_NAME - 10,
		     row->id.key[0] ? row->id.key : "-");
	if (d->s->list != LIST_BY)
		return;
	snprintf(text, sizeof(text), "%u sock%s", row->sockets,
		 row->sockets == 1 ? "" : "s");
	draw_right(d, d->y, d->columns, text);
}

static void draw_row(struct drawing *d, const struct row *row)
{
	char text[GROWTH_MAX];
	bool leak = row->rate && slope_is_leak(&row->rate->slope);

	draw_right(d, d->y, X_HELD, human_short(text, row->bytes));
	if (row->rate)
		growth_rate(text, row->rate);
	else if (!row->speed_known)
		snprintf(text, sizeof(text), "-");
	else if (row->speed < 1 && row->speed > -1)
		snprintf(text, sizeof(text), "0");
	else
		snprintf(text, sizeof(text), "%s%s/s",
			 row->speed > 0 ? "+" : "",
			 human_bytes((char[HUMAN_MAX]){ 0 },
				     (int64_t)row->speed));
	draw_right(d, d->y, X_GROWTH - 1, text);
	draw_text(d, d->y, X_GROWTH - 1, 1, PAINT_WARN, leak ? "!" : "");
	if (d->s->list != LIST_MEMORY) {
		snprintf(text, sizeof(text), "%llu",
			 (unsigned long long)row->drops);
		draw_right(d, d->y, X_DROPS, text);
	}
	draw_name(d, row);
	if (is_selected(d->s, row))
		mvchgat(d->y, 0, -1, A_REVERSE, 0, NULL);
	d->y++;
}

static void draw_heading(struct drawing *d)
{
	static const char *const sorts[] = { "size", "growth", "drops" };
	const char *what = d->s->list == LIST_SOCKETS ? "socket"
			   : d->s->list == LIST_BY    ? by_name(d->s->by)
						      : "process memory (RSS)";
	char line[256];

	snprintf(line, sizeof(line), "%*s %*s %*s  by %s, sorted by %s%s%*s",
		 X_HELD, "HELD", X_GROWTH - X_HELD - 2, "GROWTH",
		 X_DROPS - X_GROWTH, "DROPS", what, sorts[d->s->sort],
		 d->s->filter[0] ? ", filtered" : "", d->columns, "");
	draw_text(d, d->y++, 0, d->columns, PAINT_BAR, line);
}

static void draw_keys(struct drawing *d)
{
	char line[SCREEN_FILTER_MAX + 32];

	if (d->s->typing || d->s->filter[0]) {
		snprintf(line, sizeof(line), "command: %s%s", d->s->filter,
			 d->s->typing ? "_" : "  (Esc: all)");
		draw_outside(d, d->lines - 1, 0, d->columns, line);
		return;
	}
	draw_text(d, d->lines - 1, 0, d->columns, PAINT_DIM,
		  d->s->places ? "q quit  left, right: sample  space play  "
				 "s sort  b group  / filter  ? help"
			       : "q quit  s sort  b group  p pause  / filter  "
				 "Enter detail  ? help");
}

int draw_list(struct drawing *d)
{
	struct rows rows = { 0 };
	int err = rows_make(d, &rows);
	size_t at, room;

	draw_heading(d);
	at = select_row(d->s, &rows);
	room = d->lines - 1 > d->y ? (size_t)(d->lines - 1 - d->y) : 0;
	if (at < d->s->scroll)
		d->s->scroll = at;
	if (room && at >= d->s->scroll + room)
		d->s->scroll = at - room + 1;
	if (d->s->scroll >= rows.n)
		d->s->scroll = 0;
	for (size_t i = d->s->scroll; i < rows.n && room; i++, room--)
		draw_row(d, &rows.v[i]);
	if (!rows.n)
		draw_text(d, d->y, 2, d->columns, PAINT_PLAIN,
			  d->s->filter[0] ? "nothing matches the filter"
					  : "no socket holds memory");
	draw_keys(d);
	free(rows.v);
	return err;
}
