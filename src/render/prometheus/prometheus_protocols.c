/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/sockets/waits.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"

#define PROTO(i)                                        \
	{                                               \
		"protocol", proto_name((enum proto)(i)) \
	}

static void put_usage(struct pout *p, const struct proto_sum *sums)
{
	const size_t n = PROTO_ACCOUNTED_N;

	for (size_t i = 0; i < n; i++)
		pout_u64(p, P_PROTO_USED, PLABELS(PROTO(i)), sums[i].used);
	for (size_t i = 0; i < n; i++)
		pout_i64(p, P_PROTO_CHARGED, PLABELS(PROTO(i)),
			 sums[i].charged);
	for (size_t i = 0; i < n; i++)
		pout_i64(p, P_PROTO_UNSEEN, PLABELS(PROTO(i)), sums[i].unseen);
	for (size_t i = 0; i < n; i++)
		pout_u64(p, P_PROTO_TOLERANCE, PLABELS(PROTO(i)),
			 sums[i].tolerance);
}

static void put_limits(struct pout *p, const struct proto_sum *sums)
{
	static const char *const limits[] = { "min", "pressure", "max" };
	const size_t n = PROTO_ACCOUNTED_N;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 3; k++)
			pout_u64(p, P_PROTO_LIMITS,
				 PLABELS(PROTO(i), { "limit", limits[k] }),
				 sums[i].limits[k]);
	for (size_t i = 0; i < n; i++)
		pout_u64(p, P_PROTO_LIMIT, PLABELS(PROTO(i)), sums[i].limit);
	for (size_t i = 0; i < n; i++)
		pout_real(p, P_PROTO_RATIO, PLABELS(PROTO(i)),
			  sums[i].limit.known && sums[i].limit.v &&
				  sums[i].effective.known,
			  sums[i].ratio);
}

static void put_states(struct pout *p, const struct proto_sum *sums)
{
	for (size_t i = 0; i < PROTO_ACCOUNTED_N; i++)
		for (int s = PROTO_STATE_OK; s < PROTO_STATE_UNKNOWN; s++)
			pout_u64(p, P_PROTO_STATE,
				 PLABELS(PROTO(i),
					 { "state",
					   proto_state_name(
						   (enum proto_state)s) }),
				 (struct opt_u64){
					 (int)sums[i].state == s,
					 sums[i].state !=
						 PROTO_STATE_UNKNOWN });
}

static void put_drops(struct pout *p, const struct proto_sum *sums)
{
	for (size_t i = 0; i < PROTO_ACCOUNTED_N; i++) {
		pout_u64(p, P_PROTO_DROPS,
			 PLABELS(PROTO(i), { "reason", "receive_buffer" }),
			 sums[i].receive_buffer_errors);
		pout_u64(p, P_PROTO_DROPS,
			 PLABELS(PROTO(i), { "reason", "memory" }),
			 sums[i].memory_errors);
	}
}

static void put_tcp(struct pout *p, const struct report *r)
{
	const struct proto_sum *tcp = &r->acct->proto[PROTO_TCP];
	struct waits w;

	account_waits(r->snap, &w);
	pout_i64(p, P_TCP_SOCKETS, PLABELS({ "state", "orphan" }),
		 tcp->orphans);
	if (w.partial)
		w.time_wait.known = w.syn_recv.known = false;
	pout_u64(p, P_TCP_SOCKETS, PLABELS({ "state", "time_wait" }),
		 w.time_wait);
	pout_u64(p, P_TCP_SOCKETS, PLABELS({ "state", "syn_recv" }),
		 w.syn_recv);
	pout_u64(p, P_TCP_SOCKETS_LIMIT, PLABELS({ "state", "orphan" }),
		 tcp->max_orphans);
	pout_u64(p, P_TCP_SOCKETS_LIMIT, PLABELS({ "state", "time_wait" }),
		 w.max_time_wait);
}

void prometheus_protocols(struct pout *p, const struct report *r)
{
	const struct proto_sum *sums = r->acct->proto;

	put_usage(p, sums);
	put_limits(p, sums);
	put_states(p, sums);
	put_drops(p, sums);
	put_tcp(p, r);
}
