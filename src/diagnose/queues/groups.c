/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/groups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/queues/errqueue.h"
#include "model/snapshot.h"

/* udp_recvmsg() gives memory back in batches since 4.20. */
#define FORWARD_DEFICIT_SINCE KERNEL(4, 20)

/*
 * SO_RCVBUF 0 leaves SOCK_MIN_RCVBUF (2304 bytes here, at most 4608): a socket
 * that only sends, and drops what comes by design.
 */
#define WRITE_ONLY_RCVBUF 4608

/*
 * A socket that several processes have is reported under one: not init, which
 * hands sockets to the programs it starts; else the oldest by pid.
 */
static pid_t main_owner(const struct snapshot *snap, const struct sock *s)
{
	pid_t pid = 0;

	for (uint32_t i = 0; i < s->n_owners; i++) {
		pid_t p = snap->owners.v[s->first_owner + i].pid;

		if (!pid || pid == 1 || (p != 1 && p < pid))
			pid = p;
	}
	return pid;
}

/*
 * member.program: the index of a process; with NAMED set the place of a name in
 * snapshot.strings, which a listing without pids gives.
 */
#define NAMED (UINT32_C(1) << 31)
#define NO_PROGRAM UINT32_MAX

const char *member_comm(const struct snapshot *snap, const struct member *m)
{
	if (m->program == NO_PROGRAM)
		return "";
	if (m->program & NAMED)
		return snap->strings.data + (m->program & ~NAMED);
	return snap->processes.v[m->program].comm;
}

static uint32_t reader_of(const struct snapshot *snap,
			  const struct account *acct, uint32_t sock)
{
	return snap->socks.v[sock].proto == PROTO_UNIX ? acct->partner[sock]
						       : sock;
}

static void fill_member(const struct snapshot *snap, const struct account *acct,
			size_t sock, enum finding_code code, struct member *m)
{
	const struct process *p;

	*m = (struct member){ .sock = (uint32_t)sock,
			      .program = NO_PROGRAM,
			      .code = (uint8_t)code,
			      .reader = reader_of(snap, acct, (uint32_t)sock) };
	if (m->reader != NO_SOCK)
		m->pid = main_owner(snap, &snap->socks.v[m->reader]);
	p = m->pid ? processes_find(&snap->processes, m->pid) : NULL;
	if (p)
		m->program = (uint32_t)(p - snap->processes.v);
	else if (!m->pid && snap->socks.v[sock].program)
		m->program = NAMED | snap->socks.v[sock].program;
}

struct ordering {
	const struct snapshot *snap;
	const struct member *members;
};

/* What has no fault to be named by is named by its protocol. */
static int family(const struct snapshot *snap, const struct member *m)
{
	return m->code == F_SOCKET_MEMORY ? snap->socks.v[m->sock].proto : 0;
}

static int by_program(const void *a, const void *b, void *arg)
{
	const struct ordering *o = arg;
	const struct snapshot *snap = o->snap;
	const struct member *x = &o->members[*(const uint32_t *)a];
	const struct member *y = &o->members[*(const uint32_t *)b];
	uint64_t xh, yh;
	int c = (x->code > y->code) - (x->code < y->code);

	if (!c)
		c = family(snap, x) - family(snap, y);
	if (!c)
		c = strcmp(member_comm(snap, x), member_comm(snap, y));
	if (c)
		return c;
	xh = sock_held_bytes(&snap->socks.v[x->sock]);
	yh = sock_held_bytes(&snap->socks.v[y->sock]);
	if (xh != yh)
		return (xh < yh) - (xh > yh);
	return (x->sock > y->sock) - (x->sock < y->sock);
}

/* Its own figures accuse it, and the probe did not find it busy. */
static enum finding_code fault_of(const struct snapshot *snap, size_t sock)
{
	const struct sock *s = &snap->socks.v[sock];
	enum finding_code code = classify(s);
	const struct probe *l;

	/* UNIX: the reader was probed, not this one */
	if (code == F_HEALTHY || code == F_UNIX_UNREAD)
		return code;
	l = probes_find(&snap->probes, (uint32_t)sock);
	return probe_judge(s, code, l) == PROBE_BUSY ? F_HEALTHY : code;
}

/*
 * Puts the members into the order of their indices; order is spent. Each
 * circle of members that take each other's place is gone round once.
 */
