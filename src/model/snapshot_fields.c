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
	FIELD(struct host, uptime_ms,
	      MEANS("Since boot, suspended time included.")),
	FIELD(struct host, awake_ms,
	      MEANS("Likewise, without suspended time.")),
	FIELD(struct host, kernel_version,
	      MEANS("Version of the release, as one number."), .unit = "id"),
};
const struct table fields_host = TABLE(host);

static bool has_processes(const void *row)
{
	return ((const struct snapshot *)row)->processes.known;
}

/* What the lists below do not say themselves. */
static const struct field scope[] = {
	{ .key = "origin",
	  MEANS("Where it was taken from."),
	  .type = FIELD_CALL,
	  .get = origin,
	  .set = set_origin,
	  NAMES(origin_name, SOURCE_CAPTURE + 1) },
	FIELD(struct snapshot, uid,
	      SHOW("uid",
		   "Effective user id of who looked; null in a capture.")),
	FIELD(struct snapshot, privileged,
	      MEANS("Whether it was root with CAP_SYS_PTRACE and "
		    "CAP_SYS_ADMIN.")),
	FIELD(struct snapshot, contained,
	      MEANS("Whether it ran in a pid namespace that hides processes.")),
	FIELD(struct snapshot, owners_looked_for,
	      MEANS("Whether sockets' owners were looked for.")),
	SHOWN(struct snapshot, processes.n, "seen", "User processes.",
	      .has = has_processes),
	FIELD_KEY("processes", struct snapshot, processes.known,
		  MEANS("Whether processes were listed.")),
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
	FIELD_KEY("processes_age_ms", struct snapshot, processes.age_ms,
		  MEANS("Age of what was not read anew for this sample.")),
	FIELD_KEY("shmem", struct snapshot, shmem.looked,
		  MEANS("Whether shared memory was looked for.")),
	FIELD_KEY("looks", struct snapshot, probes.taken,
		  MEANS("Whether sockets were probed.")),
	FIELD_KEY("slabs", struct snapshot, memory.slabs.known,
		  MEANS("Whether /proc/slabinfo was read.")),
	FIELD_KEY("slabs_total", struct snapshot, memory.slabs.total_bytes,
		  MEANS("Of all caches, by the heading of slabtop."),
		  .unit = "bytes"),
	FIELD_KEY("drops", struct snapshot, drops.looked,
		  MEANS("Whether reasons of drops were listened to.")),
	FIELD_KEY("drops_ms", struct snapshot, drops.window_ms,
		  MEANS("How long.")),
	FIELD_KEY("drops_lost", struct snapshot, drops.lost,
		  MEANS("Events that came too fast to be read.")),
	FIELD_KEY("drop_reasons_others", struct snapshot, drops.reasons.others,
		  MEANS("Events of reasons beyond the list.")),
	FIELD_KEY("drop_limits_others", struct snapshot, drops.limits.others,
		  MEANS("Events of limits beyond the list.")),
	{ .key = "before",
	  MEANS("Sums of sockstat before the dumps."),
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct snapshot, protocols.before),
	  .sub = &fields_sockstat },
	{ .key = "after",
	  MEANS("Sums of sockstat after them."),
	  .type = FIELD_STRUCT,
	  .offset = offsetof(struct snapshot, protocols.after),
	  .sub = &fields_sockstat },
	FIELD_KEY("log_tcp_memory", struct snapshot, protocols.log_tcp_memory,
		  MEANS("Lines \"TCP: out of memory\" of the kernel's log.")),
	FIELD_KEY("tcp_max_orphans", struct snapshot, protocols.tcp_max_orphans,
		  MEANS("tcp_max_orphans.")),
	FIELD_KEY("tcp_max_tw", struct snapshot, protocols.tcp_max_tw,
		  MEANS("tcp_max_tw_buckets, of the host's namespace.")),
	FIELD_KEY("mem_pcpu_rsv_pages", struct snapshot,
		  protocols.mem_pcpu_rsv_pages,
		  MEANS("mem_pcpu_rsv: what each CPU may reserve.")),
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
	FIELD(struct gap, error, MEANS("The first errno."), .unit = "id"),
	MADE(FIELD_NAME, error_name, "error",
	     "The first errno by name; null where none applies.",
	     .pattern = "^E[A-Z0-9]+$"),
	FIELD_TEXT(struct gap, example, MASK_EXAMPLE,
		   SHOW("example", "The first instance.")),
	FIELD(struct gap, effect,
	      SHOW("effect", "A sentence: what it means for the report.")),
};
const struct table fields_gap = TABLE(gap);
