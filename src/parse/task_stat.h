/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/task/TID: stat (fs/proc/array.c, do_task_stat()), schedstat. */
#ifndef KMW_PARSE_TASK_STAT_H
#define KMW_PARSE_TASK_STAT_H

#include <stdbool.h>
#include <stdint.h>

#include "util/span.h"

struct task_stat {
	char state;	/* R S D T t Z X I … */
	bool kernels;	/* a thread of the kernel's own, in io_uring too */
	uint64_t ticks; /* utime + stime, of 1/sysconf(_SC_CLK_TCK) s */
};

/*
 * Returns 0, or -EINVAL where it is cut before stime or makes no sense (then
 * *ret is untouched). The name may hold anything, ") R" as well.
 */
int parse_task_stat(struct span text, struct task_stat *ret);

/*
 * /proc/PID/task/TID/schedstat (fs/proc/base.c, proc_pid_schedstat(); 2.6.9):
 * nanoseconds on a CPU and waiting for one. Returns 0, or -EINVAL where it
 * makes no sense, or counts nothing (the kernel does not keep it).
 */
int parse_task_schedstat(struct span text, uint64_t *ret_ns);

#endif
