/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/groups.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "util/idhash.h"

/* udp_recvmsg() gives memory back in batches since 4.20. */
#define FORWARD_DEFICIT_SINCE KERNEL(4, 20)

/*
 * SO_RCVBUF 0 leaves SOCK_MIN_RCVBUF (2304 bytes here, at most 4608): a socket
 * that only sends, and drops what comes by design.
 */
#define WRITE_ONLY_RCVBUF 4608

/*
 * A socket that several processes have is told under one: not init, which
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
			      .code = code,
			      .reader = reader_of(snap, acct, (uint32_t)sock),
			      .group = NO_GROUP };
	if (m->reader != NO_SOCK)
		m->pid = main_owner(snap, &snap->socks.v[m->reader]);
	p = m->pid ? processes_find(&snap->processes, m->pid) : NULL;
	if (p)
		memcpy(m->comm, p->comm, sizeof(m->comm));
	else if (!m->pid && snap->socks.v[sock].program)
		snprintf(m->comm, sizeof(m->comm), "%s",
			 snap->strings.data + snap->socks.v[sock].program);
}

static int by_program(const void *a, const void *b, void *arg)
{
	const struct snapshot *snap = arg;
	const struct member *x = a, *y = b;
	uint64_t xh, yh;
	int c = (x->code > y->code) - (x->code < y->code);

	if (!c)
		c = strcmp(x->comm, y->comm);
	if (c)
		return c;
	xh = sock_held_bytes(&snap->socks.v[x->sock]);
	yh = sock_held_bytes(&snap->socks.v[y->sock]);
	if (xh != yh)
		return (xh < yh) - (xh > yh);
	return (x->sock > y->sock) - (x->sock < y->sock);
}

/* Its own figures accuse it, and a second look did not find it busy. */
static enum finding_code fault_of(const struct snapshot *snap, size_t sock)
{
	const struct sock *s = &snap->socks.v[sock];
	enum finding_code code = classify(s);
	const struct look *l;

	/* UNIX: the reader was looked at, not this one */
	if (code == F_HEALTHY || code == F_UNIX_UNREAD)
		return code;
	l = looks_find(&snap->looks, (uint32_t)sock);
	return look_judge(s, code, l) == LOOK_BUSY ? F_HEALTHY : code;
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
	qsort_r(g->members, g->n_members, sizeof(*g->members), by_program,
		(void *)(uintptr_t)snap);
	return 0;
}

static bool same_group(const struct member *a, const struct member *b)
{
	return a->code == b->code && !strcmp(a->comm, b->comm);
}

static int cut_groups(const struct snapshot *snap, struct groups *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_members; i++)
		n += !i || !same_group(&g->members[i - 1], &g->members[i]);
	if (!n)
		return 0;
	g->v = calloc(n, sizeof(*g->v));
	if (!g->v)
		return -ENOMEM;
	for (size_t i = 0; i < g->n_members; i++) {
		struct member *m = &g->members[i];
		struct group *grp;

		if (!i || !same_group(m - 1, m))
			g->v[g->n++] =
				(struct group){ .code = m->code,
						.comm = m->comm,
						.first = i,
						.other_group = NO_GROUP };
		grp = &g->v[g->n - 1];
		grp->n++;
		grp->held += sock_held_bytes(&snap->socks.v[m->sock]);
		m->group = (uint32_t)(g->n - 1);
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
	struct idhash at = { 0 };
	int err = idhash_reserve(&at, g->n_members);

	for (size_t i = 0; !err && i < g->n_members; i++)
		err = idhash_add(&at, g->members[i].sock + 1ULL, (uint32_t)i);
	for (size_t i = 0; !err && i < g->n_members; i++) {
		struct member *m = &g->members[i];
		uint32_t p = acct->partner[m->sock];
		const uint32_t *o =
			p == NO_SOCK ? NULL : idhash_find(&at, p + 1ULL);
		struct group *winner;

		/* what each end of a UNIX pair sent is memory of its own */
		if (!o || m->code == F_UNIX_UNREAD ||
		    g->members[*o].group == m->group ||
		    !gives_way(g, m->group, g->members[*o].group))
			continue;
		m->lost = true;
		winner = &g->v[g->members[*o].group];
		winner->other_group = m->group;
		winner->other_held += sock_held_bytes(&snap->socks.v[m->sock]);
	}
	idhash_free(&at);
	return err;
}

static void add_udp(const struct snapshot *snap, const struct sock *s,
		    struct group *g)
{
	/* before the deficit existed 0 says nothing about a reader */
	if (snap->host.kernel_version.known &&
	    snap->host.kernel_version.v < FORWARD_DEFICIT_SINCE)
		return;
	if (sock_forward_deficit(s) > 0)
		g->slow += s->rqueue;
	else if (sock_forward_deficit(s) == 0)
		g->never_read += s->rqueue;
}

/* Half full and dropping; before 4.7 nothing tells drops: nearly full. */
static bool is_full(const struct sock *s)
{
	if (!s->has_mem || s->mem.rcvbuf <= WRITE_ONLY_RCVBUF)
		return false;
	if (s->mem.drops)
		return s->mem.rmem_alloc > s->mem.rcvbuf / 2;
	return !s->has_drops && s->mem.rmem_alloc >= s->mem.rcvbuf / 4 * 3;
}

static void add_sock(const struct snapshot *snap, const struct sock *s,
		     struct group *g)
{
	uint64_t held = sock_held_bytes(s);

	g->sockets++;
	g->held += held;
	g->rx += sock_rx_bytes(s);
	g->tx += sock_tx_bytes(s);
	g->drops += s->mem.drops;
	if (s->mem.drops && held > g->dropping_max)
		g->dropping_max = held;
	if (is_full(s)) {
		g->full++;
		g->full_bytes += held;
	}
	if (s->proto == PROTO_UNIX && !s->peer_inode && !s->sender_gone)
		g->guessed += held;
	if (s->owner_unsure)
		g->unsure += held;
	if (s->unlisted) /* no more is known of its queue */
		return;
	if (proto_payer((enum proto)s->proto) == PROTO_UDP) {
		add_udp(snap, s, g);
		return;
	}
	if (s->has_mem && !sock_queue_is_truesize(s))
		g->payload += s->rqueue;
	if (s->mem.rcvbuf && s->mem.rmem_alloc >= s->mem.rcvbuf / 4 * 3)
		g->closed_window += sock_rx_bytes(s);
}

static void sum_groups(const struct snapshot *snap, struct groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		g->v[i].held = 0;
	for (size_t i = 0; i < g->n_members; i++) {
		const struct member *m = &g->members[i];
		const struct sock *s = &snap->socks.v[m->sock];

		if (m->lost)
			continue;
		add_sock(snap, s, &g->v[m->group]);
		look_add(&g->v[m->group].looks, s, m->code,
			 looks_find(&snap->looks, m->reader));
	}
}

int groups_make(const struct snapshot *snap, const struct account *acct,
		struct groups *ret)
{
	struct groups g = { 0 };
	int err = collect_members(snap, acct, &g);

	if (!err)
		err = cut_groups(snap, &g);
	if (!err && g.n)
		err = settle_ends(snap, acct, &g);
	if (err) {
		groups_free(&g);
		return err;
	}
	sum_groups(snap, &g);
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
