/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/errqueue.h"

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"
#include "model/snapshot.h"

#define TCP_LEAST ((uint64_t)64 << 10)

/* net.core.bypass_prot_mem and its BPF twin: uncharged sockets, too. */
#define BYPASS_SINCE KERNEL(6, 19)

bool errqueue_tcp(const struct sock *s)
{
	return s->state == SOCK_ESTABLISHED && s->inode && !s->rqueue &&
	       s->mem.rmem_alloc >= TCP_LEAST && s->mem.rcvbuf &&
	       s->mem.rmem_alloc >= s->mem.rcvbuf / 2;
}

static bool is_udp(const struct judge *j, const struct groups *gs,
		   const struct group *g)
{
	return proto_payer(
		       j->snap->socks.v[gs->members[g->first].sock].proto) ==
	       PROTO_UDP;
}

/* What UDP sockets hold and UDP is not charged for, blur apart. */
static uint64_t uncharged(const struct judge *j)
{
	const struct proto_sum *p = &j->acct->proto[PROTO_UDP];
	uint64_t missing;

	if (!p->unseen.known || p->unseen.v >= 0 || !p->tolerance.known)
		return 0;
	missing = 0 - (uint64_t)p->unseen.v;
	return missing > p->tolerance.v ? missing - p->tolerance.v : 0;
}

/* The largest first: they explain most of what is missing. */
static struct group *largest_unread(struct groups *gs, uint64_t missing)
{
	struct group *best = NULL;

	for (size_t i = 0; i < gs->n; i++) {
		struct group *g = &gs->v[i];

		if (g->code == F_UDP_UNREAD && g->sockets && g->held &&
		    missing >= g->held / 2 && (!best || g->held > best->held))
			best = g;
	}
	return best;
}

/* Bytes of a TCP group that a probe found (not) to be out of order. */
static uint64_t probed_bytes(const struct snapshot *snap,
			     const struct groups *gs, const struct group *g,
			     bool out_of_order)
{
	uint64_t sum = 0;

	for (size_t i = g->first; i < g->first + g->n; i++) {
		uint32_t sock = gs->members[i].sock;
		const struct probe *l = probes_find(&snap->probes, sock);

		if (l && !l->gone && l->tcp.known &&
		    (l->tcp.out_of_order > 0) == out_of_order)
			sum += sock_rx_bytes(&snap->socks.v[sock]);
	}
	return sum;
}

void errqueue_settle(const struct judge *j, struct groups *gs)
{
	uint64_t missing = uncharged(j);
	struct group *g;

	while (missing && (g = largest_unread(gs, missing))) {
		g->code = F_ERRQUEUE_UNREAD;
		for (size_t i = g->first; i < g->first + g->n; i++)
			gs->members[i].code = (uint8_t)g->code;
		missing -= missing < g->held ? missing : g->held;
	}
}

bool errqueue_disprove(const struct snapshot *snap, struct groups *gs)
{
	bool any = false;

	for (size_t i = 0; i < gs->n; i++) {
		const struct group *g = &gs->v[i];
		struct member *m = &gs->members[g->first];

		/* at most SUSPECTS_MAX are probed: the largest stand for all */
		if (g->code != F_ERRQUEUE_UNREAD ||
		    probed_bytes(snap, gs, g, true) <=
			    probed_bytes(snap, gs, g, false))
			continue;
		for (size_t k = 0; k < g->n; k++)
			m[k].code = F_SOCKET_MEMORY;
		any = true;
	}
	return any;
}

enum confidence errqueue_confidence(const struct judge *j,
				    const struct groups *gs,
				    const struct group *g)
{
	struct opt_u64 version = j->snap->host.kernel_version;

	if (is_udp(j, gs, g))
		return version.known && version.v < BYPASS_SINCE ? CONF_MEDIUM
								 : CONF_LOW;
	return probed_bytes(j->snap, gs, g, false) > g->rx / 2 ? CONF_MEDIUM
							       : CONF_LOW;
}

static void udp_evidence(struct judge *j, struct finding *f)
{
	const struct proto_sum *p = &j->acct->proto[PROTO_UDP];
	struct opt_u64 version = j->snap->host.kernel_version;

	say(f,
	    "UDP's sockets are charged %s, UDP itself only %s: error queues "
	    "fill the receive buffer and are not charged to the protocol",
	    BYTES(p->charged.v), BYTES(p->used.v));
	if (!version.known || version.v >= BYPASS_SINCE)
		say(f, "sockets that are exempt from udp_mem "
		       "(net.core.bypass_prot_mem, or BPF) look the same: then "
		       "these are unread datagrams");
}

void errqueue_evidence(struct judge *j, struct finding *f,
		       const struct groups *gs, const struct group *g)
{
	if (is_udp(j, gs, g)) {
		udp_evidence(j, f);
	} else {
		say(f, "the receive buffers are at least half full, and there "
		       "is nothing to read");
		if (probed_bytes(j->snap, gs, g, false) > g->rx / 2)
			say(f, "nothing is out of order in them");
		else
			say(f, "data that arrived out of order looks the "
			       "same: see rcv_ooopack in ss -ti");
	}
	say(f,
	    "a full receive buffer drops what arrives, or closes the window");
}
