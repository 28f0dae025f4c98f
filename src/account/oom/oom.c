/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/oom/oom.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"

static uint64_t task_bytes(const struct oom_task *t)
{
	return opt_or0(t->anon_bytes.known ? t->anon_bytes : t->rss_bytes) +
	       opt_or0(t->swap_bytes);
}

static int by_comm(const void *va, const void *vb)
{
	const struct oom_task *a = *(const struct oom_task *const *)va;
	const struct oom_task *b = *(const struct oom_task *const *)vb;
	uint64_t x = task_bytes(a), y = task_bytes(b);
	int order = strcmp(a->comm, b->comm);

	return order ? order : (x < y) - (x > y);
}

/* The largest of a command stands first. */
static void add_task(struct oom_holder *now, const struct oom_task *t)
{
	if (!now->comm || strcmp(now->comm, t->comm))
		*now = (struct oom_holder){ .comm = t->comm, .pid = t->pid };
	now->processes++;
	now->rss += opt_or0(t->rss_bytes);
	now->swap += opt_or0(t->swap_bytes);
	now->bytes += task_bytes(t);
}

static int largest_command(const struct oom *oom, struct oom_holder *ret)
{
	const struct oom_task **order;
	struct oom_holder now = { 0 };

	if (!oom->tasks.n)
		return 0;
	order = calloc(oom->tasks.n, sizeof(*order));
	if (!order)
		return -ENOMEM;
	for (size_t i = 0; i < oom->tasks.n; i++)
		order[i] = &oom->tasks.v[i];
	qsort(order, oom->tasks.n, sizeof(*order), by_comm);
	for (size_t i = 0; i < oom->tasks.n; i++) {
		add_task(&now, order[i]);
		if (now.bytes > ret->bytes)
			*ret = now;
	}
	free(order);
	return 0;
}

/*
 * Before 2.6.28 the lists hold pages of processes and files alike. Up to
 * 2.6.17 "mapped" counts those of processes, too; else what is no page cache.
 * In neither case: all, for cache would have been given back.
 */
static struct opt_u64 old_anon(const struct snapshot *snap, bool *at_most)
{
	const struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 mapped = oom_bytes(snap, OOM_MAPPED);
	struct opt_u64 cache = snap->oom.pages[OOM_PAGES_CACHE];
	uint64_t lists = opt_or0(v[MEM_ACTIVE]) + opt_or0(v[MEM_INACTIVE]);

	if (!v[MEM_ACTIVE].known || !v[MEM_INACTIVE].known)
		return (struct opt_u64){ 0 };
	*at_most = true;
	if (mapped.known && mapped.v >= lists / 2 && mapped.v <= lists)
		return mapped;
	cache.v *= snapshot_page_size(snap);
	if (cache.known && cache.v <= lists)
		return opt_u64(lists - cache.v);
	return opt_u64(lists);
}

static struct opt_u64 anon_bytes(const struct snapshot *snap, bool *at_most)
{
	if (snap->oom.kind == OOM_CGROUP)
		return snap->oom.stat[OOM_STAT_ANON];
	if (snap->memory.info.v[MEM_ANON_PAGES].known)
		return snap->memory.info.v[MEM_ANON_PAGES];
	return old_anon(snap, at_most);
}

/* The same pages are in the rows of all who map them. */
static void cap_holder(const struct snapshot *snap, struct oom_sums *s)
{
	const struct opt_u64 *v = snap->memory.info.v;
	uint64_t most = opt_or0(s->anon);

	if (!s->anon.known)
		return;
	most += snap->oom.kind == OOM_CGROUP
			? opt_or0(snap->oom.stat[OOM_STAT_SHMEM])
			: opt_or0(v[MEM_SHMEM]);
	most += s->holder.swap;
	if (s->holder.bytes > most)
		s->holder.bytes = most;
}

static void larger(struct opt_u64 *most, struct opt_u64 v)
{
	if (v.known && (!most->known || v.v > most->v))
		*most = v;
}

