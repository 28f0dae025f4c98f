/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "record/field.h"

#define OBJECT(k, m, t)                                            \
	{                                                          \
		.key = (k), .kind = SECTION_OBJECT, .table = &(t), \
		.offset = offsetof(struct snapshot, m),            \
	}
#define LIST(k, m, t)                                            \
	{                                                        \
		.key = (k), .kind = SECTION_LIST, .table = &(t), \
		.offset = offsetof(struct snapshot, m),          \
		.size = sizeof(*((struct snapshot *)0)->m.v),    \
	}

const struct section sections[] = {
	OBJECT("host", host, fields_host),
	{ .key = "scope", .kind = SECTION_OBJECT, .table = &fields_scope },
	OBJECT("memory", memory, fields_memory),
	LIST("slabs", memory.slabs, fields_slab),
	{ .key = "hugepools",
	  .kind = SECTION_FIXED,
	  .table = &fields_hugepool,
	  .offset = offsetof(struct snapshot, memory.hugepools),
	  .count = offsetof(struct snapshot, memory.n_hugepools),
	  .size = sizeof(struct hugepool),
	  .max = HUGEPOOLS_MAX },
	LIST("processes", processes, fields_process),
	LIST("shmem", shmem, fields_shm),
	LIST("consumers", consumers, fields_consumer),
	LIST("netns", netns, fields_netns),
	{ .key = "protocols",
	  .kind = SECTION_PROTOS,
	  .table = &fields_protocol,
	  .offset = offsetof(struct snapshot, protocols.v),
	  .size = sizeof(struct protocol),
	  .max = PROTO_N },
	LIST("socks", socks, fields_sock),
	LIST("owners", owners, fields_owner),
	LIST("looks", looks, fields_look),
	LIST("cgroups", cgroups, fields_cgroup),
	LIST("memcgs", memcgs, fields_memcg),
	LIST("qdiscs", qdiscs, fields_qdisc),
	LIST("nfqueues", nfqueues, fields_nfqueue),
	LIST("gaps", gaps, fields_gap),
};

const size_t sections_n = sizeof(sections) / sizeof(sections[0]);
