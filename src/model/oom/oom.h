/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel prints when it could not get memory: a report of the OOM
 * killer, a failed page allocation, or sysrq-m (mm/oom_kill.c, mm/show_mem.c,
 * mm/memcontrol.c, and lib/show_mem.c and show_mem() of each architecture in
 * their time).
 */
#ifndef KMW_MODEL_OOM_OOM_H
#define KMW_MODEL_OOM_OOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

struct snapshot;

enum oom_kind {
	OOM_NONE,	/* the snapshot is of no such report */
	OOM_UNKNOWN,	/* its beginning is not there */
	OOM_GLOBAL,	/* the machine */
	OOM_CGROUP,	/* the limit of a memory cgroup */
	OOM_CPUSET,	/* the nodes of a cpuset */
	OOM_MEMPOLICY,	/* the nodes of a memory policy */
	OOM_ALLOCATION, /* no OOM: an allocation failed */
	OOM_SYSRQ,	/* nobody was short: a person asked */
	OOM_KINDS_N
};

/* Amounts "NAME:12kB" of a zone or node, "NAME:12" pages of the summary. */
#define OOM_FIGURES(X)                                     \
	X(OOM_FREE, "free")                                \
	X(OOM_BOOST, "boost")                              \
	X(OOM_MIN, "min")                                  \
	X(OOM_LOW, "low")                                  \
	X(OOM_HIGH, "high")                                \
	X(OOM_RESERVED_HIGHATOMIC, "reserved_highatomic")  \
	X(OOM_FREE_HIGHATOMIC, "free_highatomic")          \
	X(OOM_ACTIVE, "active")                            \
	X(OOM_INACTIVE, "inactive")                        \
	X(OOM_ACTIVE_ANON, "active_anon")                  \
	X(OOM_INACTIVE_ANON, "inactive_anon")              \
	X(OOM_ACTIVE_FILE, "active_file")                  \
	X(OOM_INACTIVE_FILE, "inactive_file")              \
	X(OOM_UNEVICTABLE, "unevictable")                  \
	X(OOM_ISOLATED_ANON, "isolated_anon")              \
	X(OOM_ISOLATED_FILE, "isolated_file")              \
	X(OOM_DIRTY, "dirty")                              \
	X(OOM_WRITEBACK, "writeback")                      \
	X(OOM_WRITEBACK_TMP, "writeback_tmp")              \
	X(OOM_SLAB, "slab")                                \
	X(OOM_SLAB_RECLAIMABLE, "slab_reclaimable")        \
	X(OOM_SLAB_UNRECLAIMABLE, "slab_unreclaimable")    \
	X(OOM_MISC_RECLAIMABLE, "kernel_misc_reclaimable") \
	X(OOM_MAPPED, "mapped")                            \
	X(OOM_SHMEM, "shmem")                              \
	X(OOM_PAGETABLES, "pagetables")                    \
	X(OOM_SEC_PAGETABLES, "sec_pagetables")            \
	X(OOM_KERNEL_STACK, "kernel_stack")                \
	X(OOM_SHADOW_CALL_STACK, "shadow_call_stack")      \
	X(OOM_BOUNCE, "bounce")                            \
	X(OOM_MLOCKED, "mlocked")                          \
	X(OOM_FREE_PCP, "free_pcp")                        \
	X(OOM_FREE_CMA, "free_cma")                        \
	X(OOM_ZSPAGES, "zspages")                          \
	X(OOM_BALLOON, "balloon")                          \
	X(OOM_GPU_ACTIVE, "gpu_active")                    \
	X(OOM_GPU_RECLAIM, "gpu_reclaim")                  \
	X(OOM_PRESENT, "present")                          \
	X(OOM_MANAGED, "managed")

enum oom_figure {
#define X(id, name) id,
	OOM_FIGURES(X)
#undef X
		OOM_FIGURES_N
};

/* The lines "12 pages WHAT" at the end. */
#define OOM_PAGES(X)                        \
	X(OOM_PAGES_RAM, "ram")             \
	X(OOM_PAGES_HIGH, "highmem")        \
	X(OOM_PAGES_RESERVED, "reserved")   \
	X(OOM_PAGES_CMA, "cma_reserved")    \
	X(OOM_PAGES_POISONED, "hwpoisoned") \
	X(OOM_PAGES_CACHE, "pagecache")     \
	X(OOM_PAGES_SWAPCACHE, "swapcache")

enum oom_pages {
#define X(id, name) id,
	OOM_PAGES(X)
#undef X
		OOM_PAGES_N
};

