/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "account/account.h"
#include "account/parts.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/table/words/growth.h"
#include "render/human.h"
#include "render/report.h"
#include "render/text.h"
#include "screen/parts.h"

/* Columns of a figure: name, amount, share, past, rate, time to a limit. */
enum {
	X_SIZE = 21,
	X_SHARE = 27,
	X_SPARK = 29,
	SPARK = 14,
	X_RATE = 57,
	X_ETA = 59
};
#define VERDICT_LINES 2

static void draw_state(struct drawing *d)
{
	const struct snapshot *snap = d->r->snap;
	time_t seconds = (time_t)(opt_or0(snap->time_ms) / 1000);
	char when[32] = "-", host[80], pace[64], line[256];
	struct tm tm;

	if (snap->time_ms.known && localtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	text_outside(host, sizeof(host), snap->host.name, d->s->ascii);
	if (d->s->places)
		snprintf(pace, sizeof(pace), "sample %zu of %zu",
			 d->s->place + 1, d->s->places);
	else
		snprintf(pace, sizeof(pace), "every %g s", d->s->interval);
	snprintf(line, sizeof(line), "kmemwhere  %s  %s  %s%s%s%*s", host, when,
		 pace, d->s->paused ? "  PAUSED" : "",
		 snap->gaps.n ? "  incomplete view" : "", d->columns, "");
	draw_text(d, d->y++, 0, d->columns, PAINT_BAR, line);
}

static enum paint paint_of(enum severity severity)
{
	static const enum paint paints[] = { [SEV_OK] = PAINT_GOOD,
					     [SEV_NOTICE] = PAINT_NOTE,
					     [SEV_WARNING] = PAINT_WARN,
					     [SEV_CRITICAL] = PAINT_BAD };

	return paints[severity];
}

/* Words, wrapped to at most so many lines. */
static void put_wrapped(struct drawing *d, int x, int lines, const char *text)
{
	while (lines-- > 0) {
		size_t room = d->columns > x ? (size_t)(d->columns - x) : 1;
		size_t fit = text_fit(text, strlen(text), room), cut = fit;
		char line[512];

		if (text[fit] && lines)
			while (cut && text[cut] != ' ')
				cut--;
		cut = cut ? cut : fit;
		snprintf(line, sizeof(line), "%.*s", (int)cut, text);
		draw_text(d, d->y++, x, (int)room, PAINT_PLAIN, line);
		text += cut;
		text += *text == ' ';
	}
}

static void draw_verdict(struct drawing *d)
{
	static const char *const words[] = { [SEV_OK] = "OK",
					     [SEV_NOTICE] = "NOTICE",
					     [SEV_WARNING] = "WARNING",
					     [SEV_CRITICAL] = "CRITICAL" };
	const struct finding *f = &d->r->findings->v[0];
	struct buf title = { 0 }, more = { 0 };

	draw_text(d, d->y, 0, 9, paint_of(f->severity), words[f->severity]);
	if (text_sentence(&title, f->title) == 0)
		put_wrapped(d, 10, VERDICT_LINES, title.data);
	/* what grows is said last, and matters most here */
	if (f->evidence.n &&
	    text_sentence(&more, f->evidence.v[f->evidence.n - 1]) == 0)
		draw_text(d, d->y, 10, d->columns - 10, PAINT_DIM, more.data);
	d->y++;
	buf_free(&title);
	buf_free(&more);
}

static void draw_figure(struct drawing *d, const char *name,
			struct opt_i64 bytes, struct opt_u64 whole,
			const struct rate *rate)
{
	char text[HUMAN_MAX], growth[GROWTH_MAX];

	draw_text(d, d->y, 0, 11, PAINT_PLAIN, name);
	draw_right(d, d->y, X_SIZE, human_opt_i64(text, bytes, HUMAN_LONG));
	draw_right(d, d->y, X_SHARE, human_share(text, bytes, whole));
	draw_spark(d, d->y, X_SPARK, SPARK, rate);
	draw_right(d, d->y, X_RATE, growth_rate(growth, rate));
	draw_text(d, d->y, X_ETA, d->columns, PAINT_WARN,
		  growth_eta(growth, rate));
	d->y++;
}

static void draw_term(struct drawing *d, unsigned term, const char *name,
		      struct opt_i64 v)
{
	draw_figure(d, name, v, d->r->acct->id.total,
		    d->r->rates ? rates_term(d->r->rates, term) : NULL);
}

static void draw_terms(struct drawing *d)
{
	for (unsigned i = 0; i < MEMORY_TERMS_N; i++) {
		const struct memory_part_row *row = &memory_parts[i];
		struct opt_i64 v = memory_part(d->r->acct, (enum memory_part)i);

		/* a machine without has no line to spare for it */
		if (i == PART_HUGETLB && !opt_i64_or0(v))
			continue;
		draw_term(d, i, row->brief ? row->brief : row->label, v);
	}
	draw_term(d, TERM_AVAILABLE, "available",
		  opt_signed(d->r->acct->id.available));
}

static void draw_protocols(struct drawing *d)
{
	static const enum proto order[] = { PROTO_UDP, PROTO_TCP };
	static const char *const names[] = {
		[PROTO_UDP] = "UDP", [PROTO_TCP] = "TCP"
	};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		const struct proto_sum *sum = &d->r->acct->proto[order[i]];

		draw_figure(d, names[order[i]], opt_signed(sum->effective),
			    sum->limit,
			    d->r->rates ? rates_proto(d->r->rates, order[i])
					: NULL);
	}
}

void draw_top(struct drawing *d)
{
	draw_state(d);
	draw_verdict(d);
	draw_terms(d);
	draw_protocols(d);
}
