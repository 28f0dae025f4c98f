/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "account/account.h"
#include "account/sight.h"
#include "account/sockets/by.h"
#include "model/snapshot.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"

#define PROTO(i)                                        \
	{                                               \
		"protocol", proto_name((enum proto)(i)) \
	}
#define RANK_MAX 24

static bool seen(const struct protocol *p)
{
	return p->dumped || p->totals.sockets;
}

/* Unknown where no socket of the protocol tells: kernels before 4.7. */
static void sum_drops(const struct snapshot *s, struct opt_u64 ret[PROTO_N])
{
	bool silent[PROTO_N] = { false };

	for (size_t i = 0; i < PROTO_N; i++)
		ret[i] = opt_u64(0);
	for (size_t i = 0; i < s->socks.n; i++) {
		const struct sock *k = &s->socks.v[i];

		if (k->has_drops)
			ret[k->proto].v += k->mem.drops;
		else
			silent[k->proto] = true;
	}
	for (size_t i = 0; i < PROTO_N; i++)
		ret[i].known =
			seen(&s->protocols.v[i]) && !(silent[i] && !ret[i].v);
}

void prometheus_sockets(struct pout *p, const struct report *r)
{
	const struct protocol *all = r->snap->protocols.v;
	struct opt_u64 drops[PROTO_N];

	for (size_t i = 0; i < PROTO_N; i++)
		pout_u64(p, P_SOCKETS, PLABELS(PROTO(i)),
			 (struct opt_u64){ all[i].totals.sockets,
					   seen(&all[i]) });
	for (size_t i = 0; i < PROTO_N; i++)
		pout_u64(p, P_SOCKETS_HOLDING, PLABELS(PROTO(i)),
			 (struct opt_u64){ all[i].totals.holding,
					   seen(&all[i]) });
	for (size_t i = 0; i < PROTO_N; i++)
		pout_u64(p, P_SOCKET_HELD, PLABELS(PROTO(i)),
			 (struct opt_u64){ all[i].totals.held_bytes,
					   seen(&all[i]) });
	sum_drops(r->snap, drops);
	for (size_t i = 0; i < PROTO_N; i++)
		pout_u64(p, P_SOCKET_DROPS, PLABELS(PROTO(i)), drops[i]);
}

static void put_holder(struct pout *p, enum prometheus_family f,
		       const struct by_sum *by, size_t i, uint64_t v)
{
	const char *key = by_key(by, &by->v[i]);
	char rank[RANK_MAX];

	snprintf(rank, sizeof(rank), "%zu", i + 1);
	pout_u64(p, f,
		 PLABELS({ "rank", rank }, { "by", by_name(by->by) },
			 { "holder", key ? key : "" }),
		 opt_u64(v));
}

static bool needs_owners(enum by by)
{
	return by != BY_NETNS && by != BY_PORT;
}

static void put_by(struct pout *p, const struct by_sum *by, size_t n)
{
	if (needs_owners(by->by) && p->missing & SIGHT_OWNERS)
		return;
	if (n > by->n)
		n = by->n;
	for (size_t i = 0; i < n; i++)
		put_holder(p, P_HOLDER_BYTES, by, i, by->v[i].held_bytes);
	for (size_t i = 0; i < n; i++)
		put_holder(p, P_HOLDER_SOCKETS, by, i, by->v[i].sockets);
	for (size_t i = 0; i < n; i++)
		put_holder(p, P_HOLDER_DROPS, by, i, by->v[i].drops);
}

void prometheus_holders(struct pout *p, const struct report *r, size_t n)
{
	const struct processes *ps = &r->snap->processes;

	if (r->by)
		put_by(p, r->by, n);
	for (size_t i = 0; i < n && i < ps->n; i++) {
		const struct process *of = &ps->v[r->acct->process_rank[i]];
		char rank[RANK_MAX];

		snprintf(rank, sizeof(rank), "%zu", i + 1);
		pout_u64(p, P_PROCESS_PSS,
			 PLABELS({ "rank", rank }, { "command", of->comm }),
			 of->pss_bytes);
	}
}
