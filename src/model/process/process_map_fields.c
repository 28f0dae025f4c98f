/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/process/process_map.h"

static const char *class_word(size_t i)
{
	return i < PM_N ? process_map_class_name((enum process_map_class)i)
			: NULL;
}

/* The static ones have no name of their own: 0 is not written. */
static const char *allocator_word(size_t i)
{
	const char *name =
		i < ALLOCATOR_N ? allocator_name((enum allocator)i) : NULL;

	return name || i >= ALLOCATOR_N ? name : "unknown";
}

static bool has_maps(const void *row)
{
	return ((const struct process_map *)row)->maps;
}

static const struct field process_map[] = {
	FIELD(struct process_map, pid, SHOW("pid", "Process id."),
	      .positive = true),
	FIELD_TEXT(struct process_map, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
	FIELD_TEXT(struct process_map, state, MASK_NOT,
		   SHOW("state", "Its letter in /proc/PID/status."),
		   .pattern = "^[A-Za-z]$"),
	FIELD(struct process_map, uid, SHOW("uid", "Effective user id.")),
	FIELD(struct process_map, threads, SHOW("threads", "Its threads.")),
	FIELD(struct process_map, size, SHOW("size_bytes", "VmSize.")),
	FIELD(struct process_map, rss, MEANS("VmRSS."), .unit = "bytes"),
	FIELD(struct process_map, peak, SHOW("peak_bytes", "VmHWM.")),
	FIELD(struct process_map, rss_anon, SHOW("anon_bytes", "RssAnon.")),
	FIELD(struct process_map, rss_file, SHOW("file_bytes", "RssFile.")),
	FIELD(struct process_map, rss_shmem, SHOW("shmem_bytes", "RssShmem.")),
	FIELD(struct process_map, swap, SHOW("swap_bytes", "VmSwap.")),
	FIELD(struct process_map, hugetlb,
	      SHOW("hugetlb_bytes", "HugetlbPages.")),
	FIELD(struct process_map, page_tables,
	      SHOW("page_tables_bytes", "VmPTE.")),
	FIELD_AS(struct process_map, cgroup, FIELD_STRING_OR_NONE,
		 .mask = MASK_CGROUP, MEANS("From the mount point on.")),
	FIELD(struct process_map, smaps,
	      MEANS("Whether resident amounts are known.")),
	FIELD(struct process_map, maps, MEANS("Whether classes are known.")),
	FIELD(struct process_map, jvm,
	      SHOW("jvm", "Whether libjvm is mapped.")),
	FIELD(struct process_map, word32,
	      MEANS("Whether it is a 32-bit process.")),
	FIELD_AS(struct process_map, allocator, FIELD_ENUM,
		 NAMES(allocator_word, ALLOCATOR_N),
		 MEANS("Whose malloc() it has.")),
	FIELD_KEY("total_us", struct process_map, cost.total_us,
		  SHOW("total_microseconds", "That the reading took.")),
	FIELD_KEY("longest_us", struct process_map, cost.longest_us,
		  SHOW("longest_microseconds",
		       "One read(2) of it at most: so long mmap(2) of the "
		       "process may have waited.")),
	FIELD(struct process_map, mappings,
	      SHOW("mappings", "How many there are."), .has = has_maps),
	FIELD(struct process_map, guarded,
	      MEANS("Stacks that only their guard page shows.")),
	FIELD_KEY("heaps", struct process_map, arenas.heaps,
		  SHOW("heaps", "Of glibc."), .has = has_maps),
	FIELD_KEY("full", struct process_map, arenas.full,
		  SHOW("full", "Those grown to 15/16 or more."),
		  .has = has_maps),
	FIELD_KEY("heap_max", struct process_map, arenas.heap_max,
		  SHOW("heap_max_bytes", "How large one gets."),
		  .has = has_maps),
	{ .key = "all",
	  MEANS("All mappings together."),
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct process_map, all),
	  .sub = &fields_class },
};
const struct table fields_process_map = TABLE(process_map);

/* What of it the JVM knows is not recorded, nor what the JVM says. */
static const struct field class[] = {
	FIELD(struct process_map_sum, count, SHOW("count", "Mappings.")),
	FIELD(struct process_map_sum, size, SHOW("size_bytes", "Their size.")),
	FIELD(struct process_map_sum, rss,
	      SHOW("resident_bytes", "With huge pages of hugetlbfs.")),
	FIELD(struct process_map_sum, pss, SHOW("pss_bytes", "Pss.")),
	FIELD(struct process_map_sum, anon, SHOW("anon_bytes", "Anonymous.")),
	FIELD(struct process_map_sum, swap, SHOW("swap_bytes", "Swap.")),
	FIELD(struct process_map_sum, locked,
	      SHOW("locked_bytes", "mlock(2).")),
	FIELD(struct process_map_sum, lazy_free,
	      SHOW("lazily_freed_bytes",
		   "MADV_FREE: the kernel takes it when it needs it.")),
	FIELD(struct process_map_sum, thp,
	      SHOW("huge_bytes", "AnonHugePages.")),
};
const struct table fields_class = TABLE(class);

static const struct field group[] = {
	FIELD_TEXT(struct thread_group, name, MASK_COMM,
		   SHOW("name", "Digits at its end left out.")),
	FIELD(struct thread_group, threads, SHOW("threads", "How many.")),
	FIELD(struct thread_group, stacks,
	      SHOW("stacks", "Those of their stacks that were found.")),
	FIELD(struct thread_group, size,
	      SHOW("size_bytes", "Of their stacks.")),
	FIELD(struct thread_group, rss,
	      SHOW("resident_bytes", "Resident of their stacks.")),
};
const struct table fields_group = TABLE(group);

static const struct field mapping[] = {
	FIELD_AS(struct process_mapping, start, FIELD_ID,
		 MEANS("First address.")),
	FIELD_AS(struct process_mapping, end, FIELD_ID,
		 MEANS("Address behind the last one.")),
	FIELD(struct process_mapping, rss,
	      SHOW("resident_bytes", "What is resident.")),
	FIELD(struct process_mapping, swap,
	      SHOW("swap_bytes", "What is swapped out.")),
	FIELD_AS(struct process_mapping, class, FIELD_ENUM,
		 NAMES(class_word, PM_N),
		 SHOW("class", "See INSIDE ONE PROCESS in kmemwhere(8).")),
	FIELD_TEXT(struct process_mapping, name, MASK_MAPPING,
		   SHOW("name", "Its last 95 bytes.")),
};
const struct table fields_mapping = TABLE(mapping);
