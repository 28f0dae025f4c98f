/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/check.h"

#include "model/snapshot.h"
#include "record/get.h"

static int bad(struct get *g, const char *section, size_t row, const char *why)
{
	return get_fail(g, "%s, row %zu: %s", section, row + 1, why);
}

static int check_processes(struct get *g)
{
	const struct processes *ps = &g->snap->processes;

	for (size_t i = 0; i < ps->n; i++) {
		if (ps->v[i].pid <= (i ? ps->v[i - 1].pid : 0))
			return bad(g, "processes", i, "not sorted by pid");
		if (ps->v[i].cgroup > g->snap->cgroups.n)
			return bad(g, "processes", i, "no such cgroup");
	}
	return 0;
}

static int check_sock(struct get *g, size_t i)
{
	const struct snapshot *snap = g->snap;
	const struct sock *s = &snap->socks.v[i];

	if (s->netns && s->netns >= snap->netns.n)
		return bad(g, "socks", i, "no such network namespace");
	if (s->state >= SOCK_STATE_N)
		return bad(g, "socks", i, "no such state");
	if (s->n_owners && (s->first_owner >= snap->owners.n ||
			    s->n_owners > snap->owners.n - s->first_owner))
		return bad(g, "socks", i, "no such owners");
	return 0;
}

static int check_socks(struct get *g)
{
	const struct snapshot *snap = g->snap;
	int err = 0;

	for (size_t i = 0; !err && i < snap->socks.n; i++)
		err = check_sock(g, i);
	for (size_t i = 0; !err && i < snap->owners.n; i++) {
		if (snap->owners.v[i].sock >= snap->socks.n)
			err = bad(g, "owners", i, "no such socket");
		else if (snap->owners.v[i].pid <= 0)
			err = bad(g, "owners", i, "no such process");
	}
	return err;
}

static int check_probes(struct get *g)
{
	const struct probes *l = &g->snap->probes;

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].sock >= g->snap->socks.n)
			return bad(g, "looks", i, "no such socket");
		if (i && l->v[i].sock <= l->v[i - 1].sock)
			return bad(g, "looks", i, "not sorted by socket");
		if (l->v[i].watched > YES || l->v[i].awaited > YES)
			return bad(g, "looks", i, "neither yes nor no");
	}
	return 0;
}

static int check_queues(struct get *g)
{
	const struct queue_samples *q = &g->snap->queues;

	for (size_t i = 0; i < q->n; i++) {
		if (q->v[i].sock >= g->snap->socks.n)
			return bad(g, "queues", i, "no such socket");
		if (i && q->v[i].sock <= q->v[i - 1].sock)
			return bad(g, "queues", i, "not sorted by socket");
	}
	return 0;
}

static int check_memcgs(struct get *g)
{
	const struct memcgs *m = &g->snap->memcgs;

	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].parent != NO_MEMCG && m->v[i].parent >= i)
			return bad(g, "memcgs", i, "no such parent");
	return 0;
}

static int check_waiting(struct get *g)
{
	const struct snapshot *snap = g->snap;

	for (size_t i = 0; i < snap->qdiscs.n; i++)
		if (snap->qdiscs.v[i].netns >= snap->netns.n)
			return bad(g, "qdiscs", i, "no such network namespace");
	for (size_t i = 0; i < snap->nfqueues.n; i++)
		if (snap->nfqueues.v[i].netns >= snap->netns.n)
			return bad(g, "nfqueues", i,
				   "no such network namespace");
	return 0;
}

static int check_words(struct get *g)
{
	const struct snapshot *snap = g->snap;

	for (size_t i = 0; i < snap->gaps.n; i++) {
		if (!snap->gaps.v[i].what || !snap->gaps.v[i].effect)
			return bad(g, "gaps", i, "a word is missing");
		if (snap->gaps.v[i].error < 0)
			return bad(g, "gaps", i, "no such error");
	}
	for (size_t i = 0; i < snap->consumers.n; i++) {
		const struct consumer *c = &snap->consumers.v[i];

		if (!c->name)
			return bad(g, "consumers", i, "a word is missing");
		if (c->basis > BASIS_UPPER_BOUND ||
		    c->counted_in > COUNTED_OTHERWISE)
			return bad(g, "consumers", i, "no such kind");
	}
	return 0;
}

static int check_detail(struct get *g)
{
	const struct bpf_objects *all = &g->snap->detail.bpf;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].kind > BPF_KIND_PROGRAM ||
		    all->v[i].counted_in > COUNTED_OTHERWISE)
			return bad(g, "bpf", i, "no such kind");
	return 0;
}

static int check_process_map(struct get *g)
{
	const struct process_map *in = g->snap->process_map;

	if (in && in->pid <= 0)
		return get_fail(g, "inside: no such process");
	return 0;
}

static int check_memory(struct get *g)
{
	const struct memory *m = &g->snap->memory;

	if (m->vmap_stack > YES || m->balloon_in_total > YES)
		return get_fail(g, "memory: neither yes nor no");
	for (size_t p = 0; p < PROTO_N; p++)
		if (g->snap->protocols.v[p].pressure > YES)
			return bad(g, "protocols", p, "neither yes nor no");
	if (g->snap->host.page_size.known && !g->snap->host.page_size.v)
		return get_fail(g, "host: no page size");
	return 0;
}

int check_snapshot(struct get *g)
{
	static int (*const checks[])(struct get * g) = {
		check_memory, check_processes,	 check_socks,	check_probes,
		check_queues, check_memcgs,	 check_waiting, check_words,
		check_detail, check_process_map,
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(checks) / sizeof(checks[0]); i++)
		err = checks[i](g);
	return err;
}
