/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/process_map.h"

#include "account/memory/memcg.h"
#include "model/snapshot.h"

/* malloc/arena.c, NARENAS_FROM_NCORES() */
#define ARENAS_A_CPU_64 8
#define ARENAS_A_CPU_32 2

/* Where malloc() and mmap() of native code put what they are asked for. */
static const enum process_map_class native[] = {
	PM_HEAP, PM_ARENAS, PM_ALLOCATOR, PM_ANON_LARGE, PM_ANON,
};

enum { N_NATIVE = sizeof(native) / sizeof(native[0]) };

/* Direct buffers: NMT calls them Other, Internal before JDK 11. */
static struct opt_u64 off_heap(const struct nmt *n)
{
	const struct nmt_category *c = nmt_find(n, "Other");

	if (!c)
		c = nmt_find(n, "Internal");
	return c ? c->committed : (struct opt_u64){ 0 };
}

static uint64_t above(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/*
 * What the JVM allocated by malloc() lies among what it does not know: it is
 * taken off. Some of it may not be resident, so the figure is a lower bound.
 */
static void by_ranges(const struct process_map *in, struct untracked *ret)
{
	uint64_t least = 0, most = 0;

	for (size_t i = 0; i < N_NATIVE; i++) {
		const struct process_map_sum *s = &in->class[native[i]];

		least += s->untracked;
		most += s->untracked_max;
		ret->by_class[native[i]] = opt_u64(s->untracked);
	}
	ret->by_ranges = true;
	ret->bytes = opt_u64(above(least, opt_or0(in->nmt.malloc)));
	ret->error = opt_u64(most - least);
}

/*
 * Without ranges: no range of the JVM lies where malloc() alone puts things,
 * but some of what malloc() maps apart is not counted.
 */
static void by_sums(const struct process_map *in, struct untracked *ret)
{
	static const enum process_map_class of_malloc[] = { PM_HEAP, PM_ARENAS,
							    PM_ALLOCATOR };
	uint64_t resident = 0;

	for (size_t i = 0; i < sizeof(of_malloc) / sizeof(of_malloc[0]); i++) {
		const struct process_map_sum *s = &in->class[of_malloc[i]];

		resident += s->rss;
		ret->by_class[of_malloc[i]] = opt_u64(s->rss);
	}
	if (in->nmt.malloc.known)
		ret->bytes = opt_u64(above(resident, in->nmt.malloc.v));
}

static void add_sockets(const struct snapshot *snap,
			struct process_map_account *ret)
{
	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		ret->sockets += sock_held_bytes(s) > 0;
		ret->held += sock_held_bytes(s);
		ret->received += sock_rx_bytes(s);
		ret->to_send += sock_tx_bytes(s);
	}
}

static struct opt_u64 arenas_max(const struct snapshot *snap)
{
	uint64_t each =
		snap->process_map->word32 ? ARENAS_A_CPU_32 : ARENAS_A_CPU_64;

	if (!snap->host.cpus.known)
		return snap->host.cpus;
	return opt_u64(snap->host.cpus.v * each);
}

/* The limit of its cgroup, or of one above. */
static struct opt_u64 room_of(const struct snapshot *snap)
{
	uint32_t path = snap->process_map->cgroup, at = NO_MEMCG;

	if (path && path < snap->strings.len)
		at = memcg_of_path(snap, snap->strings.data + path);
	return at == NO_MEMCG ? (struct opt_u64){ 0 } : memcg_limit(snap, at);
}

static uint64_t stack_count(const struct process_map *in)
{
	uint64_t n = in->guarded;

	for (size_t i = 0; i < in->n_groups; i++)
		n += in->groups[i].stacks;
	return n;
}

void account_process_map(const struct snapshot *snap,
			 struct process_map_account *ret)
{
	const struct process_map *in = snap->process_map;

	*ret = (struct process_map_account){ 0 };
	if (!in)
		return;
	add_sockets(snap, ret);
	ret->resident = in->rss;
	ret->room = room_of(snap);
	ret->arenas_max = arenas_max(snap);
	if (in->nmt_state == NMT_READ)
		ret->off_heap = off_heap(&in->nmt);
	if (!in->maps)
		return;
	ret->stack_count = opt_u64(stack_count(in));
	if (!in->smaps)
		return;
	ret->resident = opt_u64(in->all.rss);
	ret->arenas = opt_u64(in->class[PM_ARENAS].rss);
	ret->stacks = opt_u64(in->class[PM_STACKS].rss);
	if (in->nmt_state == NMT_READ && in->nmt.detail)
		by_ranges(in, &ret->untracked);
	else if (in->nmt_state == NMT_READ)
		by_sums(in, &ret->untracked);
}