static void permute(struct member *v, uint32_t *order, size_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct member first = v[i];
		uint32_t to = i;

		while (order[to] != i && order[to] != NO_GROUP) {
			uint32_t from = order[to];

			v[to] = v[from];
			order[to] = NO_GROUP;
			to = from;
		}
		if (order[to] == NO_GROUP)
			continue;
		v[to] = first;
		order[to] = NO_GROUP;
	}
}

/* By their indices: qsort_r() would take as much again for the members. */
static int sort_members(const struct snapshot *snap, struct member *v, size_t n)
{
	struct ordering o = { snap, v };
	uint32_t *order = calloc(n, sizeof(*order));

	if (!order)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, n, sizeof(*order), by_program, &o);
	permute(v, order, n);
	free(order);
	return 0;
}

static int collect_members(const struct snapshot *snap,
			   const struct account *acct, struct groups *g)
{
	size_t n = 0;

	for (size_t i = 0; i < snap->socks.n; i++)
		n += fault_of(snap, i) != F_HEALTHY;
	if (!n)
		return 0;
	g->members = calloc(n, sizeof(*g->members));
	if (!g->members)
		return -ENOMEM;
	for (size_t i = 0; i < snap->socks.n; i++) {
		enum finding_code code = fault_of(snap, i);

		if (code != F_HEALTHY)
			fill_member(snap, acct, i, code,
				    &g->members[g->n_members++]);
	}
	return sort_members(snap, g->members, g->n_members);
}

static bool same_group(const struct snapshot *snap, const struct member *a,
		       const struct member *b)
{
	return a->code == b->code && family(snap, a) == family(snap, b) &&
	       !strcmp(member_comm(snap, a), member_comm(snap, b));
}

static int cut_groups(const struct snapshot *snap, struct groups *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_members; i++)
		n += !i ||
		     !same_group(snap, &g->members[i - 1], &g->members[i]);
	if (!n)
		return 0;
	g->v = calloc(n, sizeof(*g->v));
	if (!g->v)
		return -ENOMEM;
	for (size_t i = 0; i < g->n_members; i++) {
		struct member *m = &g->members[i];
		struct group *grp;

		if (!i || !same_group(snap, m - 1, m))
			g->v[g->n++] = (struct group){
				.code = (enum finding_code)m->code,
				.proto = (enum proto)snap->socks.v[m->sock]
						 .proto,
				.comm = member_comm(snap, m),
				.first = i,
				.other_group = NO_GROUP
			};
		grp = &g->v[g->n - 1];
		grp->n++;
		grp->held += sock_held_bytes(&snap->socks.v[m->sock]);
	}
	return 0;
}

/* Whether group a gives way to group b, the other end of its connections. */
static bool gives_way(const struct groups *g, uint32_t a, uint32_t b)
{
	if (g->v[a].held != g->v[b].held)
		return g->v[a].held < g->v[b].held;
	return a > b;
}

/*
 * Both ends of a connection can be suspects on one machine: the queue here is
 * full because the one there is. One finding, for the end that holds more.
 */
static int settle_ends(const struct snapshot *snap, const struct account *acct,
		       struct groups *g)
{
	uint32_t *group = malloc(snap->socks.n * sizeof(*group)); /* of socks */

	if (!group)
		return -ENOMEM;
	memset(group, 0xff, snap->socks.n * sizeof(*group)); /* NO_GROUP */
	for (uint32_t k = 0; k < g->n; k++)
		for (size_t i = 0; i < g->v[k].n; i++)
			group[g->members[g->v[k].first + i].sock] = k;
	for (size_t i = 0; i < g->n_members; i++) {
		struct member *m = &g->members[i];
		uint32_t p = acct->partner[m->sock], here = group[m->sock];
		uint32_t o = p == NO_SOCK ? NO_GROUP : group[p];

		/* what each end of a UNIX pair sent is memory of its own */
		if (o == NO_GROUP || m->code == F_UNIX_UNREAD || o == here ||
		    !gives_way(g, here, o))
			continue;
		m->lost = true;
		g->v[o].other_group = here;
		g->v[o].other_held += sock_held_bytes(&snap->socks.v[m->sock]);
	}
	free(group);
	return 0;
}

