/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/sight.h"

#include "model/snapshot.h"

/* A protocol at this share of its limit that drops has no room left. */
#define EXHAUSTED_RATIO 0.95

static void sum_namespaces(const struct snapshot *snap, enum proto p,
			   struct proto_sum *ret)
{
	for (size_t i = 0; i < snap->netns.n; i++) {
		const struct netns *ns = &snap->netns.v[i];
		const struct netcounters *c = &ns->counters;
		bool tcp = p == PROTO_TCP;

		ret->receive_buffer_errors =
			opt_plus(ret->receive_buffer_errors,
				 tcp ? c->tcp_rcvq_drop : c->udp_rcvbuf_errors);
		ret->memory_errors = opt_plus(ret->memory_errors,
					      tcp ? c->tcp_abort_on_memory
						  : c->udp_mem_errors);
	}
	if (p == PROTO_TCP)
		ret->in_table = protocol_tcp_in_table(snap);
}

/* Without a dump the host's own table is all that is known. */
static struct opt_u64 socket_count(const struct snapshot *snap, enum proto p)
{
	const struct protocol *proto = &snap->protocols.v[p];
	const struct sockstat *s = &snap->protocols.after;
	struct opt_i64 v4 = p == PROTO_TCP ? s->tcp_inuse : s->udp_inuse;
	struct opt_i64 v6 = p == PROTO_TCP ? s->tcp6_inuse : s->udp6_inuse;
	int64_t n = opt_i64_or0(v4) + opt_i64_or0(v6);

	if (proto->dumped)
		return opt_u64(proto->totals.sockets);
	if (!v4.known || n < 0)
		return (struct opt_u64){ 0 };
	return opt_u64((uint64_t)n);
}

static bool drops(const struct snapshot *snap, enum proto p,
		  const struct proto_sum *sum)
{
	if (opt_or0(sum->memory_errors))
		return true;
	for (size_t i = 0; i < snap->socks.n; i++)
		if (snap->socks.v[i].proto == p && snap->socks.v[i].mem.drops)
			return true;
	return false;
}

static void against_limit(const struct snapshot *snap, enum proto p,
			  struct proto_sum *ret)
{
	const struct protocol *proto = &snap->protocols.v[p];

	ret->state = PROTO_STATE_UNKNOWN;
	/* UDP has no memory pressure: past min only near-empty sockets grow */
	ret->limit = ret->limits[p == PROTO_UDP ? 0 : 2];
	if (ret->effective.known && ret->limit.known && ret->limit.v) {
		ret->ratio = (double)ret->effective.v / (double)ret->limit.v;
		ret->state = PROTO_STATE_OK;
		if (ret->ratio >= 1.0 ||
		    (ret->ratio >= EXHAUSTED_RATIO && drops(snap, p, ret)))
			ret->state = PROTO_EXHAUSTED;
	}
	if (p == PROTO_TCP && proto->pressure == YES &&
	    ret->state != PROTO_EXHAUSTED)
		ret->state = PROTO_PRESSURE;
}

/* What the sockets of all protocols that share the counter come to. */
static struct dump_totals shared_totals(const struct snapshot *snap,
					enum proto p)
{
	struct dump_totals sum = { 0 };

	for (enum proto q = 0; q < PROTO_N; q++) {
		const struct dump_totals *t = &snap->protocols.v[q].totals;

		if (proto_payer(q) != p)
			continue;
		sum.charged_bytes += t->charged_bytes;
		sum.held_bytes += t->held_bytes;
	}
	return sum;
}

/*
 * sockstat lags by what CPUs keep back. What sockets have beyond that was
 * never charged (error queues, an exemption) and fills no limit.
 */
static struct opt_u64 effective(const struct proto_sum *p)
{
	uint64_t charged = p->charged.known && p->charged.v > 0
				   ? (uint64_t)p->charged.v
				   : 0;

	if (!p->used.known)
		return charged ? opt_u64(charged) : p->used;
	if (charged > p->used.v && charged - p->used.v <= p->tolerance.v)
		return opt_u64(charged);
	return p->used;
}

static void one(const struct snapshot *snap, enum proto p,
		struct proto_sum *ret)
{
	const struct protocol *proto = &snap->protocols.v[p];

	*ret = (struct proto_sum){
		.sockets = socket_count(snap, p),
		.used = protocol_used(snap, &snap->protocols.after, p),
		.partial = sight_sockets_partial(snap),
	};
	for (size_t i = 0; i < 3; i++)
		if (proto->limit_pages[i].known)
			ret->limits[i] = opt_u64(proto->limit_pages[i].v *
						 snapshot_page_size(snap));
	sum_namespaces(snap, p, ret);
	if (proto->dumped) {
		struct dump_totals sum = shared_totals(snap, p);
		int64_t charged = sum.charged_bytes;

		ret->held = opt_u64(sum.held_bytes);
		if (!proto->payload_only)
			ret->charged = opt_i64(charged);
	}
	if (ret->used.known && ret->charged.known) {
		ret->unseen = opt_i64((int64_t)ret->used.v - ret->charged.v);
		ret->tolerance = opt_u64(protocol_tolerance(snap, p));
	}
	ret->effective = effective(ret);
	if (p == PROTO_TCP) {
		ret->alloc = snap->protocols.after.tcp_alloc;
		ret->orphans = snap->protocols.after.tcp_orphan;
		ret->max_orphans = snap->protocols.tcp_max_orphans;
	}
	against_limit(snap, p, ret);
}

void account_protocols(const struct snapshot *snap,
		       struct proto_sum ret[PROTO_ACCOUNTED_N])
{
	for (unsigned p = 0; p < PROTO_ACCOUNTED_N; p++)
		one(snap, (enum proto)p, &ret[p]);
}

const char *proto_state_name(enum proto_state state)
{
	static const char *const names[] = {
		[PROTO_STATE_OK] = "ok",
		[PROTO_PRESSURE] = "pressure",
		[PROTO_EXHAUSTED] = "exhausted",
		[PROTO_STATE_UNKNOWN] = "unknown",
	};

	return names[state];
}
