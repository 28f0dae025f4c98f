/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/PID/status has (fs/proc/array.c, fs/proc/task_mmu.c task_mem()). */
#ifndef KMW_PARSE_PROC_STATUS_H
#define KMW_PARSE_PROC_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

struct task_memory;

struct proc_status {
	struct span name;     /* as the kernel escapes it; into the text */
	struct opt_u64 state; /* a letter: 'R', 'S', 'Z' … */
	struct opt_u64 tgid;
	struct opt_u64 uid, gid; /* effective */
	struct opt_u64 threads;
	struct opt_u64 ns_pid; /* in its own pid namespace; 4.1 */
	struct opt_u64 size, rss, peak, swap, page_tables, hugetlb;
	struct opt_u64 page_middles, pinned;	      /* VmPMD: 4.0 to 4.19 */
	struct opt_u64 rss_anon, rss_file, rss_shmem; /* 4.5 */
};

/* A process without memory (a kernel thread, a zombie) has no Vm lines. */
int parse_proc_status(struct span text, struct proc_status *ret, unsigned *bad);

/*
 * /proc/PID/status: pid (Tgid), comm (Name, as the kernel escapes it), page
 * tables, huge pages, RSS, threads. A zombie has 0 threads, for its stack is
 * gone. Returns 0 or -EINVAL.
 */
int parse_task_memory(struct span text, struct task_memory *ret, unsigned *bad);

#endif
