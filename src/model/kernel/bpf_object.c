/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/kernel/bpf_object.h"

#include <stddef.h>

#include "model/kernel/detail.h"

/* enum bpf_map_type of include/uapi/linux/bpf.h: numbers never change. */
enum {
	MAP_HASH = 1,
	MAP_PERCPU_HASH = 5,
	MAP_PERCPU_ARRAY = 6,
	MAP_LRU_PERCPU_HASH = 10,
	MAP_LPM_TRIE = 11,
	MAP_PERCPU_CGROUP_STORAGE = 21,
	MAP_SK_STORAGE = 24,
	MAP_RINGBUF = 27,
	MAP_INODE_STORAGE = 28,
	MAP_TASK_STORAGE = 29,
	MAP_USER_RINGBUF = 31,
	MAP_CGROUP_STORAGE = 32,
	MAP_ARENA = 33,
};

#define NO_PREALLOC 1	  /* BPF_F_NO_PREALLOC */
#define KMALLOC_MAX 32768 /* above it bpf_map_area_alloc() takes vmalloc */

static const char *const map_types[] = {
	"unspec",
	"hash",
	"array",
	"prog_array",
	"perf_event_array",
	"percpu_hash",
	"percpu_array",
	"stack_trace",
	"cgroup_array",
	"lru_hash",
	"lru_percpu_hash",
	"lpm_trie",
	"array_of_maps",
	"hash_of_maps",
	"devmap",
	"sockmap",
	"cpumap",
	"xskmap",
	"sockhash",
	"cgroup_storage",
	"reuseport_sockarray",
	"percpu_cgroup_storage",
	"queue",
	"stack",
	"sk_storage",
	"devmap_hash",
	"struct_ops",
	"ringbuf",
	"inode_storage",
	"task_storage",
	"bloom_filter",
	"user_ringbuf",
	"cgrp_storage",
	"arena",
};

static const char *const program_types[] = {
	"unspec",
	"socket_filter",
	"kprobe",
	"sched_cls",
	"sched_act",
	"tracepoint",
	"xdp",
	"perf_event",
	"cgroup_skb",
	"cgroup_sock",
	"lwt_in",
	"lwt_out",
	"lwt_xmit",
	"sock_ops",
	"sk_skb",
	"cgroup_device",
	"sk_msg",
	"raw_tracepoint",
	"cgroup_sock_addr",
	"lwt_seg6local",
	"lirc_mode2",
	"sk_reuseport",
	"flow_dissector",
	"cgroup_sysctl",
	"raw_tracepoint_writable",
	"cgroup_sockopt",
	"tracing",
	"struct_ops",
	"ext",
	"lsm",
	"sk_lookup",
	"syscall",
	"netfilter",
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

const char *bpf_type_name(const struct bpf_object *o)
{
	bool map = o->kind == BPF_KIND_MAP;

	if (o->type >= (map ? COUNT(map_types) : COUNT(program_types)))
		return "other";
	return map ? map_types[o->type] : program_types[o->type];
}

bool bpf_map_is_ringbuf(uint32_t type)
{
	return type == MAP_RINGBUF || type == MAP_USER_RINGBUF;
}

#define RINGBUF_MORE_PAGES 3

uint64_t bpf_ringbuf_bytes(uint32_t max_entries, uint64_t page)
{
	return max_entries + RINGBUF_MORE_PAGES * page;
}

bool bpf_map_is_arena(uint32_t type)
{
	return type == MAP_ARENA;
}

enum counted_in bpf_map_counted_in(uint32_t type, uint32_t flags,
				   uint64_t bytes)
{
	switch (type) {
	case MAP_PERCPU_HASH:
	case MAP_PERCPU_ARRAY:
	case MAP_LRU_PERCPU_HASH:
	case MAP_PERCPU_CGROUP_STORAGE:
		return COUNTED_PERCPU;
	case MAP_RINGBUF: /* alloc_page(), then vmap(): no counter has it */
	case MAP_USER_RINGBUF:
	case MAP_ARENA:
		return COUNTED_NOWHERE;
	case MAP_LPM_TRIE:
	case MAP_SK_STORAGE:
	case MAP_INODE_STORAGE:
	case MAP_TASK_STORAGE:
	case MAP_CGROUP_STORAGE:
		return COUNTED_SLAB;
	case MAP_HASH:
		if (flags & NO_PREALLOC)
			return COUNTED_SLAB;
		break;
	default:
		break;
	}
	return bytes > KMALLOC_MAX ? COUNTED_VMALLOC : COUNTED_SLAB;
}
