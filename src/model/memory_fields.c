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

static const struct field psi[] = {
	FIELD(struct psi, known),
	FIELD(struct psi, some_avg10),
	FIELD(struct psi, full_avg10),
};
const struct table fields_psi = TABLE(psi);

static const struct field memory[] = {
	{ .key = "info",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, info.v),
	  NAMES(meminfo_key, MEMINFO_N) },
	{ .key = "earlier",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, earlier.v),
	  NAMES(meminfo_key, MEMINFO_N) },
	{ .key = "vmstat",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct memory, vmstat.v),
	  NAMES(vmstat_key, VMSTAT_N) },
	FIELD_KEY("direct_stalls", struct memory, vmstat.direct_stalls),
	FIELD_KEY("pcp_pages", struct memory, zone.pcp_pages),
	FIELD_KEY("managed_pages", struct memory, zone.managed_pages),
	FIELD_KEY("vmalloc_pages_bytes", struct memory, vmalloc.pages_bytes),
	FIELD_KEY("vmalloc_stack_bytes", struct memory, vmalloc.stack_bytes),
	FIELD_AS(struct memory, psi, FIELD_STRUCT, .sub = &fields_psi),
	FIELD_KEY("arc_size_bytes", struct memory, arc.size_bytes),
	FIELD_KEY("arc_min_bytes", struct memory, arc.min_bytes),
	FIELD(struct memory, vmap_stack),
	FIELD(struct memory, balloon_in_total),
};
const struct table fields_memory = TABLE(memory);

static const struct field slab[] = {
	FIELD_TEXT(struct slab_cache, name, MASK_NOT),
	FIELD(struct slab_cache, objects),
	FIELD(struct slab_cache, active),
	FIELD(struct slab_cache, object_bytes),
	FIELD(struct slab_cache, bytes),
	FIELD(struct slab_cache, reclaimable),
};
const struct table fields_slab = TABLE(slab);

static const struct field hugepool[] = {
	FIELD(struct hugepool, page_bytes), FIELD(struct hugepool, total),
	FIELD(struct hugepool, free),	    FIELD(struct hugepool, reserved),
	FIELD(struct hugepool, surplus),
};
const struct table fields_hugepool = TABLE(hugepool);

static const struct field shm[] = {
	FIELD_AS(struct shm_object, kind, FIELD_ENUM, NAMES(shm_name, SHM_N)),
	FIELD(struct shm_object, bytes),
	FIELD_AS(struct shm_object, id, FIELD_ID),
	FIELD(struct shm_object, attached),
	FIELD(struct shm_object, in_mount),
	FIELD(struct shm_object, pid),
	FIELD_TEXT(struct shm_object, name, MASK_FILE),
};
const struct table fields_shm = TABLE(shm);

static const struct field consumer[] = {
	FIELD(struct consumer, name),
	FIELD(struct consumer, basis),
	FIELD(struct consumer, counted_in),
	FIELD(struct consumer, bytes),
	FIELD(struct consumer, count),
	FIELD(struct consumer, pid),
	FIELD_TEXT(struct consumer, holder, MASK_COMM),
};
const struct table fields_consumer = TABLE(consumer);

static const struct field pool[] = {
	FIELD_TEXT(struct pool_row, interface, MASK_IF),
	FIELD(struct pool_row, netns),
	FIELD(struct pool_row, detached),
	FIELD(struct pool_row, pools),
	FIELD(struct pool_row, bytes),
	FIELD(struct pool_row, detached_s),
	{ .key = "counters",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct pool_row, counters),
	  NAMES(pool_key, POOL_COUNTERS_N) },
};
const struct table fields_pool = TABLE(pool);
