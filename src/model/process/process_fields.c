/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/snapshot.h"

static bool has_uid(const void *row)
{
	return ((const struct process *)row)->uid != UID_UNKNOWN;
}

static const struct field process[] = {
	FIELD(struct process, pid, SHOW("pid", "Process id."),
	      .positive = true),
	FIELD(struct process, uid, SHOW("uid", "Effective user id."),
	      .has = has_uid),
	FIELD(struct process, start_time, MEANS("When it started, since boot."),
	      .unit = "ticks"),
	FIELD_TEXT(struct process, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
	FIELD(struct process, rss_bytes,
	      SHOW("rss_bytes", "Rss of /proc/PID/smaps_rollup.")),
	FIELD(struct process, pss_bytes,
	      SHOW("pss_bytes", "Pss of /proc/PID/smaps_rollup.")),
	FIELD(struct process, pss_anon_bytes,
	      SHOW("pss_anon_bytes", "Pss_Anon there.")),
	FIELD(struct process, pss_file_bytes,
	      SHOW("pss_file_bytes", "Pss_File there.")),
	FIELD(struct process, pss_shmem_bytes,
	      SHOW("pss_shmem_bytes", "Pss_Shmem there.")),
	FIELD(struct process, swap_pss_bytes,
	      SHOW("swap_bytes", "SwapPss there.")),
	FIELD(struct process, cgroup, MEANS("Index of its cgroup's path."),
	      .unit = "id"),
	FIELD(struct process, socket_fds,
	      MEANS("Descriptors of sockets that it has; unknown where some "
		    "were "
		    "not seen.")),
	FIELD(struct process, sockets_without_row,
	      SHOW("sockets_without_row",
		   "Its descriptors of TCP and UDP sockets that no dump "
		   "showed, some of them harmless; null unless memory is "
		   "missing or with --intrusive.")),
};
const struct table fields_process = TABLE(process);

static const struct field cgroup[] = {
	FIELD_AS(struct cgroup_path, id, FIELD_ID,
		 MEANS("Inode of the directory in cgroup v2.")),
	FIELD_AS(struct cgroup_path, path, FIELD_STRING, .mask = MASK_CGROUP,
		 MEANS("From the mount point on.")),
	FIELD_AS(struct cgroup_path, name, FIELD_STRING,
		 .mask = MASK_CGROUP_NAME,
		 MEANS("What a container engine calls it.")),
};
const struct table fields_cgroup = TABLE(cgroup);

static const struct field memcg[] = {
	FIELD_AS(struct memcg, path, FIELD_STRING, .mask = MASK_CGROUP,
		 SHOW("path", "From the mount point on."), .sure = true),
	FIELD_AS(struct memcg, name, FIELD_STRING, .mask = MASK_CGROUP_NAME,
		 MEANS("What a container engine calls it.")),
	FIELD(struct memcg, parent, MEANS("Index of the cgroup above it."),
	      .unit = "id"),
	FIELD(struct memcg, current_bytes,
	      SHOW("current_bytes", "memory.current.")),
	FIELD(struct memcg, max_bytes, MEANS("memory.max.")),
	FIELD(struct memcg, high_bytes, MEANS("memory.high.")),
	FIELD(struct memcg, socket_bytes,
	      SHOW("socket_bytes", "sock of memory.stat.")),
	FIELD(struct memcg, kernel_bytes,
	      SHOW("kernel_bytes",
		   "kernel of memory.stat, before Linux 5.18 slab + "
		   "kernel_stack + pagetables + percpu; without sockets.")),
	FIELD(struct memcg, anon_bytes,
	      SHOW("anon_bytes", "anon of memory.stat.")),
	FIELD(struct memcg, file_bytes,
	      SHOW("file_bytes",
		   "file: page cache, with shmem of memory.stat.")),
	FIELD(struct memcg, shmem_bytes,
	      SHOW("shmem_bytes", "shmem of memory.stat.")),
	FIELD(struct memcg, slab_reclaimable_bytes,
	      SHOW("slab_reclaimable_bytes",
		   "slab_reclaimable of memory.stat.")),
	FIELD(struct memcg, slab_unreclaimable_bytes,
	      SHOW("slab_unreclaimable_bytes",
		   "slab_unreclaimable of memory.stat.")),
	FIELD(struct memcg, kernel_stack_bytes,
	      SHOW("kernel_stack_bytes", "kernel_stack of memory.stat.")),
	FIELD(struct memcg, page_tables_bytes,
	      SHOW("page_tables_bytes", "pagetables of memory.stat.")),
	FIELD(struct memcg, oom_kills,
	      SHOW("oom_kills", "oom_kill of memory.events.")),
	FIELD_AS(struct memcg, psi, FIELD_STRUCT, .sub = &fields_psi,
		 MEANS("How its tasks wait for memory.")),
};
const struct table fields_memcg = TABLE(memcg);
