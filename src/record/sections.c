/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "model/snapshot.h"
#include "record/section.h"

/* In this order: a vector of it can be told like those of the snapshot. */
#define IS_VEC(m)                                                         \
	_Static_assert(offsetof(struct process_map, n_##m) ==             \
				       offsetof(struct process_map, m) +  \
					       offsetof(struct vec, n) && \
			       offsetof(struct process_map, cap_##m) ==   \
				       offsetof(struct process_map, m) +  \
					       offsetof(struct vec, cap), \
		       "a vector")

IS_VEC(groups);
IS_VEC(top);

#define SINGLE(k, m, t)                                            \
	{                                                          \
		.key = (k), .kind = SECTION_OBJECT, .table = &(t), \
		.offset = offsetof(struct snapshot, m),            \
	}
#define VECTOR(k, m, t)                                          \
	{                                                        \
		.key = (k), .kind = SECTION_LIST, .table = &(t), \
		.offset = offsetof(struct snapshot, m),          \
		.size = sizeof(*((struct snapshot *)0)->m.v),    \
	}

/* An array of the snapshot with its count beside it. */
#define FIXED(k, m, c, t, most)                                              \
	{                                                                    \
		.key = (k), .kind = SECTION_FIXED, .table = &(t),            \
		.offset = offsetof(struct snapshot, m),                      \
		.count = offsetof(struct snapshot, c),                       \
		.size = sizeof(((struct snapshot *)0)->m[0]), .max = (most), \
	}

/* A vector of the inside: NAME, n_NAME and cap_NAME as v, n and cap. */
#define PROCESS_MAP_LIST(k, m, t)                                \
	{                                                        \
		.key = (k), .kind = SECTION_LIST, .table = &(t), \
		.offset = offsetof(struct process_map, m),       \
		.size = sizeof(*((struct process_map *)0)->m),   \
		.of_process_map = true,                          \
	}

static const char *class_name(size_t i)
{
	return i < PM_N ? process_map_class_name((enum process_map_class)i)
			: NULL;
}

void *section_base(const struct section *s, struct snapshot *snap)
{
	return s->of_process_map ? (void *)snap->process_map : (void *)snap;
}

const void *section_at(const struct section *s, const struct snapshot *snap)
{
	return s->of_process_map ? (const void *)snap->process_map
				 : (const void *)snap;
}

const struct section sections[] = {
	SINGLE("host", host, fields_host),
	{ .key = "scope", .kind = SECTION_OBJECT, .table = &fields_scope },
	SINGLE("memory", memory, fields_memory),
	VECTOR("slabs", memory.slabs, fields_slab),
	FIXED("hugepools", memory.hugepools, memory.n_hugepools,
	      fields_hugepool, HUGEPOOLS_MAX),
	VECTOR("processes", processes, fields_process),
	VECTOR("shmem", shmem, fields_shm),
	VECTOR("consumers", consumers, fields_consumer),
	VECTOR("page_pools", page_pools, fields_pool),
	SINGLE("drill", detail, fields_detail),
	VECTOR("vmalloc", detail.vmalloc, fields_caller),
	VECTOR("tasks", detail.tasks, fields_task_memory),
	VECTOR("hugenodes", detail.hugenodes, fields_hugenode),
	VECTOR("bpf", detail.bpf, fields_bpf_object),
	FIXED("alloc_sites", detail.sites.v, detail.sites.n, fields_alloc_site,
	      ALLOC_SITES_MAX),
	VECTOR("netns", netns, fields_netns),
	{ .key = "protocols",
	  .kind = SECTION_WORDS,
	  .name = field_proto_name,
	  .table = &fields_protocol,
	  .offset = offsetof(struct snapshot, protocols.v),
	  .size = sizeof(struct protocol),
	  .max = PROTO_N },
	VECTOR("socks", socks, fields_sock),
	VECTOR("owners", owners, fields_owner),
	VECTOR("looks", probes, fields_probe),
	VECTOR("queues", queues, fields_queue_sample),
	VECTOR("cgroups", cgroups, fields_cgroup),
	VECTOR("memcgs", memcgs, fields_memcg),
	SINGLE("oom", oom, fields_oom),
	SINGLE("oom_killed", oom.killed, fields_oom_victim),
	VECTOR("oom_areas", oom.areas, fields_oom_area),
	VECTOR("oom_tasks", oom.tasks, fields_oom_task),
	VECTOR("qdiscs", qdiscs, fields_qdisc),
	VECTOR("nfqueues", nfqueues, fields_nfqueue),
	FIXED("drop_reasons", drops.reasons.v, drops.reasons.n,
	      fields_drop_count, DROP_NAMES_MAX),
	FIXED("drop_limits", drops.limits.v, drops.limits.n, fields_drop_count,
	      DROP_NAMES_MAX),
	VECTOR("gaps", gaps, fields_gap),
	SINGLE("paste", paste, fields_paste),
	VECTOR("paste_forms", paste.forms, fields_paste_form),
	/* --pid: the process that was looked into */
	{ .key = "inside",
	  .kind = SECTION_OBJECT,
	  .table = &fields_process_map,
	  .of_process_map = true },
	{ .key = "inside_classes",
	  .kind = SECTION_WORDS,
	  .name = class_name,
	  .table = &fields_class,
	  .offset = offsetof(struct process_map, class),
	  .size = sizeof(struct process_map_sum),
	  .max = PM_N,
	  .of_process_map = true },
	PROCESS_MAP_LIST("inside_groups", groups, fields_group),
	PROCESS_MAP_LIST("inside_mappings", top, fields_mapping),
};

const size_t sections_n = sizeof(sections) / sizeof(sections[0]);

_Static_assert(sizeof(sections) / sizeof(sections[0]) <= SECTIONS_MAX,
	       "more sections than bits to remember them");
