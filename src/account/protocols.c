/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"

#include "model/snapshot.h"

/* Since 6.0 (4890b686f408) sockstat counts pages and CPUs keep reserves. */
#define PAGES_SINCE KERNEL(6, 0)
#define OLD_QUANTUM 4096
#define CPU_RESERVE_BYTES (1ULL << 20) /* SK_MEMORY_PCPU_RESERVE */

/* A protocol at this share of its limit that drops has no room left. */
#define EXHAUSTED_RATIO 0.95

static bool before_pages(const struct snapshot *snap)
{
	return snap->host.kernel_version.known &&
	       snap->host.kernel_version.v < PAGES_SINCE;
}

static struct opt_i64 mem_of(const struct sockstat *s, enum proto p)
{
	return p == PROTO_TCP ? s->tcp_mem_pages : s->udp_mem_pages;
}

static struct opt_u64 used_bytes(const struct snapshot *snap,
				 const struct sockstat *s, enum proto p)
{
	uint64_t unit =
		before_pages(snap) ? OLD_QUANTUM : snapshot_page_size(snap);
	struct opt_i64 pages = mem_of(s, p);

	if (!pages.known)
		return (struct opt_u64){ 0 };
	return opt_u64(pages.v > 0 ? (uint64_t)pages.v * unit : 0);
}

/*
 * What used and charged may differ by without anything being wrong: each CPU
 * keeps a reserve that sockstat does not show or shows too late, and the
 * dump takes its time.
 */
static uint64_t tolerance(const struct snapshot *snap, enum proto p)
{
	const struct protocols *ps = &snap->protocols;
	struct opt_u64 a = used_bytes(snap, &ps->before, p);
	struct opt_u64 b = used_bytes(snap, &ps->after, p);
	uint64_t cpus = snap->host.cpus.known ? snap->host.cpus.v : 1;
	uint64_t reserve = CPU_RESERVE_BYTES;
	uint64_t moved = 0;

	if (a.known && b.known)
		moved = a.v > b.v ? a.v - b.v : b.v - a.v;
	if (ps->mem_pcpu_rsv_pages.known)
		reserve = ps->mem_pcpu_rsv_pages.v * snapshot_page_size(snap);
	if (before_pages(snap))
		reserve = 0;
	return moved + reserve * cpus;
}

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
		if (!tcp || !ns->stat.tcp_inuse.known)
			continue;
		ret->in_table = opt_i64(opt_i64_or0(ret->in_table) +
					ns->stat.tcp_inuse.v +
					opt_i64_or0(ns->stat.tcp6_inuse));
	}
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

static void one(const struct snapshot *snap, enum proto p,
		struct proto_sum *ret)
{
	const struct protocol *proto = &snap->protocols.v[p];

	*ret = (struct proto_sum){
		.sockets = socket_count(snap, p),
		.used = used_bytes(snap, &snap->protocols.after, p),
	};
	for (size_t i = 0; i < 3; i++)
		if (proto->limit_pages[i].known)
			ret->limits[i] = opt_u64(proto->limit_pages[i].v *
						 snapshot_page_size(snap));
	sum_namespaces(snap, p, ret);
	ret->effective = ret->used;
	if (proto->dumped) {
		struct dump_totals sum = shared_totals(snap, p);
		int64_t charged = sum.charged_bytes;

		ret->charged = opt_i64(charged);
		ret->held = opt_u64(sum.held_bytes);
		if (charged > 0 && (uint64_t)charged > opt_or0(ret->used))
			ret->effective = opt_u64((uint64_t)charged);
	}
	if (ret->used.known && ret->charged.known) {
		ret->unseen = opt_i64((int64_t)ret->used.v - ret->charged.v);
		ret->tolerance = opt_u64(tolerance(snap, p));
	}
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
