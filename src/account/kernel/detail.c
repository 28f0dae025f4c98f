/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/kernel/detail.h"

#include <string.h>

#include "model/snapshot.h"

#define MIB (UINT64_C(1) << 20)

/* A page of page tables maps 512 pages: 8 bytes an entry, on 64 bits. */
#define TABLE_SHARE 512

uint64_t slab_waste(const struct slab_cache *c)
{
	uint64_t used = 0;

	if (__builtin_mul_overflow(c->active, c->object_bytes, &used) ||
	    used > c->bytes)
		return 0;
	return c->bytes - used;
}

enum tables_why tables_why(const struct task_memory *t)
{
	if (!t->page_tables.known || !t->rss.known)
		return TABLES_NONE;
	/* twice: tables are never filled to the last entry */
	if (t->page_tables.v > MIB &&
	    t->page_tables.v > 4 * (t->rss.v / TABLE_SHARE + MIB / 4))
		return TABLES_SPARSE;
	/* huge pages need next to no tables */
	if (opt_or0(t->shmem) >= 64 * MIB && t->shmem.v >= t->rss.v / 2 &&
	    t->page_tables.v >= t->rss.v / TABLE_SHARE / 2)
		return TABLES_SHARED;
	return TABLES_MEMORY;
}

const char *tables_why_text(enum tables_why why)
{
	static const char *const texts[] = {
		[TABLES_NONE] = NULL,
		[TABLES_MEMORY] = "in proportion to its memory",
		[TABLES_SHARED] = "maps shared memory with small pages",
		[TABLES_SPARSE] = "maps far more than is resident: sparse, "
				  "swapped or never written",
	};

	return texts[why];
}

uint64_t task_rank_value(const struct task_memory *t, enum task_rank by)
{
	switch (by) {
	case TASKS_BY_TABLES:
		return opt_or0(t->page_tables);
	case TASKS_BY_HUGETLB:
		return opt_or0(t->hugetlb);
	case TASKS_BY_THREADS:
		return opt_or0(t->threads);
	case TASKS_BY_PINNED:
		return opt_or0(t->pinned);
	}
	return 0;
}

size_t tasks_top(const struct snapshot *snap, enum task_rank by, uint32_t *ret,
		 size_t n)
{
	const struct task_memories *all = &snap->detail.tasks;
	size_t kept = 0;

	for (size_t i = 0; n && i < all->n; i++) {
		uint64_t v = task_rank_value(&all->v[i], by);
		size_t at = kept;

		if (!v)
			continue;
		while (at && task_rank_value(&all->v[ret[at - 1]], by) < v)
			at--;
		if (at == n)
			continue;
		if (kept < n)
			kept++;
		memmove(&ret[at + 1], &ret[at], (kept - at - 1) * sizeof(*ret));
		ret[at] = (uint32_t)i;
	}
	return kept;
}

uint64_t tasks_sum(const struct snapshot *snap, enum task_rank by)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < snap->detail.tasks.n; i++)
		sum += task_rank_value(&snap->detail.tasks.v[i], by);
	return sum;
}

#define STACK_LEAST 4096
#define STACK_MOST 65536

struct opt_u64 stack_bytes(const struct snapshot *snap)
{
	struct opt_u64 all = snap->memory.info.v[MEM_KERNEL_STACK];
	uint64_t n = snap->detail.tasks.threads, one = STACK_LEAST;

	/* a capture has some processes, and the stacks of all */
	if (snapshot_is_capture(snap) || !snap->detail.tasks.known || !n ||
	    !all.known || !all.v)
		return (struct opt_u64){ 0 };
	while (one < STACK_MOST && one * 3 / 2 < all.v / n)
		one *= 2;
	return opt_u64(one);
}

uint64_t bpf_sum(const struct snapshot *snap, enum counted_in where)
{
	const struct bpf_objects *all = &snap->detail.bpf;
	uint64_t sum = 0;

	for (size_t i = 0; i < all->n; i++)
		if (where == COUNTED_OTHERWISE || all->v[i].counted_in == where)
			sum += opt_or0(all->v[i].bytes);
	return sum;
}

void shm_sum(const struct snapshot *snap, struct opt_u64 pss_shmem,
	     struct shm_sums *ret)
{
	struct opt_u64 shmem = snap->memory.info.v[MEM_SHMEM];
	const struct shm_objects *all = &snap->shmem;

	*ret = (struct shm_sums){ 0 };
	for (size_t i = 0; i < all->n; i++)
		if (!all->v[i].in_mount)
			ret->named += all->v[i].bytes;
	if (!shmem.known || !all->looked)
		return;
	ret->unnamed = opt_i64((int64_t)shmem.v - (int64_t)ret->named);
	if (!pss_shmem.known)
		return;
	ret->unmapped = opt_i64(ret->unnamed.v - (int64_t)pss_shmem.v);
	if (ret->unmapped.v < 0)
		ret->unmapped.v = 0;
}
