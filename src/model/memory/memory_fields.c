/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/snapshot.h"

static const char *meminfo_key(size_t i)
{
	return i < MEMINFO_N ? meminfo_name((enum meminfo_key)i) : NULL;
}

static const char *vmstat_key(size_t i)
{
	return i < VMSTAT_N ? vmstat_name((enum vmstat_key)i) : NULL;
}

static const char *pool_key(size_t i)
{
	return i < POOL_COUNTERS_N ? pool_counter_name((enum pool_counter)i)
				   : NULL;
}

static const char *shm_name(size_t i)
{
	return i < SHM_N ? shm_kind_name((enum shm_kind)i) : NULL;
}

static bool psi_is_known(const void *row)
{
	return ((const struct psi *)row)->known;
}

static const struct field psi[] = {
	FIELD(struct psi, known,
	      MEANS("Whether /proc/pressure/memory was read.")),
	FIELD(struct psi, some_avg10,
	      SHOW("some_avg10", "Percent of the last 10 s in which some task "
				 "waited for memory."),
	      .has = psi_is_known),
	FIELD(struct psi, full_avg10,
	      SHOW("full_avg10", "Percent of the last 10 s in which all tasks "
				 "waited for memory."),
	      .has = psi_is_known),
};
const struct table fields_psi = TABLE(psi);

static const struct field memory[] = {
	{ .key = "info",
	  MEANS("Lines of /proc/meminfo."),
	  .unit = "bytes",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, info.v),
	  NAMES(meminfo_key, MEMINFO_N) },
	{ .key = "earlier",
	  MEANS("The same, read before everything else."),
	  .unit = "bytes",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, earlier.v),
	  NAMES(meminfo_key, MEMINFO_N) },
	{ .key = "vmstat",
	  MEANS("Lines of /proc/vmstat."),
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, vmstat.v),
	  NAMES(vmstat_key, VMSTAT_N) },
	FIELD_KEY("direct_stalls", struct memory, vmstat.direct_stalls,
		  SHOW("direct_stalls",
		       "The sum of allocstall* in /proc/vmstat since boot.")),
	FIELD_KEY("pcp_pages", struct memory, zone.pcp_pages,
		  MEANS("The count: lines of /proc/zoneinfo, per-CPU free "
			"lists.")),
	FIELD_KEY("managed_pages", struct memory, zone.managed_pages,
		  MEANS("The managed lines of /proc/zoneinfo.")),
	FIELD_KEY("vmalloc_pages_bytes", struct memory, vmalloc.pages_bytes,
		  MEANS("Pages of all areas in /proc/vmallocinfo.")),
	FIELD_KEY("vmalloc_stack_bytes", struct memory, vmalloc.stack_bytes,
		  MEANS("Those of kernel stacks there.")),
	FIELD_AS(struct memory, psi, FIELD_STRUCT, .sub = &fields_psi,
		 MEANS("How tasks wait for memory.")),
	FIELD_KEY("arc_size_bytes", struct memory, arc.size_bytes,
		  MEANS("size in /proc/spl/kstat/zfs/arcstats.")),
	FIELD_KEY("arc_min_bytes", struct memory, arc.min_bytes,
		  MEANS("c_min there: below it the ARC does not shrink.")),
	FIELD(struct memory, vmap_stack,
	      MEANS("Whether kernel stacks are areas of vmalloc."),
	      .unit = "id"),
	FIELD(struct memory, balloon_in_total,
	      MEANS("Whether MemTotal still counts what the balloon took."),
	      .unit = "id"),
};
const struct table fields_memory = TABLE(memory);

static const struct field swap[] = {
	SHOWN(struct memory, info.v[MEM_SWAP_TOTAL], "total_bytes",
	      "SwapTotal."),
	SHOWN(struct memory, info.v[MEM_SWAP_FREE], "free_bytes", "SwapFree."),
	SHOWN(struct memory, info.v[MEM_SWAP_CACHED], "cached_bytes",
	      "SwapCached."),
};
const struct table fields_swap = TABLE(swap);

/* As they were read; what is made of them stands elsewhere. */
static const struct field counters[] = {
	SHOWN(struct memory, info.v[MEM_TOTAL], "total_bytes", "MemTotal."),
	SHOWN(struct memory, info.v[MEM_FREE], "free_bytes", "MemFree."),
	SHOWN(struct memory, info.v[MEM_AVAILABLE], "available_bytes",
	      "MemAvailable."),
	SHOWN(struct memory, info.v[MEM_USED], "used_bytes",
	      "What free or top call used, where their text was read."),
	SHOWN(struct memory, info.v[MEM_BUFFERS], "buffers_bytes", "Buffers."),
	SHOWN(struct memory, info.v[MEM_CACHED], "cached_bytes", "Cached."),
	SHOWN(struct memory, info.v[MEM_BUFF_CACHE], "buff_cache_bytes",
	      "buff/cache of free or top: Buffers, Cached and SReclaimable."),
	SHOWN(struct memory, info.v[MEM_SWAP_CACHED], "swap_cached_bytes",
	      "SwapCached."),
	SHOWN(struct memory, info.v[MEM_ACTIVE], "active_bytes", "Active."),
	SHOWN(struct memory, info.v[MEM_INACTIVE], "inactive_bytes",
	      "Inactive."),
	SHOWN(struct memory, info.v[MEM_ANON_PAGES], "anon_bytes",
	      "AnonPages."),
	SHOWN(struct memory, info.v[MEM_MAPPED], "mapped_bytes", "Mapped."),
	SHOWN(struct memory, info.v[MEM_SHMEM], "shmem_bytes", "Shmem."),
	SHOWN(struct memory, info.v[MEM_SLAB], "slab_bytes", "Slab."),
	SHOWN(struct memory, info.v[MEM_SRECLAIMABLE], "slab_reclaimable_bytes",
	      "SReclaimable."),
	SHOWN(struct memory, info.v[MEM_SUNRECLAIM], "slab_unreclaimable_bytes",
	      "SUnreclaim."),
	SHOWN(struct memory, info.v[MEM_KERNEL_STACK], "kernel_stack_bytes",
	      "KernelStack."),
	SHOWN(struct memory, info.v[MEM_PAGE_TABLES], "page_tables_bytes",
	      "PageTables."),
	SHOWN(struct memory, info.v[MEM_PERCPU], "percpu_bytes", "Percpu."),
	SHOWN(struct memory, info.v[MEM_VMALLOC_USED], "vmalloc_used_bytes",
	      "VmallocUsed."),
};
const struct table fields_meminfo = TABLE(counters);

