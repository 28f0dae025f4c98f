/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "model/oom/oom.h"
#include "model/snapshot.h"
#include "util/vec.h"

/* Which line of meminfo counts the same. */
static const struct {
	enum oom_figure figure;
	enum meminfo_key key;
} same[] = {
	{ OOM_FREE, MEM_FREE },
	{ OOM_ACTIVE, MEM_ACTIVE },
	{ OOM_INACTIVE, MEM_INACTIVE },
	{ OOM_ACTIVE_ANON, MEM_ACTIVE_ANON },
	{ OOM_INACTIVE_ANON, MEM_INACTIVE_ANON },
	{ OOM_ACTIVE_FILE, MEM_ACTIVE_FILE },
	{ OOM_INACTIVE_FILE, MEM_INACTIVE_FILE },
	{ OOM_UNEVICTABLE, MEM_UNEVICTABLE },
	{ OOM_MLOCKED, MEM_MLOCKED },
	{ OOM_SLAB, MEM_SLAB },
	{ OOM_SLAB_RECLAIMABLE, MEM_SRECLAIMABLE },
	{ OOM_SLAB_UNRECLAIMABLE, MEM_SUNRECLAIM },
	{ OOM_SHMEM, MEM_SHMEM },
	{ OOM_PAGETABLES, MEM_PAGE_TABLES },
	{ OOM_SEC_PAGETABLES, MEM_SEC_PAGE_TABLES },
	{ OOM_KERNEL_STACK, MEM_KERNEL_STACK },
	{ OOM_SHADOW_CALL_STACK, MEM_SHADOW_CALL_STACK },
	{ OOM_BOUNCE, MEM_BOUNCE },
	{ OOM_WRITEBACK_TMP, MEM_WRITEBACK_TMP },
	{ OOM_FREE_CMA, MEM_CMA_FREE },
	{ OOM_BALLOON, MEM_BALLOON },
	{ OOM_GPU_ACTIVE, MEM_GPU_ACTIVE },
	{ OOM_GPU_RECLAIM, MEM_GPU_RECLAIM },
};

static struct opt_u64 pages_bytes(const struct snapshot *snap,
				  enum oom_pages which)
{
	struct opt_u64 v = snap->oom.pages[which];

	v.v *= snapshot_page_size(snap);
	return v;
}

static struct opt_u64 in_pages(const struct snapshot *snap, enum oom_figure f)
{
	struct opt_u64 v = oom_bytes(snap, f);

	v.v /= snapshot_page_size(snap);
	return v;
}

static struct opt_u64 sum_of(struct opt_u64 a, struct opt_u64 b)
{
	return (struct opt_u64){ .v = a.v + b.v, .known = a.known && b.known };
}

/*
 * What the kernel manages: pages RAM - pages reserved. Where one of them was
 * cut away the zones have it, but before 3.8.
 */
static struct opt_u64 total(const struct snapshot *snap)
{
	struct opt_u64 ram = pages_bytes(snap, OOM_PAGES_RAM);
	struct opt_u64 reserved = pages_bytes(snap, OOM_PAGES_RESERVED);

	if (ram.known && reserved.known && reserved.v < ram.v)
		return opt_u64(ram.v - reserved.v);
	return oom_bytes(snap, OOM_MANAGED);
}

/* Low memory is what a 32-bit kernel can use for itself. */
static void split_high(const struct snapshot *snap, struct opt_u64 *v)
{
	struct opt_u64 size = { 0 }, free = { 0 };

	for (size_t i = 0; i < snap->oom.areas.n; i++) {
		const struct oom_area *a = &snap->oom.areas.v[i];

		if (strcmp(a->name, "HighMem"))
			continue;
		size = opt_plus(size, a->v[OOM_MANAGED].known
					      ? a->v[OOM_MANAGED]
					      : a->v[OOM_PRESENT]);
		free = opt_plus(free, a->v[OOM_FREE]);
	}
	if (!opt_or0(size) || !free.known || !v[MEM_TOTAL].known ||
	    !v[MEM_FREE].known || size.v >= v[MEM_TOTAL].v ||
	    free.v > v[MEM_FREE].v)
		return;
	v[MEM_HIGH_TOTAL] = size;
	v[MEM_HIGH_FREE] = free;
	v[MEM_LOW_TOTAL] = opt_u64(v[MEM_TOTAL].v - size.v);
	v[MEM_LOW_FREE] = opt_u64(v[MEM_FREE].v - free.v);
}

/* The lists of anonymous and of file pages, and what is being moved. */
static struct opt_u64 all_lists(const struct snapshot *snap)
{
	const struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 lists = sum_of(v[MEM_ACTIVE], v[MEM_INACTIVE]);

	if (!v[MEM_ACTIVE_ANON].known)
		lists.known = false;
	lists.v += opt_or0(v[MEM_UNEVICTABLE]) +
		   opt_or0(oom_bytes(snap, OOM_ISOLATED_ANON)) +
		   opt_or0(oom_bytes(snap, OOM_ISOLATED_FILE));
	return lists;
}

/* Pages of files and tmpfs, without the swap cache. */
static uint64_t cached(const struct snapshot *snap, uint64_t lists)
{
	const struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 cache = pages_bytes(snap, OOM_PAGES_CACHE);
	uint64_t files = opt_or0(v[MEM_ACTIVE_FILE]) +
			 opt_or0(v[MEM_INACTIVE_FILE]) +
			 opt_or0(oom_bytes(snap, OOM_ISOLATED_FILE));
	uint64_t swap = opt_or0(v[MEM_SWAP_CACHED]);

	if (cache.known && cache.v >= swap)
		files = cache.v - swap;
	else
		files += opt_or0(v[MEM_SHMEM]);
	return files < lists ? files : lists;
}

