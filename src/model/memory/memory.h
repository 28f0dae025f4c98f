/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory counters of one moment, as the kernel gave them, in bytes.
 * Nothing is derived here; account/ does that.
 */
#ifndef KMW_MODEL_MEMORY_MEMORY_H
#define KMW_MODEL_MEMORY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "util/opt.h"

/*
 * Lines of /proc/meminfo (fs/proc/meminfo.c): enum name, line name. The last two
 * are of free(1) and top(1), where their text is all there is.
 */
#define MEMINFO_KEYS(X)                             \
	X(MEM_TOTAL, "MemTotal")                    \
	X(MEM_FREE, "MemFree")                      \
	X(MEM_AVAILABLE, "MemAvailable")            \
	X(MEM_BUFFERS, "Buffers")                   \
	X(MEM_CACHED, "Cached")                     \
	X(MEM_SWAP_CACHED, "SwapCached")            \
	X(MEM_ACTIVE, "Active")                     \
	X(MEM_INACTIVE, "Inactive")                 \
	X(MEM_ACTIVE_ANON, "Active(anon)")          \
	X(MEM_INACTIVE_ANON, "Inactive(anon)")      \
	X(MEM_ACTIVE_FILE, "Active(file)")          \
	X(MEM_INACTIVE_FILE, "Inactive(file)")      \
	X(MEM_UNEVICTABLE, "Unevictable")           \
	X(MEM_MLOCKED, "Mlocked")                   \
	X(MEM_HIGH_TOTAL, "HighTotal")              \
	X(MEM_HIGH_FREE, "HighFree")                \
	X(MEM_LOW_TOTAL, "LowTotal")                \
	X(MEM_LOW_FREE, "LowFree")                  \
	X(MEM_SWAP_TOTAL, "SwapTotal")              \
	X(MEM_SWAP_FREE, "SwapFree")                \
	X(MEM_ZSWAP, "Zswap")                       \
	X(MEM_ZSWAPPED, "Zswapped")                 \
	X(MEM_ANON_PAGES, "AnonPages")              \
	X(MEM_MAPPED, "Mapped")                     \
	X(MEM_SHMEM, "Shmem")                       \
	X(MEM_KRECLAIMABLE, "KReclaimable")         \
	X(MEM_SLAB, "Slab")                         \
	X(MEM_SRECLAIMABLE, "SReclaimable")         \
	X(MEM_SUNRECLAIM, "SUnreclaim")             \
	X(MEM_KERNEL_STACK, "KernelStack")          \
	X(MEM_SHADOW_CALL_STACK, "ShadowCallStack") \
	X(MEM_PAGE_TABLES, "PageTables")            \
	X(MEM_SEC_PAGE_TABLES, "SecPageTables")     \
	X(MEM_QUICKLISTS, "Quicklists")             \
	X(MEM_BOUNCE, "Bounce")                     \
	X(MEM_WRITEBACK_TMP, "WritebackTmp")        \
	X(MEM_VMALLOC_TOTAL, "VmallocTotal")        \
	X(MEM_VMALLOC_USED, "VmallocUsed")          \
	X(MEM_VMALLOC_CHUNK, "VmallocChunk")        \
	X(MEM_PERCPU, "Percpu")                     \
	X(MEM_CMA_TOTAL, "CmaTotal")                \
	X(MEM_CMA_FREE, "CmaFree")                  \
	X(MEM_UNACCEPTED, "Unaccepted")             \
	X(MEM_BALLOON, "Balloon")                   \
	X(MEM_GPU_ACTIVE, "GPUActive")              \
	X(MEM_GPU_RECLAIM, "GPUReclaim")            \
	X(MEM_HUGETLB, "Hugetlb")                   \
	X(MEM_HUGEPAGE_SIZE, "Hugepagesize")        \
	X(MEM_USED, "Used")                         \
	X(MEM_BUFF_CACHE, "BuffCache")

/* Lines of /proc/meminfo that count huge pages of the default size. */
#define MEMINFO_COUNTS(X)                         \
	X(MEM_HUGEPAGES_TOTAL, "HugePages_Total") \
	X(MEM_HUGEPAGES_FREE, "HugePages_Free")   \
	X(MEM_HUGEPAGES_RSVD, "HugePages_Rsvd")   \
	X(MEM_HUGEPAGES_SURP, "HugePages_Surp")