static const struct field events[] = {
	SHOWN(struct memory, vmstat.v[VM_OOM_KILL], "oom_kills",
	      "oom_kill in /proc/vmstat since boot."),
};
const struct table fields_memory_events = TABLE(events);

static const struct field slab[] = {
	FIELD_TEXT(struct slab_cache, name, MASK_NOT,
		   SHOW("name", "Of the cache, un-merged."), .sure = true),
	FIELD(struct slab_cache, objects,
	      MEANS("Allocated ones, free ones in slabs included.")),
	FIELD(struct slab_cache, active, MEANS("Those in use.")),
	FIELD(struct slab_cache, object_bytes, MEANS("Size of one.")),
	FIELD(struct slab_cache, bytes, MEANS("Pages of its slabs.")),
	FIELD(struct slab_cache, reclaimable,
	      MEANS("1 where the kernel can take them back, else 0."),
	      .unit = "id"),
};
const struct table fields_slab = TABLE(slab);

static const struct field hugepool[] = {
	FIELD(struct hugepool, page_bytes, MEANS("Size of such a page.")),
	FIELD(struct hugepool, total, MEANS("Huge pages of the pool.")),
	FIELD(struct hugepool, free, MEANS("Those that nobody uses.")),
	FIELD(struct hugepool, reserved, MEANS("Those promised to mappings.")),
	FIELD(struct hugepool, surplus, MEANS("Those above nr_hugepages.")),
};
const struct table fields_hugepool = TABLE(hugepool);

static const struct field shm[] = {
	FIELD_AS(struct shm_object, kind, FIELD_ENUM, NAMES(shm_name, SHM_N),
		 MEANS("What it is: a segment, a mount, a memfd, a deleted "
		       "file.")),
	FIELD(struct shm_object, bytes, SHOW("bytes", "What is resident.")),
	FIELD_AS(struct shm_object, id, FIELD_ID, MEANS("shmid or inode.")),
	FIELD(struct shm_object, attached,
	      MEANS("How often a segment is attached.")),
	FIELD(struct shm_object, in_mount,
	      SHOW("in_mount", "A deleted file whose mount counts it, too.")),
	FIELD(struct shm_object, pid, MEANS("Who made or keeps it.")),
	FIELD_TEXT(struct shm_object, name, MASK_FILE,
		   SHOW("name", "The file or the mount point.")),
};
const struct table fields_shm = TABLE(shm);

static const struct field consumer[] = {
	FIELD(struct consumer, name, SHOW("name", "What it is."), .sure = true,
	      .pattern = "^[a-z][a-z0-9-]*$"),
	FIELD(struct consumer, basis, MEANS("How well the amount is known."),
	      .unit = "id"),
	FIELD(struct consumer, counted_in,
	      MEANS("In which counter its pages stand."), .unit = "id"),
	FIELD(struct consumer, bytes, SHOW("bytes", "What it holds.")),
	FIELD(struct consumer, count, SHOW("count", "How many of such things."),
	      .none_at_0 = true),
	FIELD(struct consumer, pid, SHOW("pid", "Who has it."),
	      .none_at_0 = true),
	FIELD_TEXT(struct consumer, holder, MASK_COMM,
		   SHOW("holder", "Command, interface or device.")),
};
const struct table fields_consumer = TABLE(consumer);

static const struct field pool[] = {
	FIELD_TEXT(struct pool_row, interface, MASK_IF,
		   SHOW("interface", "Null where it is gone.")),
	FIELD(struct pool_row, netns,
	      SHOW("netns", "Inode of its network namespace.")),
	FIELD(struct pool_row, detached,
	      SHOW("detached",
		   "Given up by the driver a minute ago or longer.")),
	FIELD(struct pool_row, pools, SHOW("pools", "How many pools.")),
	FIELD(struct pool_row, bytes, SHOW("bytes", "Given out and not back.")),
	FIELD(struct pool_row, detached_s,
	      SHOW("detached_seconds",
		   "Since the oldest was given up; null for those in use.")),
#define X(id, name)                                \
	SHOWN(struct pool_row, counters[id], name, \
	      "Pages, counted since the pool was made.", .unit = "pages"),
	POOL_COUNTERS(X)
#undef X
		{ .key = "counters",
		  MEANS("Its counters, by name."),
		  .unit = "pages",
		  .type = FIELD_NAMED,
		  .offset = offsetof(struct pool_row, counters),
		  NAMES(pool_key, POOL_COUNTERS_N) },
};
const struct table fields_pool = TABLE(pool);
