/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/drops.h"

#include "model/snapshot.h"

static struct opt_u64 sum_of(struct opt_u64 a, struct opt_u64 b)
{
	return a.known ? opt_plus(a, b) : b;
}

/* InErrors has the other two in it, and what came damaged. */
static struct opt_u64 udp_drops(const struct netcounters *c, bool *ret_mixed)
{
	*ret_mixed = !c->udp_rcvbuf_errors.known && c->udp_in_errors.known;
	return *ret_mixed ? c->udp_in_errors
			  : sum_of(c->udp_rcvbuf_errors, c->udp_mem_errors);
}

void drops_add(const struct netcounters *c, enum drop_kind kind,
	       struct drop_sum *sum)
{
	struct opt_u64 n = { 0 }, of = { 0 };
	bool mixed = false;

	switch (kind) {
	case DROPS_UDP:
		n = udp_drops(c, &mixed);
		/* what came is what was read, and these */
		if (n.known && c->udp_in_datagrams.known)
			of = opt_plus(c->udp_in_datagrams, n);
		break;
	case DROPS_TCP_PRUNED:
		n = sum_of(c->tcp_prunes, c->tcp_rcvq_drop);
		of = c->tcp_in_segments;
		break;
	case DROPS_TCP_LISTEN:
		n = c->tcp_listen_overflows;
		if (n.known && c->tcp_passive_opens.known)
			of = opt_plus(c->tcp_passive_opens, n);
		break;
	case DROP_KINDS_N:
		break;
	}
	sum->n = opt_plus(sum->n, n);
	sum->of = opt_plus(sum->of, of);
	sum->mixed |= mixed;
}

void account_drops(const struct snapshot *snap,
		   struct drop_sum ret[DROP_KINDS_N])
{
	for (unsigned k = 0; k < DROP_KINDS_N; k++) {
		ret[k] = (struct drop_sum){ 0 };
		for (size_t i = 0; i < snap->netns.n; i++)
			drops_add(&snap->netns.v[i].counters, (enum drop_kind)k,
				  &ret[k]);
	}
}
