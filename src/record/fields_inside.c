/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of one process: what of it is recorded. */
#include <stddef.h>

#include "model/inside.h"
#include "record/field.h"

/* In this order: a vector of it can be told like those of the snapshot. */
#define IS_VEC(m)                                                         \
	_Static_assert(offsetof(struct inside, n_##m) ==                  \
				       offsetof(struct inside, m) +       \
					       offsetof(struct vec, n) && \
			       offsetof(struct inside, cap_##m) ==        \
				       offsetof(struct inside, m) +       \
					       offsetof(struct vec, cap), \
		       "a vector")

IS_VEC(groups);
IS_VEC(top);

#define NAMES(fn, count) .name = (fn), .n = (count)

static const char *class_word(size_t i)
{
	return i < IC_N ? inside_class_name((enum inside_class)i) : NULL;
}

/* The static ones have no name of their own: 0 is not written. */
static const char *allocator_word(size_t i)
{
	const char *name =
		i < ALLOCATOR_N ? allocator_name((enum allocator)i) : NULL;

	return name || i >= ALLOCATOR_N ? name : "unknown";
}

static const struct field inside[] = {
	FIELD(struct inside, pid),
	FIELD_TEXT(struct inside, comm, MASK_COMM),
	FIELD_TEXT(struct inside, state, MASK_NOT),
	FIELD(struct inside, uid),
	FIELD(struct inside, threads),
	FIELD(struct inside, size),
	FIELD(struct inside, rss),
	FIELD(struct inside, peak),
	FIELD(struct inside, rss_anon),
	FIELD(struct inside, rss_file),
	FIELD(struct inside, rss_shmem),
	FIELD(struct inside, swap),
	FIELD(struct inside, hugetlb),
	FIELD(struct inside, page_tables),
	FIELD(struct inside, smaps),
	FIELD(struct inside, maps),
	FIELD(struct inside, jvm),
	FIELD(struct inside, word32),
	FIELD_AS(struct inside, allocator, FIELD_ENUM,
		 NAMES(allocator_word, ALLOCATOR_N)),
	FIELD_KEY("total_us", struct inside, cost.total_us),
	FIELD_KEY("longest_us", struct inside, cost.longest_us),
	FIELD(struct inside, mappings),
	FIELD(struct inside, guarded),
	FIELD_KEY("heaps", struct inside, arenas.heaps),
	FIELD_KEY("full", struct inside, arenas.full),
	FIELD_KEY("heap_max", struct inside, arenas.heap_max),
	{ .key = "all",
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct inside, all),
	  .sub = &fields_class },
};
const struct table fields_inside = TABLE(inside);

/* What of it the JVM knows is not recorded, nor what the JVM says. */
static const struct field class[] = {
	FIELD(struct inside_sum, count),  FIELD(struct inside_sum, size),
	FIELD(struct inside_sum, rss),	  FIELD(struct inside_sum, pss),
	FIELD(struct inside_sum, anon),	  FIELD(struct inside_sum, swap),
	FIELD(struct inside_sum, locked), FIELD(struct inside_sum, lazy_free),
	FIELD(struct inside_sum, thp),
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
	FIELD_AS(struct inside_map, start, FIELD_ID),
	FIELD_AS(struct inside_map, end, FIELD_ID),
	FIELD(struct inside_map, rss),
	FIELD(struct inside_map, swap),
	FIELD_AS(struct inside_map, class, FIELD_ENUM, NAMES(class_word, IC_N)),
	FIELD_TEXT(struct inside_map, name, MASK_MAPPING),
};
const struct table fields_mapping = TABLE(mapping);
