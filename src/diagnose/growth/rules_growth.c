/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/growth/rates.h"
#include "diagnose/queues/groups.h"
#include "diagnose/growth/growth_words.h"
#include "model/snapshot.h"

/* Smaller than this, and steadily growing, are many that just began. */
#define GROWTH_MIN_BYTES ((int64_t)1 << 20)
#define GROWTH_PIDS_MAX 20

/* What some processes' sockets do together. */
struct growth {
	const struct rate *first; /* the largest */
	int64_t bytes;
	double per_second;
	double sooner; /* sums of 1 / seconds to the limit */
	double later;
	const char *to; /* of the first that reaches one; NULL none */
	int64_t span_ms;
	uint32_t sockets;
};

static bool is_leak(const struct rate *rate)
{
	return rate && rate->seen && rate->key.kind == RATE_HOLDER &&
	       slope_is_leak(&rate->slope) && !rate->read;
}

static void add(struct growth *g, const struct rate *rate)
{
	if (!g->first || rate_value(rate) > rate_value(g->first))
		g->first = rate;
	g->bytes += rate_value(rate);
	g->per_second += rate->slope.per_second;
	g->sockets += rate->sockets;
	if (rate_span_ms(rate) > g->span_ms)
		g->span_ms = rate_span_ms(rate);
	if (!rate->eta.known || rate->eta.low_seconds <= 0)
		return;
	if (!g->to)
		g->to = rate->eta_to;
	if (strcmp(g->to, rate->eta_to) != 0)
		return;
	g->sooner += 1 / rate->eta.low_seconds;
	g->later += 1 / rate->eta.high_seconds;
}

static enum severity severity_of(const struct growth *g)
{
	if (!g->to || g->later <= 0)
		return SEV_OK;
	return growth_severity(1 / g->later);
}

static void evidence(struct finding *f, const struct growth *g)
{
	say(f,
	    "it only grows: %s per second over the last %lld s, and nothing "
	    "was read from it",
	    BYTES(g->per_second), (long long)g->span_ms / 1000);
	if (g->to)
		growth_words_when(f, g->to, 1 / g->sooner, 1 / g->later);
}

/* Those that the rule about queues named already. */
static void add_to_finding(struct judge *j, struct finding *f)
{
	struct growth g = { 0 };
	enum severity sev;

	for (size_t i = 0; i < f->subject.n_pids; i++) {
		const struct rate *rate =
			rates_holder(j->rates, j->snap, f->subject.pids[i]);

		if (is_leak(rate))
			add(&g, rate);
	}
	if (!g.first)
		return;
	sev = severity_of(&g);
	if (sev > f->severity)
		f->severity = sev;
	evidence(f, &g);
}

static bool is_reported(const struct judge *j, pid_t pid)
{
	for (size_t i = 0; i < j->out->n; i++) {
		const struct subject *s = &j->out->v[i].subject;

		for (size_t k = 0; k < s->n_pids; k++)
			if (s->pids[k] == pid)
				return true;
	}
	return false;
}

static enum finding_code code_of(const struct judge *j, const struct rate *h)
{
	return h->sock < j->snap->socks.n ? classify(&j->snap->socks.v[h->sock])
					  : F_HEALTHY;
}

/* Still small, and on the way to a limit. */
static void open_new(struct judge *j, const struct growth *g,
		     enum finding_code code)
{
	const struct finding_row *row = finding_row(code);
	const char *comm = g->first->comm;
	enum severity sev = severity_of(g);
	struct finding *f;

	if (!row->one || sev == SEV_OK || g->bytes < GROWTH_MIN_BYTES)
		return;
	f = finding_open(j, code, sev, CONF_MEDIUM, opt_i64(g->bytes),
			 "%u %s of %s %s %s and only %s", g->sockets,
			 g->sockets == 1 ? row->one : row->many,
			 *comm ? OUTSIDE(comm) : "an unidentified process",
			 g->sockets == 1 ? "holds" : "hold", BYTES(g->bytes),
			 g->sockets == 1 ? "grows" : "grow");
	if (!f)
		return;
	memcpy(f->subject.comm, g->first->comm, sizeof(f->subject.comm));
	f->subject.socket_count = g->sockets;
	for (size_t i = 0; i < j->rates->n; i++) {
		const struct rate *rate = j->rates->v[i];

		if (is_leak(rate) && !strcmp(rate->comm, g->first->comm) &&
		    f->subject.n_pids < GROWTH_PIDS_MAX)
			finding_pid(f, rate->pid);
	}
	evidence(f, g);
	finding_remedies(f, *comm ? OUTSIDE(comm) : "it");
}

/* All leaking processes of one command, once it is met first. */
static void judge_command(struct judge *j, size_t at)
{
	const struct rates *r = j->rates;
	enum finding_code code = code_of(j, r->v[at]);
	struct growth g = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		if (!is_leak(r->v[i]) || strcmp(r->v[i]->comm, r->v[at]->comm))
			continue;
		if (i < at)
			return;
		if (code_of(j, r->v[i]) == code &&
		    !is_reported(j, r->v[i]->pid))
			add(&g, r->v[i]);
	}
	if (g.first)
		open_new(j, &g, code);
}

void rule_growth(struct judge *j)
{
	size_t n = j->out->n;

	if (!j->rates)
		return;
	for (size_t i = 0; i < n; i++)
		if (is_queue_code(j->out->v[i].code))
			add_to_finding(j, &j->out->v[i]);
	for (size_t i = 0; i < j->rates->n; i++)
		if (is_leak(j->rates->v[i]) &&
		    !is_reported(j, j->rates->v[i]->pid))
			judge_command(j, i);
}
