/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "account/rates.h"
#include "model/snapshot.h"
#include "render/table/growth.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/view.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define SAFE_MAX 9007199254740992.0 /* 2^53: what every reader has */

static struct opt_i64 whole(bool known, double v)
{
	if (!known || !(v > -SAFE_MAX && v < SAFE_MAX))
		return (struct opt_i64){ 0 };
	return opt_i64((int64_t)v);
}

static void put_figures(struct jout *j, const struct rate *r)
{
	const struct slope *s = &r->slope;
	const struct jamount rows[] = {
		{ "bytes", opt_i64(rate_value(r)) },
		{ "bytes_per_second", whole(r->known, r->per_second) },
		{ "slope_bytes_per_second", whole(s->known, s->per_second) },
		{ "slope_low_bytes_per_second", whole(s->known, s->low) },
		{ "slope_high_bytes_per_second", whole(s->known, s->high) },
		{ "window_ms", opt_i64(rate_span_ms(r)) },
	};

	jout_amounts(j, rows, COUNT(rows));
	if (s->known)
		jout_bool(j, "only_grows", s->only_grows);
	else
		jout_null(j, "only_grows");
	jout_word(j, "eta_to", r->eta.known ? r->eta_to : NULL);
	jout_opt_i64(j, "eta_low_seconds",
		     whole(r->eta.known, r->eta.low_seconds));
	jout_opt_i64(j, "eta_high_seconds",
		     whole(r->eta.known, r->eta.high_seconds));
}

static void put_terms(struct jout *j, const struct rates *r)
{
	jout_open(j, "terms", '[');
	for (unsigned t = 0; t < RATE_TERMS_N; t++) {
		const struct rate *rate = rates_term(r, (enum rate_term)t);

		if (!rate)
			continue;
		jout_open(j, NULL, '{');
		jout_word(j, "name", rate_term_name((enum rate_term)t));
		put_figures(j, rate);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_protocols(struct jout *j, const struct rates *r)
{
	jout_open(j, "protocols", '[');
	for (unsigned p = 0; p < PROTO_ACCOUNTED_N; p++) {
		const struct rate *rate = rates_proto(r, p);

		if (!rate)
			continue;
		jout_open(j, NULL, '{');
		jout_word(j, "name", proto_name((enum proto)p));
		put_figures(j, rate);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_owner(struct jout *j, const struct rate *rate)
{
	if (rate->pid)
		jout_i64(j, "pid", rate->pid);
	else
		jout_null(j, "pid");
	jout_text(j, "comm", rate->comm);
}

static void put_sock(struct jout *j, const struct report *r,
		     const struct rate *rate)
{
	const struct sock *s = &r->snap->socks.v[rate->sock];
	char cookie[24];

	snprintf(cookie, sizeof(cookie), "%" PRIu64, s->cookie);
	jout_word(j, "cookie", cookie);
	jout_word(j, "proto", proto_name((enum proto)s->proto));
}

static void put_list(struct jout *j, const struct report *r, const char *key,
		     enum rate_kind kind)
{
	const struct rate *top[RATE_SOCKS_MAX];
	size_t n = growth_rank(r->rates, kind, false, top, COUNT(top));
	size_t rows = view_rows(&r->view, n);

	jout_open(j, key, '[');
	for (size_t i = 0; i < rows; i++) {
		jout_open(j, NULL, '{');
		if (kind == RATE_SOCK)
			put_sock(j, r, top[i]);
		put_owner(j, top[i]);
		if (kind != RATE_PROCESS)
			jout_bool(j, "read", top[i]->read);
		put_figures(j, top[i]);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_slabs(struct jout *j, const struct report *r)
{
	const struct rate *top[RATE_SLABS_MAX];
	size_t n = growth_rank(r->rates, RATE_SLAB, false, top, COUNT(top));
	size_t rows = view_rows(&r->view, n);

	jout_open(j, "slabs", '[');
	for (size_t i = 0; i < rows; i++) {
		jout_open(j, NULL, '{');
		jout_text(j, "name",
			  r->snap->memory.slabs.v[top[i]->slab].name);
		put_figures(j, top[i]);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_classes(struct jout *j, const struct report *r)
{
	const struct process_map *in = r->snap->process_map;

	jout_open(j, "classes", '[');
	for (unsigned c = 0; in && c < PM_N; c++) {
		const struct rate *rate = rates_class(r->rates, r->snap, c);

		if (!rate || !in->class[c].count)
			continue;
		jout_open(j, NULL, '{');
		jout_word(j, "name",
			  process_map_class_name((enum process_map_class)c));
		put_figures(j, rate);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_rates(struct jout *j, const struct report *r)
{
	const struct rates *rates = r->rates;

	if (!rates) {
		jout_null(j, "rates");
		return;
	}
	jout_open(j, "rates", '{');
	jout_u64(j, "samples", rates->samples);
	jout_opt_i64(j, "interval_ms",
		     (struct opt_i64){ rates->interval_ms,
				       rates->interval_ms > 0 });
	jout_i64(j, "suspended_ms", rates->suspended_ms);
	jout_i64(j, "clock_step_ms", rates->clock_step_ms);
	jout_bool(j, "restarted", rates->restarted);
	put_terms(j, rates);
	put_protocols(j, rates);
	put_list(j, r, "holders", RATE_HOLDER);
	put_list(j, r, "processes", RATE_PROCESS);
	put_list(j, r, "sockets", RATE_SOCK);
	put_slabs(j, r);
	put_classes(j, r);
	jout_close(j, '}');
}
