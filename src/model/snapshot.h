/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts of one moment of one machine, with what could not be read. All
 * rooms speak of it; collect/ and record/ fill it, nobody else changes it.
 */
#ifndef KMW_MODEL_SNAPSHOT_H
#define KMW_MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/memory/cgroup.h"
#include "model/kernel/consumer.h"
#include "model/net/drops.h"
#include "model/kernel/detail.h"
#include "model/gap.h"
#include "model/paste.h"
#include "model/process/process_map.h"
#include "model/socket/probe.h"
#include "model/memory/memory.h"
#include "model/net/netns.h"
#include "model/net/netqueue.h"
#include "model/net/page_pool.h"
#include "model/oom/oom.h"
#include "model/process/process.h"
#include "model/socket/protocol.h"
#include "model/socket/queue_sample.h"
#include "model/memory/shmem.h"
#include "model/socket/socket.h"
#include "util/buf.h"
#include "util/opt.h"

enum source_kind { SOURCE_LIVE, SOURCE_RECORDING, SOURCE_CAPTURE };

struct host {
	char name[65];
	char kernel[65]; /* release, "" where unknown */
	char arch[65];
	char boot_id[40];
	struct opt_u64 page_size;
	struct opt_u64 cpus;
	struct opt_u64 uptime_ms;
	struct opt_u64 awake_ms;       /* of it; what is missing is suspend */
	struct opt_u64 kernel_version; /* KERNEL(6, 18) */
};

#define KERNEL(major, minor) ((uint64_t)(major) << 16 | (uint64_t)(minor))

/* Names that a recording brought, where others are static. */
struct kept_names {
	char **v;
	size_t n;
	size_t cap;
};

struct snapshot {
	enum source_kind source;
	enum source_kind origin; /* of a recording: where it was taken from */
	struct opt_u64 time_ms;	 /* since 1970, UTC */
	struct opt_u64 uid;	 /* of who looked; unknown in a capture */
	bool contained; /* from a pid namespace: others' processes are hidden */
	bool privileged; /* root with CAP_SYS_PTRACE, _SYS_ADMIN */
	struct host host;
	struct memory memory;
	struct processes processes;
	struct shm_objects shmem;
	struct consumers consumers;
	struct pool_rows page_pools;
	struct detail detail; /* see collect_detail() */
	struct netnses netns;
	struct protocols protocols;
	struct socks socks; /* kept ones: see collect_sockets() */
	struct sock_owners owners;
	bool owners_looked_for;
	struct queue_samples queues; /* where BPF could be used */
	struct drops drops;	     /* see collect_drops() */
	struct probes probes;	     /* see collect_probe() */
	struct cgroup_paths cgroups;
	struct memcgs memcgs;
	struct qdiscs qdiscs;
	struct nfqueues nfqueues;
	struct oom oom; /* of a report that the kernel printed */
	struct process_map *process_map; /* --pid: that process, else NULL */
	struct buf strings;		 /* NUL-ended strings, by offset */
	struct gaps gaps;
	struct kept_names names;
	struct paste_text paste; /* where it was read from a text */
};

void snapshot_free(struct snapshot *s);

/* The path of a cgroup id, or NULL where it is not known. */
const char *snapshot_cgroup(const struct snapshot *s, uint64_t id);

/* Keeps a string; ret is its place in strings. Returns 0 or -ENOMEM. */
int snapshot_add_string(struct snapshot *s, const char *text, uint32_t *ret);

/* Keeps a copy of a name as long as the snapshot lives; NULL: no memory. */
const char *snapshot_keep_name(struct snapshot *s, const char *name);

/* Whether its files were captured one by one, minutes apart. */
bool snapshot_is_capture(const struct snapshot *s);

/* Whether sockets were listed, or the kernel's sums of them were read. */
bool snapshot_has_sockets(const struct snapshot *s);

/* Whether any figure of memory, sockets or processes is in it. */
bool snapshot_has_figures(const struct snapshot *s);

/* Keeps the path of a cgroup id (0: unknown). Returns 0 or -ENOMEM. */
int snapshot_add_cgroup(struct snapshot *s, uint64_t id, const char *path);

/* The page size: the machine's, else 4096 (then a gap says so). */
uint64_t snapshot_page_size(const struct snapshot *s);

#endif
