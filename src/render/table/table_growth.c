/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/rates.h"
#include "model/snapshot.h"
#include "render/table/words/growth.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "render/view.h"
#include "util/human_time.h"

#define GROWERS 5	   /* rows of a kind unless told otherwise */
#define MOVES_BYTES 1024.0 /* a second: less is the machine's breathing */
#define AT_SIZE 31
#define AT_RATE 47

static void put_row(struct page *p, const char *name, const struct rate *rate)
{
	char text[GROWTH_MAX];

	page_put(p, "  ");
	if (name)
		page_outside(p, name);
	else
		page_outside(p, rate->comm[0] ? rate->comm : "?");
	if (!name && rate->pid)
		page_printf(p, " (%d)", (int)rate->pid);
	page_right(p, AT_SIZE,
		   human_opt_i64((char[HUMAN_MAX]){ 0 },
				 opt_i64(rate_value(rate)), page_human(p)));
	page_right(p, AT_RATE, growth_rate(text, rate));
	page_put(p, slope_is_leak(&rate->slope) ? "  only grows" : "");
	if (rate->eta.known) {
		page_put(p, "  ");
		page_put(p, growth_eta(text, rate));
	}
	page_end(p);
}

static bool moves(const struct rate *rate)
{
	double speed = rate ? growth_speed(rate) : 0;

	return speed >= MOVES_BYTES || speed <= -MOVES_BYTES;
}

static void put_kind(struct page *p, const struct report *r,
		     enum rate_kind kind, const char *title)
{
	const struct rate *top[RATE_HOLDERS_MAX];
	size_t n = growth_rank(r->rates, kind, true, top, RATE_HOLDERS_MAX);
	bool titled = false;

	n = view_report_rows(&r->view, GROWERS, n);
	for (size_t i = 0; i < n && growth_speed(top[i]) >= MOVES_BYTES; i++) {
		if (!titled) {
			page_put(p, title);
			page_end(p);
		}
		titled = true;
		put_row(p,
			kind == RATE_SLAB
				? r->snap->memory.slabs.v[top[i]->slab].name
				: NULL,
			top[i]);
	}
}

static void put_events(struct page *p, const struct rates *r)
{
	char text[HUMAN_TIME_MAX];

	if (r->restarted)
		page_printf(p, ", counting starts again");
	if (r->suspended_ms)
		page_printf(p, ", suspended for %s",
			    human_time(text, (double)r->suspended_ms / 1000));
	if (r->clock_step_ms)
		page_printf(p, ", the clock was set by %+lld s",
			    (long long)r->clock_step_ms / 1000);
}

void table_growth(struct page *p, const struct report *r)
{
	const struct rates *rates = r->rates;
	static const char *const names[] = {
		[PROTO_TCP] = "TCP", [PROTO_UDP] = "UDP"
	};

	page_end(p);
	page_printf(p, "GROWTH  sample %llu",
		    (unsigned long long)rates->samples);
	put_events(p, rates);
	page_end(p);
	for (unsigned t = 0; t < RATE_TERMS_N; t++) {
		const struct rate *rate = rates_term(rates, t);

		if (moves(rate))
			put_row(p, rate_term_name(t), rate);
	}
	for (unsigned i = 0; i < PROTO_ACCOUNTED_N; i++)
		if (moves(rates_proto(rates, i)))
			put_row(p, names[i], rates_proto(rates, i));
	put_kind(p, r, RATE_HOLDER, "  by their sockets");
	put_kind(p, r, RATE_PROCESS, "  by their own memory (RSS)");
	put_kind(p, r, RATE_SLAB, "  slab caches");
}
