/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include "account/growth/rates.h"
#include "account/sockets/drops.h"
#include "model/snapshot.h"

/* So many each second are more than an accident. */
#define RISING 1.0

static const struct {
	enum finding_code code;
	const char *rising; /* "…: 12.3 each second" */
	const char *large;  /* "12.3% of all …" */
	const char *counter;
} kinds[DROP_KINDS_N] = {
	[DROPS_UDP] = { F_UDP_DROPS, "UDP datagrams are dropped unread",
			"UDP datagrams that came were dropped unread",
			"RcvbufErrors and MemErrors of Udp" },
	[DROPS_TCP_PRUNED] = { F_TCP_DROPS,
			       "received TCP data is thrown away for want of "
			       "buffers",
			       "TCP segments that came were thrown away for "
			       "want of buffers",
			       "prunes and TCPRcvQDrop of TcpExt" },
	[DROPS_TCP_LISTEN] = { F_TCP_DROPS,
			       "connections are dropped because accept queues "
			       "are full",
			       "connections that came were dropped because "
			       "accept queues were full",
			       "ListenOverflows of TcpExt" },
};

static double rate_of(const struct judge *j, enum drop_kind kind)
{
	const struct rate *r = j->rates ? rates_drops(j->rates, kind) : NULL;

	return r && r->known ? r->per_second : 0;
}

static bool is_large(const struct drop_sum *d)
{
	return d->n.known && d->of.known &&
	       d->n.v >= limit_number(LIMIT_DROPS) &&
	       d->n.v >= d->of.v / 100 * limit_number(LIMIT_DROPS_PERCENT);
}

/*
 * Of a capture those since boot are all that will ever be known. A live machine
 * can be watched: there they are a finding while they rise, else evidence.
 */
static bool is_finding(const struct judge *j, enum drop_kind kind)
{
	return rate_of(j, kind) >= RISING || (snapshot_is_capture(j->snap) &&
					      is_large(&j->acct->drops[kind]));
}

static double percent(const struct drop_sum *d)
{
	return d->of.v ? 100.0 * (double)d->n.v / (double)d->of.v : 0;
}

static struct finding *open_finding(struct judge *j, enum drop_kind kind,
				    double per_second)
{
	const struct drop_sum *d = &j->acct->drops[kind];
	struct finding *f = findings_find(j->out, kinds[kind].code);

	if (f)
		return f;
	if (per_second >= RISING)
		f = finding_open(j, kinds[kind].code, SEV_NOTICE, CONF_HIGH,
				 (struct opt_i64){ 0 }, "%s: %.1f each second",
				 kinds[kind].rising, per_second);
	else
		f = finding_open(j, kinds[kind].code, SEV_NOTICE, CONF_MEDIUM,
				 (struct opt_i64){ 0 }, "%.1f%% of all %s",
				 percent(d), kinds[kind].large);
	finding_remedies(f, NULL);
	return f;
}

/* The namespace that has most of them says where to look. */
static void say_where(struct judge *j, struct finding *f, enum drop_kind kind)
{
	const struct netns *most = NULL;
	uint64_t max = 0;

	for (size_t i = 0; i < j->snap->netns.n; i++) {
		const struct netns *ns = &j->snap->netns.v[i];
		struct drop_sum d = { 0 };

		drops_add(&ns->counters, kind, &d);
		if (opt_or0(d.n) <= max)
			continue;
		max = d.n.v;
		most = ns;
	}
	if (most && j->snap->netns.n > 1)
		say(f, "%llu of them in the network namespace %s", LLU(max),
		    *most->name ? OUTSIDE(most->name) : "without a name");
}

static void judge_kind(struct judge *j, enum drop_kind kind)
{
	const struct drop_sum *d = &j->acct->drops[kind];
	double per_second = rate_of(j, kind);
	struct finding *f;

	if (!is_finding(j, kind))
		return;
	f = open_finding(j, kind, per_second);
	if (d->of.known)
		say(f,
		    "%llu of %llu (%.1f%%) were %s since the namespaces began "
		    "(%s)",
		    LLU(d->n.v), LLU(d->of.v), percent(d),
		    d->mixed ? "in error, which checksums may be, too,"
			     : "dropped",
		    d->mixed ? "InErrors of Udp" : kinds[kind].counter);
	if (per_second < RISING)
		say(f, "whether they still rise: kmemwhere --watch, or "
		       "nstat -az twice");
	say_where(j, f, kind);
}

void rule_drops(struct judge *j)
{
	for (unsigned k = 0; k < DROP_KINDS_N; k++)
		judge_kind(j, (enum drop_kind)k);
}

/* What drops since boot may be the past of. */
static const enum finding_code about[DROP_KINDS_N][3] = {
	[DROPS_UDP] = { F_HEALTHY, F_UDP_UNREAD, F_UDP_MEM_LIMIT },
	[DROPS_TCP_PRUNED] = { F_HEALTHY, F_TCP_UNREAD, F_TCP_MEM_LIMIT },
	[DROPS_TCP_LISTEN] = { F_HEALTHY, F_TCP_UNACCEPTED, F_TCP_UNACCEPTED },
};

static bool is_about(enum drop_kind kind, enum finding_code code)
{
	for (size_t i = 0; i < 3; i++)
		if (about[kind][i] == code)
			return true;
	return false;
}

void drops_since_boot(struct judge *j)
{
	for (unsigned k = 0; k < DROP_KINDS_N; k++) {
		const struct drop_sum *d = &j->acct->drops[k];

		if (!is_large(d) || is_finding(j, (enum drop_kind)k))
			continue;
		for (size_t i = 0; i < j->out->n; i++)
			if (is_about((enum drop_kind)k, j->out->v[i].code))
				say(&j->out->v[i],
				    "since the namespaces began %.1f%% of all "
				    "%s; kmemwhere --watch shows whether they "
				    "rise",
				    percent(d), kinds[k].large);
	}
}
