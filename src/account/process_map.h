/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process's inside, added up (`--pid`). */
#ifndef KMW_ACCOUNT_PROCESS_MAP_H
#define KMW_ACCOUNT_PROCESS_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/process/process_map.h"
#include "util/opt.h"

struct snapshot;

/* What of the JVM's process the JVM does not know. */
struct untracked {
	struct opt_u64 bytes; /* resident; unknown without NMT */
	struct opt_u64 error; /* it may be more by that */
	bool by_ranges;	      /* else: what malloc() keeps - NMT's malloc */
	struct opt_u64 by_class[PM_N]; /* in no range, malloc not taken off */
};

struct process_map_account {
	struct opt_u64 resident; /* of the classes, else VmRSS */
	struct opt_u64 room; /* what its cgroup leaves it, see memcg_limit() */
	struct opt_u64 arenas;	   /* resident in arenas */
	struct opt_u64 arenas_max; /* glibc's own limit: 8 a CPU, 2 on 32 bits */
	struct opt_u64 stacks;	   /* resident */
	struct opt_u64 stack_count;
	struct opt_u64 off_heap; /* buffers outside of the Java heap, by NMT */
	struct untracked untracked;
	/* its sockets: what snapshot_keep_sockets_of() left */
	uint64_t sockets; /* that hold memory */
	uint64_t held;
	uint64_t received;
	uint64_t to_send;
};

/* Sums up snap->inside; all unknown where there is none. */
void account_process_map(const struct snapshot *snap,
			 struct process_map_account *ret);

#endif