/*
 * AnonPages and Cached are not printed; each page of theirs is on one list.
 * The lists before 2.6.28 do not tell one from the other.
 */
static void split_lists(struct snapshot *snap)
{
	struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 lists;

	if (!v[MEM_ACTIVE].known)
		v[MEM_ACTIVE] = sum_of(v[MEM_ACTIVE_ANON], v[MEM_ACTIVE_FILE]);
	if (!v[MEM_INACTIVE].known)
		v[MEM_INACTIVE] =
			sum_of(v[MEM_INACTIVE_ANON], v[MEM_INACTIVE_FILE]);
	v[MEM_SWAP_CACHED] = pages_bytes(snap, OOM_PAGES_SWAPCACHE);
	snap->memory.vmstat.v[VM_ISOLATED_ANON] =
		in_pages(snap, OOM_ISOLATED_ANON);
	snap->memory.vmstat.v[VM_ISOLATED_FILE] =
		in_pages(snap, OOM_ISOLATED_FILE);
	lists = all_lists(snap);
	if (!lists.known)
		return;
	v[MEM_CACHED] = opt_u64(cached(snap, lists.v));
	v[MEM_ANON_PAGES] = opt_u64(lists.v - v[MEM_CACHED].v);
}

/* Whether the report is of the machine's memory, too. */
static bool has_machine(const struct oom *oom)
{
	return oom->areas.n || oom->summary[OOM_FREE].known ||
	       oom->pages[OOM_PAGES_RAM].known;
}

/* What else the text has of the machine is of another moment. */
static void memory_facts(struct snapshot *snap)
{
	struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 misc = oom_bytes(snap, OOM_MISC_RECLAIMABLE);

	if (!has_machine(&snap->oom))
		return;
	snap->memory.info = (struct meminfo){ 0 };
	snap->memory.earlier = (struct meminfo){ 0 };
	v[MEM_SWAP_TOTAL] = snap->oom.swap_total;
	v[MEM_SWAP_FREE] = snap->oom.swap_free;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		v[same[i].key] = oom_bytes(snap, same[i].figure);
	/* before 2.6.18 pages of processes were among the mapped ones */
	if (v[MEM_ACTIVE_ANON].known)
		v[MEM_MAPPED] = oom_bytes(snap, OOM_MAPPED);
	if (!v[MEM_SLAB].known)
		v[MEM_SLAB] = sum_of(v[MEM_SRECLAIMABLE], v[MEM_SUNRECLAIM]);
	v[MEM_KRECLAIMABLE] = sum_of(v[MEM_SRECLAIMABLE], misc);
	v[MEM_TOTAL] = total(snap);
	v[MEM_CMA_TOTAL] = pages_bytes(snap, OOM_PAGES_CMA);
	snap->memory.zone.pcp_pages = in_pages(snap, OOM_FREE_PCP);
	snap->memory.zone.managed_pages = in_pages(snap, OOM_MANAGED);
	snap->memory.vmstat.v[VM_ZSPAGES] = in_pages(snap, OOM_ZSPAGES);
	split_lists(snap);
	split_high(snap, v);
}

static int process_facts(struct snapshot *snap)
{
	const struct oom_tasks *tasks = &snap->oom.tasks;
	int err = 0;

	for (size_t i = 0; !err && i < tasks->n; i++) {
		const struct oom_task *t = &tasks->v[i];
		struct process p = { .pid = t->pid,
				     .uid = t->uid,
				     .rss_bytes = t->rss_bytes,
				     .swap_pss_bytes = t->swap_bytes };

		struct process *had = processes_find(&snap->processes, t->pid);

		memcpy(p.comm, t->comm, sizeof(p.comm));
		if (had)
			*had = p;
		else
			err = processes_insert(&snap->processes, &p);
	}
	snap->processes.known |= tasks->n > 0;
	return err;
}

/* cgroup v1 and, before 5.18, v2 have no figure for all of the kernel's. */
static struct opt_u64 cgroup_kernel(const struct oom *oom)
{
	static const enum oom_stat parts[] = { OOM_STAT_SLAB,
					       OOM_STAT_KERNEL_STACK,
					       OOM_STAT_PAGETABLES,
					       OOM_STAT_PERCPU };
	struct opt_u64 ret = oom->stat[OOM_STAT_KERNEL];

	if (!ret.known)
		ret = oom->kmem.usage;
	if (ret.known)
		return ret;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		ret = opt_plus(ret, oom->stat[parts[i]]);
	return ret;
}

static int cgroup_facts(struct snapshot *snap)
{
	const struct oom *oom = &snap->oom;
	struct memcg m = { .parent = NO_MEMCG,
			   .current_bytes = oom->memory.usage,
			   .max_bytes = oom->memory.limit,
			   .socket_bytes = oom->stat[OOM_STAT_SOCK],
			   .kernel_bytes = cgroup_kernel(oom) };

	if (!oom->cgroup[0] || !m.current_bytes.known || snap->memcgs.n)
		return 0;
	if (snapshot_add_string(snap, oom->cgroup, &m.path) ||
	    VEC_GROW(&snap->memcgs))
		return -ENOMEM;
	m.name = m.path;
	snap->memcgs.v[snap->memcgs.n++] = m;
	return 0;
}

int oom_facts(struct snapshot *snap)
{
	int err;

	memory_facts(snap);
	err = process_facts(snap);
	return err ? err : cgroup_facts(snap);
}