static struct opt_u64 largest_other(const struct snapshot *snap)
{
	static const enum oom_stat stats[] = { OOM_STAT_SHMEM, OOM_STAT_FILE,
					       OOM_STAT_KERNEL, OOM_STAT_SOCK };
	static const enum meminfo_key keys[] = { MEM_SHMEM, MEM_SUNRECLAIM,
						 MEM_SRECLAIMABLE, MEM_SLAB,
						 MEM_PAGE_TABLES };
	struct opt_u64 most = { 0 };

	if (snap->oom.kind == OOM_CGROUP) {
		for (size_t i = 0; i < sizeof(stats) / sizeof(*stats); i++)
			larger(&most, snap->oom.stat[stats[i]]);
		return most;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		larger(&most, snap->memory.info.v[keys[i]]);
	return most;
}

static bool is_of_holder(const struct oom *oom, const struct oom_holder *h)
{
	if (!strcmp(oom->killed.comm, h->comm))
		return true;
	for (size_t i = 0; i < oom->tasks.n; i++)
		if (oom->tasks.v[i].pid == oom->killed.pid)
			return !strcmp(oom->tasks.v[i].comm, h->comm);
	return false;
}

static enum tristate was_killed(const struct oom *oom, const struct oom_sums *s)
{
	if (!oom->killed.pid)
		return MAYBE;
	if (s->holder.comm) {
		bool process = s->holder.bytes >= opt_or0(s->other);

		return process && is_of_holder(oom, &s->holder) ? YES : NO;
	}
	/* no table: only what it had itself tells */
	if (s->killed.known && s->anon.known && s->anon.v &&
	    s->killed.v >= s->anon.v / 2 && s->killed.v >= opt_or0(s->other))
		return YES;
	return MAYBE;
}

static bool is_short(const struct oom_area *a)
{
	return !oom_area_is_node(a) && a->v[OOM_FREE].known &&
	       opt_or0(a->v[OOM_MIN]) && a->v[OOM_FREE].v <= a->v[OOM_MIN].v;
}

static uint64_t area_size(const struct oom_area *a)
{
	return opt_or0(
		a->v[a->v[OOM_MANAGED].known ? OOM_MANAGED : OOM_PRESENT]);
}

static void sum_zones(const struct snapshot *snap, struct oom_sums *s)
{
	const struct oom_areas *areas = &snap->oom.areas;
	const struct oom_area *z;

	for (size_t i = 0; i < areas->n; i++) {
		const struct oom_area *a = &areas->v[i];

		if (oom_area_is_node(a))
			continue;
		s->min_all = opt_plus(s->min_all, a->v[OOM_MIN]);
		larger(&s->largest_free, a->largest_free);
		if (is_short(a) &&
		    (!s->short_zone || area_size(a) > area_size(s->short_zone)))
			s->short_zone = a;
	}
	s->free = oom_bytes(snap, OOM_FREE);
	s->min = s->min_all;
	s->present = oom_bytes(snap, OOM_PRESENT);
	z = s->short_zone;
	if (!z)
		return;
	s->free = z->v[OOM_FREE];
	s->min = z->v[OOM_MIN];
	if (z->largest_free.known)
		s->largest_free = z->largest_free;
}

int account_oom(const struct snapshot *snap, struct oom_sums *ret)
{
	struct oom_sums s = { 0 };
	int err;

	if (snap->oom.kind == OOM_NONE) {
		*ret = s;
		return 0;
	}
	err = largest_command(&snap->oom, &s.holder);
	if (err)
		return err;
	s.anon = anon_bytes(snap, &s.anon_at_most);
	cap_holder(snap, &s);
	s.other = largest_other(snap);
	s.killed = oom_killed_rss(&snap->oom);
	s.holder_was_killed = was_killed(&snap->oom, &s);
	sum_zones(snap, &s);
	*ret = s;
	return 0;
}
