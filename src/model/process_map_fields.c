/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/process_map.h"

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

static const struct field process_map[] = {
	FIELD(struct process_map, pid),
	FIELD_TEXT(struct process_map, comm, MASK_COMM),
	FIELD_TEXT(struct process_map, state, MASK_NOT),
	FIELD(struct process_map, uid),
	FIELD(struct process_map, threads),
	FIELD(struct process_map, size),
	FIELD(struct process_map, rss),
	FIELD(struct process_map, peak),
	FIELD(struct process_map, rss_anon),
	FIELD(struct process_map, rss_file),
	FIELD(struct process_map, rss_shmem),
	FIELD(struct process_map, swap),
	FIELD(struct process_map, hugetlb),
	FIELD(struct process_map, page_tables),
	FIELD(struct process_map, smaps),
	FIELD(struct process_map, maps),
	FIELD(struct process_map, jvm),
	FIELD(struct process_map, word32),
	FIELD_AS(struct process_map, allocator, FIELD_ENUM,
		 NAMES(allocator_word, ALLOCATOR_N)),
	FIELD_KEY("total_us", struct process_map, cost.total_us),
	FIELD_KEY("longest_us", struct process_map, cost.longest_us),
	FIELD(struct process_map, mappings),
	FIELD(struct process_map, guarded),
	FIELD_KEY("heaps", struct process_map, arenas.heaps),
	FIELD_KEY("full", struct process_map, arenas.full),
	FIELD_KEY("heap_max", struct process_map, arenas.heap_max),
	{ .key = "all",
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct process_map, all),
	  .sub = &fields_class },
};
const struct table fields_process_map = TABLE(process_map);

/* What of it the JVM knows is not recorded, nor what the JVM says. */
static const struct field class[] = {
	FIELD(struct process_map_sum, count),
	FIELD(struct process_map_sum, size),
	FIELD(struct process_map_sum, rss),
	FIELD(struct process_map_sum, pss),
	FIELD(struct process_map_sum, anon),
	FIELD(struct process_map_sum, swap),
	FIELD(struct process_map_sum, locked),
	FIELD(struct process_map_sum, lazy_free),
	FIELD(struct process_map_sum, thp),
};
const struct table fields_class = TABLE(class);

static const struct field group[] = {
	FIELD_TEXT(struct thread_group, name, MASK_COMM),
	FIELD(struct thread_group, threads),
	FIELD(struct thread_group, stacks),
	FIELD(struct thread_group, size),
	FIELD(struct thread_group, rss),
};
const struct table fields_group = TABLE(group);

static const struct field mapping[] = {
	FIELD_AS(struct process_mapping, start, FIELD_ID),
	FIELD_AS(struct process_mapping, end, FIELD_ID),
	FIELD(struct process_mapping, rss),
	FIELD(struct process_mapping, swap),
	FIELD_AS(struct process_mapping, class, FIELD_ENUM,
		 NAMES(class_word, PM_N)),
	FIELD_TEXT(struct process_mapping, name, MASK_MAPPING),
};
const struct table fields_mapping = TABLE(mapping);