static void add_udp(const struct snapshot *snap, const struct sock *s,
		    struct group *g)
{
	/*
	 * before the deficit existed 0 says nothing about a reader; nor did
	 * kernels that do not count drops have it
	 */
	if (!s->has_drops ||
	    (snap->host.kernel_version.known &&
	     snap->host.kernel_version.v < FORWARD_DEFICIT_SINCE))
		return;
	if (sock_forward_deficit(s) > 0)
		g->slow += s->rqueue;
	else if (sock_forward_deficit(s) == 0)
		g->never_read += s->rqueue;
}

/* The rest of the queue is taken to be like its head. */
static void add_sample(const struct queue_sample *q, const struct sock *s,
		       struct group *g)
{
	if (!q || !q->truesize_bytes)
		return;
	g->sampled_all =
		(g->sampled_all || !g->sampled) && q->datagrams == q->waiting;
	g->sampled += s->rqueue;
	g->sampled_payload += (uint64_t)((double)s->rqueue * q->payload_bytes /
					 q->truesize_bytes);
}

/* Half full and dropping; before 4.7 no drops are reported: nearly full. */
static bool is_full_socket(const struct sock *s)
{
	if (!s->has_mem || s->mem.rcvbuf <= WRITE_ONLY_RCVBUF)
		return false;
	if (s->mem.drops)
		return s->mem.rmem_alloc > s->mem.rcvbuf / 2;
	return !s->has_drops && s->mem.rmem_alloc >= s->mem.rcvbuf / 4 * 3;
}

static void add_sock(const struct snapshot *snap, uint32_t at, struct group *g)
{
	const struct sock *s = &snap->socks.v[at];
	uint64_t held = sock_held_bytes(s);

	g->sockets++;
	g->held += held;
	g->rx += sock_rx_bytes(s);
	g->tx += sock_tx_bytes(s);
	g->empty += !held;
	g->untimed += s->timer_unknown ? sock_tx_bytes(s) : 0;
	g->drops += s->mem.drops;
	if (s->mem.drops && held > g->dropping_max)
		g->dropping_max = held;
	if (is_full_socket(s)) {
		g->full++;
		g->full_bytes += held;
	}
	if (s->proto == PROTO_UNIX && !s->peer_inode && !s->orphan_queue)
		g->guessed += held;
	if (s->owner_unsure)
		g->unsure += held;
	if (s->undumped && !s->iterated)
		g->borrowed += held;
	if (s->undumped) /* no more is known of its queue */
		return;
	if (proto_payer((enum proto)s->proto) == PROTO_UDP) {
		add_udp(snap, s, g);
		add_sample(queue_samples_find(&snap->queues, at), s, g);
		return;
	}
	if (s->has_mem && !sock_queue_is_truesize(s))
		g->payload += s->rqueue;
	if (s->mem.rcvbuf && s->mem.rmem_alloc >= s->mem.rcvbuf / 4 * 3)
		g->closed_window += sock_rx_bytes(s);
}

static void sum_group(const struct snapshot *snap, const struct groups *g,
		      struct group *grp)
{
	grp->held = 0;
	for (size_t i = grp->first; i < grp->first + grp->n; i++) {
		const struct member *m = &g->members[i];
		const struct sock *s = &snap->socks.v[m->sock];

		if (m->lost)
			continue;
		add_sock(snap, m->sock, grp);
		probe_add(&grp->probes, s, (enum finding_code)m->code,
			  probes_find(&snap->probes, m->reader));
	}
}

int groups_make(const struct snapshot *snap, const struct account *acct,
		struct groups *ret)
{
	struct groups g = { 0 };
	int err = collect_members(snap, acct, &g);

	if (!err)
		err = cut_groups(snap, &g);
	if (!err && errqueue_disprove(snap, &g)) {
		free(g.v);
		g.v = NULL;
		g.n = 0;
		err = sort_members(snap, g.members, g.n_members);
		if (!err)
			err = cut_groups(snap, &g);
	}
	if (!err && g.n)
		err = settle_ends(snap, acct, &g);
	if (err) {
		groups_free(&g);
		return err;
	}
	for (size_t i = 0; i < g.n; i++)
		sum_group(snap, &g, &g.v[i]);
	*ret = g;
	return 0;
}

void groups_free(struct groups *g)
{
	if (!g)
		return;
	free(g->members);
	free(g->v);
	*g = (struct groups){ 0 };
}
