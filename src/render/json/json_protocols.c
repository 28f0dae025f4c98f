/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/waits.h"
#include "model/socket.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* A millionth is as exact as a share of a limit can be meant. */
static double rounded(double ratio)
{
	return ratio < 1e6 ? (double)(int64_t)(ratio * 1e6 + 0.5) / 1e6 : ratio;
}

static void put_amounts(struct jout *j, const struct proto_sum *p)
{
	const struct jamount rows[] = {
		{ "sockets", jout_fit(p->sockets) },
		{ "used_bytes", jout_fit(p->used) },
		{ "min_bytes", jout_fit(p->limits[0]) },
		{ "pressure_bytes", jout_fit(p->limits[1]) },
		{ "max_bytes", jout_fit(p->limits[2]) },
		{ "effective_bytes", jout_fit(p->effective) },
		{ "limit_bytes", jout_fit(p->limit) },
	};

	jout_amounts(j, rows, COUNT(rows));
}

static void put_checks(struct jout *j, const struct proto_sum *p,
		       const struct waits *w)
{
	const struct jamount rows[] = {
		{ "charged_bytes", p->charged },
		{ "unseen_bytes", p->unseen },
		{ "tolerance_bytes", jout_fit(p->tolerance) },
		{ "alloc", p->alloc },
		{ "in_table", p->in_table },
		{ "orphans", p->orphans },
		{ "max_orphans", jout_fit(p->max_orphans) },
		{ "time_wait", jout_fit(w->time_wait) },
		{ "max_time_wait", jout_fit(w->max_time_wait) },
		{ "syn_recv", jout_fit(w->syn_recv) },
	};

	jout_amounts(j, rows, COUNT(rows));
}

static void put_protocol(struct jout *j, enum proto proto,
			 const struct proto_sum *p, const struct waits *w)
{
	jout_open(j, NULL, '{');
	jout_word(j, "name", proto_name(proto));
	put_amounts(j, p);
	jout_real(j, "limit_ratio",
		  p->limit.known && p->limit.v && p->effective.known,
		  rounded(p->ratio));
	jout_word(j, "state", proto_state_name(p->state));
	put_checks(j, p, w);
	jout_open(j, "drops", '{');
	jout_opt(j, "receive_buffer_errors", p->receive_buffer_errors);
	jout_opt(j, "memory_errors", p->memory_errors);
	jout_close(j, '}');
	jout_close(j, '}');
}

void json_protocols(struct jout *j, const struct report *r)
{
	const struct waits none = { 0 };
	struct waits tcp;

	account_waits(r->snap, &tcp);
	jout_open(j, "protocols", '[');
	for (size_t i = 0; i < PROTO_ACCOUNTED_N; i++)
		put_protocol(j, (enum proto)i, &r->acct->proto[i],
			     i == PROTO_TCP ? &tcp : &none);
	jout_close(j, ']');
}