/* memory.stat as far as it is printed, cgroup v1's names as those of v2. */
#define OOM_STATS(X)                                         \
	X(OOM_STAT_ANON, "anon")                             \
	X(OOM_STAT_FILE, "file")                             \
	X(OOM_STAT_KERNEL, "kernel")                         \
	X(OOM_STAT_KERNEL_STACK, "kernel_stack")             \
	X(OOM_STAT_PAGETABLES, "pagetables")                 \
	X(OOM_STAT_SEC_PAGETABLES, "sec_pagetables")         \
	X(OOM_STAT_PERCPU, "percpu")                         \
	X(OOM_STAT_SOCK, "sock")                             \
	X(OOM_STAT_VMALLOC, "vmalloc")                       \
	X(OOM_STAT_SHMEM, "shmem")                           \
	X(OOM_STAT_ZSWAP, "zswap")                           \
	X(OOM_STAT_MAPPED, "file_mapped")                    \
	X(OOM_STAT_DIRTY, "file_dirty")                      \
	X(OOM_STAT_WRITEBACK, "file_writeback")              \
	X(OOM_STAT_SWAP, "swap")                             \
	X(OOM_STAT_INACTIVE_ANON, "inactive_anon")           \
	X(OOM_STAT_ACTIVE_ANON, "active_anon")               \
	X(OOM_STAT_INACTIVE_FILE, "inactive_file")           \
	X(OOM_STAT_ACTIVE_FILE, "active_file")               \
	X(OOM_STAT_UNEVICTABLE, "unevictable")               \
	X(OOM_STAT_SLAB_RECLAIMABLE, "slab_reclaimable")     \
	X(OOM_STAT_SLAB_UNRECLAIMABLE, "slab_unreclaimable") \
	X(OOM_STAT_SLAB, "slab")

enum oom_stat {
#define X(id, name) id,
	OOM_STATS(X)
#undef X
		OOM_STATS_N
};

/* A zone, or with an empty name a whole node; bytes. */
struct oom_area {
	char name[16];
	uint32_t node;
	struct opt_u64 v[OOM_FIGURES_N];
	struct opt_u64 largest_free; /* block of its buddy lists */
};

struct oom_areas {
	struct oom_area *v;
	size_t n;
	size_t cap;
};

/* A row of dump_tasks(). */
struct oom_task {
	pid_t pid;
	pid_t tgid;
	uint32_t uid;
	char comm[32]; /* raw: hostile */
	struct opt_u64 total_vm_bytes;
	struct opt_u64 rss_bytes;
	struct opt_u64 anon_bytes; /* since 6.8 */
	struct opt_u64 swap_bytes;
	struct opt_u64 pgtables_bytes;
	struct opt_i64 score_adj;
};

struct oom_tasks {
	struct oom_task *v;
	size_t n;
	size_t cap;
};

/* A counter of a cgroup against its limit; bytes, unknown without a limit. */
struct oom_limit {
	struct opt_u64 usage;
	struct opt_u64 limit;
	struct opt_u64 failcnt;
};

/* Whom it killed. */
struct oom_victim {
	pid_t pid; /* 0: nobody, as far as the text goes */
	char comm[32];
	struct opt_u64 total_vm_bytes;
	struct opt_u64 anon_bytes;
	struct opt_u64 file_bytes;
	struct opt_u64 shmem_bytes;
};

struct oom {
	enum oom_kind kind;
	struct opt_u64 report;	/* which of the text's, from 1 */
	struct opt_u64 reports; /* how many it has */
	struct opt_i64 order;	/* -1: sysrq-f */
	struct opt_u64 gfp;
	char flags[160];  /* names of its bits, where they are printed */
	char invoker[32]; /* who asked for the memory; raw */
	char cgroup[512]; /* whose limit was reached; raw */
	char task_cgroup[512];
	struct oom_limit memory;
	struct oom_limit swap; /* cgroup v1: memory and swap together */
	struct oom_limit kmem;
	bool swap_has_memory;
	struct opt_u64 stat[OOM_STATS_N];
	struct opt_u64 pages[OOM_PAGES_N];
	struct opt_u64 summary[OOM_FIGURES_N]; /* pages */
	struct opt_u64 swap_total;
	struct opt_u64 swap_free;
	struct oom_areas areas;
	bool zones_whole; /* none is missing */
	bool nodes_whole;
	struct oom_tasks tasks;
	struct oom_victim killed;
	bool no_killable;
};

const char *oom_kind_name(enum oom_kind kind);
const char *oom_figure_name(enum oom_figure f);
const char *oom_pages_name(enum oom_pages p);
const char *oom_stat_name(enum oom_stat s);

/* "DMA32", "HighMem", … or "" of a node. */
static inline bool oom_area_is_node(const struct oom_area *a)
{
	return !a->name[0];
}

/* What the killed process had in memory; unknown where nothing says it. */
struct opt_u64 oom_killed_rss(const struct oom *oom);

/*
 * The figure in bytes: of the summary, else summed over the nodes or zones
 * that have it.
 */
struct opt_u64 oom_bytes(const struct snapshot *snap, enum oom_figure f);

/*
 * Makes the ordinary facts of it: memory.info, per-CPU lists, processes, the
 * cgroup. Returns 0 or -ENOMEM.
 */
int oom_facts(struct snapshot *snap);

void oom_free(struct oom *oom);

#endif
