/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/field.h"

#include <errno.h>
#include <string.h>

#include "model/snapshot.h"
#include "record/put.h"

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

/* Where it was taken from; a recording of a recording says it, too. */
static bool origin_is_set(const void *row)
{
	return snapshot_is_capture(row);
}

static void put_origin(struct put *p, const void *row)
{
	(void)row;
	put_text(p, "capture", strlen("capture"));
}

static int get_origin(const json_t *v, void *row)
{
	const char *word = json_string_value(v);
	struct snapshot *snap = row;

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "capture"))
		snap->origin = SOURCE_CAPTURE;
	return 0;
}

#define NAMES(fn, count) .name = (fn), .n = (count)

static const struct field host[] = {
	FIELD_TEXT(struct host, name, MASK_HOST),
	FIELD_TEXT(struct host, kernel, MASK_NOT),
	FIELD_TEXT(struct host, arch, MASK_NOT),
	FIELD_TEXT(struct host, boot_id, MASK_BOOT),
	FIELD(struct host, page_size),
	FIELD(struct host, cpus),
	FIELD(struct host, uptime_ms),
	FIELD(struct host, awake_ms),
	FIELD(struct host, kernel_version),
};
const struct table fields_host = TABLE(host);

/* What the lists below do not say themselves. */
static const struct field scope[] = {
	{ .key = "origin",
	  .type = FIELD_CALL,
	  .is_set = origin_is_set,
	  .put = put_origin,
	  .get = get_origin },
	FIELD(struct snapshot, uid),
	FIELD(struct snapshot, privileged),
	FIELD(struct snapshot, contained),
	FIELD(struct snapshot, owners_looked_for),
	FIELD_KEY("processes", struct snapshot, processes.known),
	FIELD_KEY("pss", struct snapshot, processes.pss),
	FIELD_KEY("kernel_threads", struct snapshot, processes.kernel_threads),
	FIELD_KEY("unreadable", struct snapshot, processes.unreadable),
	FIELD_KEY("vanished", struct snapshot, processes.vanished),
	FIELD_KEY("processes_age_ms", struct snapshot, processes.age_ms),
	FIELD_KEY("shmem", struct snapshot, shmem.looked),
	FIELD_KEY("looks", struct snapshot, probes.taken),
	FIELD_KEY("slabs", struct snapshot, memory.slabs.known),
	FIELD_KEY("drops", struct snapshot, drops.looked),
	FIELD_KEY("drops_ms", struct snapshot, drops.window_ms),
	FIELD_KEY("drops_lost", struct snapshot, drops.lost),
	FIELD_KEY("drop_reasons_others", struct snapshot, drops.reasons.others),
	FIELD_KEY("drop_limits_others", struct snapshot, drops.limits.others),
	{ .key = "before",
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct snapshot, protocols.before),
	  .sub = &fields_sockstat },
	{ .key = "after",
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct snapshot, protocols.after),
	  .sub = &fields_sockstat },
	FIELD_KEY("tcp_max_orphans", struct snapshot,
		  protocols.tcp_max_orphans),
	FIELD_KEY("tcp_max_tw", struct snapshot, protocols.tcp_max_tw),
	FIELD_KEY("mem_pcpu_rsv_pages", struct snapshot,
		  protocols.mem_pcpu_rsv_pages),
};
const struct table fields_scope = TABLE(scope);

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

static const struct field process[] = {
	FIELD(struct process, pid),
	FIELD(struct process, uid),
	FIELD(struct process, start_time),
	FIELD_TEXT(struct process, comm, MASK_COMM),
	FIELD(struct process, rss_bytes),
	FIELD(struct process, pss_bytes),
	FIELD(struct process, pss_anon_bytes),
	FIELD(struct process, pss_file_bytes),
	FIELD(struct process, pss_shmem_bytes),
	FIELD(struct process, swap_pss_bytes),
	FIELD(struct process, cgroup),
	FIELD(struct process, socket_fds),
	FIELD(struct process, sockets_without_row),
};
const struct table fields_process = TABLE(process);

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

static const struct field cgroup[] = {
	FIELD_AS(struct cgroup_path, id, FIELD_ID),
	FIELD_AS(struct cgroup_path, path, FIELD_STRING, .mask = MASK_CGROUP),
	FIELD_AS(struct cgroup_path, name, FIELD_STRING,
		 .mask = MASK_CGROUP_NAME),
};
const struct table fields_cgroup = TABLE(cgroup);

static const struct field memcg[] = {
	FIELD_AS(struct memcg, path, FIELD_STRING, .mask = MASK_CGROUP),
	FIELD_AS(struct memcg, name, FIELD_STRING, .mask = MASK_CGROUP_NAME),
	FIELD(struct memcg, parent),
	FIELD(struct memcg, current_bytes),
	FIELD(struct memcg, max_bytes),
	FIELD(struct memcg, socket_bytes),
	FIELD(struct memcg, kernel_bytes),
	FIELD(struct memcg, oom_kills),
	FIELD_AS(struct memcg, psi, FIELD_STRUCT, .sub = &fields_psi),
};
const struct table fields_memcg = TABLE(memcg);

static const struct field gap[] = {
	FIELD(struct gap, what),
	FIELD(struct gap, count),
	FIELD(struct gap, error),
	FIELD_TEXT(struct gap, example, MASK_EXAMPLE),
	FIELD(struct gap, effect),
};
const struct table fields_gap = TABLE(gap);
