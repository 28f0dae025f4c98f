/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model/field.h"
#include "model/snapshot.h"

/* Where it was taken from; a recording of a recording says it, too. */
static uint64_t origin(const void *row)
{
	return snapshot_is_capture(row) ? SOURCE_CAPTURE : 0;
}

static int set_origin(void *row, uint64_t v)
{
	((struct snapshot *)row)->origin = (enum source_kind)v;
	return 0;
}

static const char *origin_name(size_t i)
{
	return i == SOURCE_CAPTURE ? "capture" : NULL;
}

static const struct field host[] = {
	FIELD_TEXT(struct host, name, MASK_HOST,
		   SHOW("name", "Node name of uname(2).")),
	FIELD_TEXT(struct host, kernel, MASK_NOT,
		   SHOW("kernel", "Release of uname(2).")),
	FIELD_TEXT(struct host, arch, MASK_NOT,
		   SHOW("arch", "Machine of uname(2).")),
	FIELD_TEXT(struct host, boot_id, MASK_BOOT,
		   SHOW("boot_id", "/proc/sys/kernel/random/boot_id.")),
	FIELD(struct host, page_size,
	      SHOW("page_size_bytes", "Of sysconf(3).")),
	FIELD(struct host, cpus, SHOW("cpus", "CPUs online, of sysconf(3).")),
	FIELD(struct host, uptime_ms),
	FIELD(struct host, awake_ms),
	FIELD(struct host, kernel_version),
};
const struct table fields_host = TABLE(host);

static bool has_processes(const void *row)
{
	return ((const struct snapshot *)row)->processes.known;
}

/* What the lists below do not say themselves. */
static const struct field scope[] = {
	{ .key = "origin",
	  .type = FIELD_CALL,
	  .get = origin,
	  .set = set_origin,
	  NAMES(origin_name, SOURCE_CAPTURE + 1) },
	FIELD(struct snapshot, uid,
	      SHOW("uid",
		   "Effective user id of who looked; null in a capture.")),
	FIELD(struct snapshot, privileged),
	FIELD(struct snapshot, contained),
	FIELD(struct snapshot, owners_looked_for),
	SHOWN(struct snapshot, processes.n, "seen", "User processes.",
	      .has = has_processes),
	FIELD_KEY("processes", struct snapshot, processes.known),
	FIELD_KEY("pss", struct snapshot, processes.pss,
		  SHOW("pss", "Whether Pss was read at all.")),
	FIELD_KEY("kernel_threads", struct snapshot, processes.kernel_threads,
		  SHOW("kernel_threads", "Kernel threads."),
		  .has = has_processes),
	FIELD_KEY("unreadable", struct snapshot, processes.unreadable,
		  SHOW("unreadable",
		       "The kernel refused /proc/PID/smaps_rollup."),
		  .has = has_processes),
	FIELD_KEY("vanished", struct snapshot, processes.vanished,
		  SHOW("vanished", "Ended while they were read."),
		  .has = has_processes),
	FIELD_KEY("processes_age_ms", struct snapshot, processes.age_ms),
	FIELD_KEY("shmem", struct snapshot, shmem.looked),
	FIELD_KEY("looks", struct snapshot, probes.taken),
	FIELD_KEY("slabs", struct snapshot, memory.slabs.known),
	FIELD_KEY("slabs_total", struct snapshot, memory.slabs.total_bytes),
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
	FIELD_KEY("log_tcp_memory", struct snapshot, protocols.log_tcp_memory),
	FIELD_KEY("tcp_max_orphans", struct snapshot,
		  protocols.tcp_max_orphans),
	FIELD_KEY("tcp_max_tw", struct snapshot, protocols.tcp_max_tw),
	FIELD_KEY("mem_pcpu_rsv_pages", struct snapshot,
		  protocols.mem_pcpu_rsv_pages),
};
const struct table fields_scope = TABLE(scope);

static void error_name(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	int error = ((const struct gap *)row)->error;

	(void)l;
	ret->text = error ? strerrorname_np(error) : NULL;
}

static const struct field gap[] = {
	FIELD(struct gap, what, SHOW("what", "The file or facility."),
	      .sure = true),
	FIELD(struct gap, count, SHOW("count", "How often.")),
	FIELD(struct gap, error),
	MADE(FIELD_NAME, error_name, "error",
	     "The first errno by name; null where none applies.",
	     .pattern = "^E[A-Z0-9]+$"),
	FIELD_TEXT(struct gap, example, MASK_EXAMPLE,
		   SHOW("example", "The first instance.")),
	FIELD(struct gap, effect,
	      SHOW("effect", "A sentence: what it means for the report.")),
};
const struct table fields_gap = TABLE(gap);
