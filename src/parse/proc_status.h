/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/status (fs/proc/array.c, fs/proc/task_mmu.c task_mem()). */
#ifndef KMW_PARSE_PROC_STATUS_H
#define KMW_PARSE_PROC_STATUS_H

#include "util/opt.h"
#include "util/span.h"

struct proc_status {
	char state;		 /* 'R', 'S', 'Z' …; 0 unknown */
	struct opt_u64 uid, gid; /* effective */
	struct opt_u64 threads;
	struct opt_u64 ns_pid; /* in its own pid namespace; 4.1 */
	struct opt_u64 size, rss, peak, swap, page_tables, hugetlb;
	struct opt_u64 rss_anon, rss_file, rss_shmem; /* 4.5 */
};

/* A process without memory (a kernel thread, a zombie) has no Vm lines. */
int parse_proc_status(struct span text, struct proc_status *ret, unsigned *bad);

#endif
