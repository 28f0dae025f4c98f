/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a cgroup2 directory, and /proc/PID/cgroup. */
#ifndef KMW_PARSE_MEMCG_H
#define KMW_PARSE_MEMCG_H

#include "util/opt.h"
#include "util/span.h"

struct memcg;

/* These return and count as those of parse.h do. */

/* memory.current, memory.max: one number of bytes; unknown for "max". */
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

#endif
