/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/PID/cgroup, /proc/cgroups, and the files of a cgroup2 directory. They
 * return and count as parse.h says.
 */
#ifndef KMW_PARSE_CGROUP_CGROUP_H
#define KMW_PARSE_CGROUP_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

struct memcg;

/* One hierarchy that a process is in: "4:cpu,cpuacct:/system.slice". */
struct cgroup_line {
	struct span controllers; /* empty: cgroup2 */
	struct span path;	 /* from the root of the namespace's view on */
};

/* Cuts lines up to the next good one; a cut one is none. False at the end. */
bool parse_cgroup_line(struct span *text, struct cgroup_line *ret);

/* Whether word is one of a list with commas: "rw,cpu,cpuacct". */
bool comma_list_has(struct span list, const char *word);

/* The number behind a key of cpu.stat or cgroup.events; unknown if absent. */
struct opt_u64 parse_flat_key(struct span text, const char *key);

/* memory.current, memory.max, memory.high: one number of bytes; unknown for "max". */
int parse_memcg_amount(struct span text, struct opt_u64 *ret, unsigned *bad);

/*
 * memory.stat: socket_bytes (sock) and kernel_bytes, which is `kernel` (5.18),
 * else slab + kernel_stack + pagetables + sec_pagetables + percpu + vmalloc of
 * which slab must be there.
 */
int parse_memcg_stat(struct span text, struct memcg *ret, unsigned *bad);

/* memory.events: oom_kills. */
int parse_memcg_events(struct span text, struct memcg *ret, unsigned *bad);

/*
 * The path in /proc/PID/cgroup ("4:memory:/a", "0::/a") whose memory counts:
 * cgroup v1's memory controller where there is one, else that of cgroup v2.
 * Returns 0, or -EINVAL where the text has neither, or only a line that is cut.
 */
int parse_process_cgroup(struct span text, struct span *ret_path);

/* num_cgroups of the controller in /proc/cgroups. 0 or -EINVAL. */
int parse_cgroup_count(struct span text, const char *controller,
		       struct opt_u64 *ret, unsigned *bad);

/* cgroup.stat of a cgroup2 directory. */
struct cgroup_stat {
	struct opt_u64 descendants;
	struct opt_u64 dying;
};

int parse_cgroup_stat(struct span text, struct cgroup_stat *ret, unsigned *bad);

#endif
