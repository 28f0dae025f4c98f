/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control groups: their paths, and their memory where cgroup v2 counts it. */
#ifndef KMW_MODEL_MEMORY_CGROUP_H
#define KMW_MODEL_MEMORY_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/memory/memory.h"
#include "util/opt.h"

struct snapshot;
struct sock;

/* The path of a cgroup, and the name that people know it by. */
struct cgroup_path {
	uint64_t id;   /* inode of the cgroup2 directory; 0 unknown */
	uint32_t path; /* into snapshot.strings */
	uint32_t name; /* likewise; the path itself where it has no name */
};

struct cgroup_paths {
	struct cgroup_path *v;
	size_t n;
	size_t cap;
};

#define NO_MEMCG UINT32_MAX

/* A directory of cgroup2 that has the memory controller (mm/memcontrol.c). */
struct memcg {
	uint32_t path;	 /* into snapshot.strings, from the mount point on */
	uint32_t name;	 /* likewise: as people know it, else the path */
	uint32_t parent; /* its index, before this one; or NO_MEMCG */
	struct opt_u64 current_bytes; /* memory.current */
	struct opt_u64 max_bytes;     /* memory.max; unknown also for "max" */
	struct opt_u64 high_bytes;    /* memory.high, likewise */
	struct opt_u64 socket_bytes;  /* memory.stat sock */
	struct opt_u64 kernel_bytes; /* memory.stat kernel; before 5.18 a sum */
	/* the others of memory.stat */
	struct opt_u64 anon_bytes;
	struct opt_u64 file_bytes;
	struct opt_u64 shmem_bytes;
	struct opt_u64 slab_reclaimable_bytes;
	struct opt_u64 slab_unreclaimable_bytes;
	struct opt_u64 kernel_stack_bytes;
	struct opt_u64 page_tables_bytes;
	struct opt_u64 oom_kills; /* memory.events oom_kill */
	struct psi psi;		  /* memory.pressure */
};

struct memcgs {
	struct memcg *v; /* parents before their children */
	size_t n;
	size_t cap;
};

/*
 * The cgroup that a socket's owner is in now (of several owners not init, and
 * the lowest pid). NULL where it is not known.
 */
const struct cgroup_path *snapshot_owner_cgroup(const struct snapshot *s,
						const struct sock *k);

/*
 * The same, else the cgroup that made the socket, which is searched for. NULL
 * where neither is known.
 */
const struct cgroup_path *snapshot_sock_cgroup(const struct snapshot *s,
					       const struct sock *k);

/* The raw path of that cgroup, or NULL. */
const char *snapshot_sock_cgroup_path(const struct snapshot *s,
				      const struct sock *k);

#endif