enum meminfo_key {
#define X(key, line) key,
	MEMINFO_KEYS(X) MEMINFO_COUNTS(X)
#undef X
		MEMINFO_N
};

struct meminfo {
	struct opt_u64 v[MEMINFO_N]; /* bytes; MEMINFO_COUNTS: pages */
};

/* Lines of /proc/vmstat (mm/vmstat.c) that are read. */
#define VMSTAT_KEYS(X)                           \
	X(VM_FREE_PAGES, "nr_free_pages")        \
	X(VM_ISOLATED_ANON, "nr_isolated_anon")  \
	X(VM_ISOLATED_FILE, "nr_isolated_file")  \
	X(VM_ZSPAGES, "nr_zspages")              \
	X(VM_MEMMAP_PAGES, "nr_memmap_pages")    \
	X(VM_OOM_KILL, "oom_kill")               \
	X(VM_BALLOON_INFLATE, "balloon_inflate") \
	X(VM_BALLOON_DEFLATE, "balloon_deflate")

enum vmstat_key {
#define X(key, line) key,
	VMSTAT_KEYS(X)
#undef X
		VMSTAT_N
};

struct vmstat {
	struct opt_u64 v[VMSTAT_N];   /* as printed: pages or events */
	struct opt_u64 direct_stalls; /* sum of all allocstall* lines */
};

/* /proc/zoneinfo */
struct zoneinfo {
	struct opt_u64 pcp_pages;     /* sum of the per-CPU "count:" lines */
	struct opt_u64 managed_pages; /* sum of "managed" */
};

/* One size of huge pages: /sys/kernel/mm/hugepages/hugepages-*kB */
struct hugepool {
	uint64_t page_bytes;
	uint64_t total;
	uint64_t free;
	uint64_t reserved;
	uint64_t surplus;
};

#define HUGEPOOLS_MAX 8

/* One cache of /proc/slabinfo (mm/slab_common.c), names un-merged. */
struct slab_cache {
	char name[48];
	uint64_t objects; /* allocated, free ones in slabs included */
	uint64_t active;  /* in use */
	uint64_t object_bytes;
	uint64_t bytes; /* slabs × pages of a slab × page size */
	struct opt_u64
		reclaimable; /* 0 or 1; unknown without /sys/kernel/slab */
};

struct slabs {
	struct slab_cache *v;
	size_t n;
	size_t cap;
	bool known; /* slabinfo was read, and no cache is missing */
	struct opt_u64 total_bytes; /* of all caches, by slabtop's heading */
};

/* /proc/vmallocinfo, summed (mm/vmalloc.c); bytes of real pages */
struct vmallocinfo {
	struct opt_u64 pages_bytes; /* all areas with pages */
	struct opt_u64 stack_bytes; /* areas made for kernel stacks */
};

/* /proc/pressure/memory, percent */
struct psi {
	bool known;
	double some_avg10;
	double full_avg10;
};

/* /proc/spl/kstat/zfs/arcstats: size and c_min */
struct zfs_arc {
	struct opt_u64 size_bytes;
	struct opt_u64 min_bytes;
};

enum tristate { MAYBE, NO, YES };

struct memory {
	struct meminfo info;	/* the sample that the report stands on */
	struct meminfo earlier; /* the one before it: how far they are apart */
	struct vmstat vmstat;
	struct zoneinfo zone;
	struct hugepool hugepools[HUGEPOOLS_MAX];
	size_t n_hugepools;
	struct slabs slabs;
	struct vmallocinfo vmalloc;
	struct psi psi;
	struct zfs_arc arc;
	enum tristate vmap_stack; /* kernel stacks are in VmallocUsed */
	enum tristate
		balloon_in_total; /* ballooned pages are still in MemTotal */
};

/* The line's name in its file. */
const char *meminfo_name(enum meminfo_key key);
const char *vmstat_name(enum vmstat_key key);

/* Whether the key counts huge pages instead of bytes. */
bool meminfo_is_count(enum meminfo_key key);

#endif
