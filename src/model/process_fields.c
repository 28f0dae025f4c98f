/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/snapshot.h"

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
