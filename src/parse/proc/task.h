/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/task/TID: what a thread does, and where its stack is. */
#ifndef KMW_PARSE_PROC_TASK_H
#define KMW_PARSE_PROC_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/process/threads.h"
#include "util/span.h"

/* /proc/PID/task/TID: stat (fs/proc/array.c, do_task_stat()), schedstat. */

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

/* /proc/PID/task/TID/syscall (fs/proc/base.c, proc_pid_syscall()). */

/* One number of a machine's system calls. */
struct call_row {
	int64_t nr;
	enum call call;
	uint8_t fd_arg; /* CALL_READ: which argument, from 0 */
};

/* The system calls that the program itself would use. */
struct call_table {
	const struct call_row *rows;
	size_t n;
	bool long64; /* it is a program of 64 bits */
};

/*
 * Returns 0, or -EINVAL where the text is cut or makes no sense. A thread
 * whose stack lies where only the other word size has it (a program of 32 bits
 * on a kernel of 64) has other numbers: CALL_UNKNOWN.
 */
int parse_task_syscall(struct span text, const struct call_table *table,
		       struct task_call *ret);

/* Where stacks are. */

/*
 * The stack pointer of a thread that sleeps, from /proc/PID/task/TID/syscall
 * ("NR ARGS SP PC", fs/proc/base.c). Returns 0, or -EINVAL: it runs, or the
 * text is cut.
 */
int parse_task_sp(struct span text, uint64_t *ret);

/*
 * Where the first thread's stack began: startstack of /proc/PID/stat (field
 * 28, fs/proc/array.c). Returns 0, or -EINVAL: cut, or hidden from us (0).
 */
int parse_stack_start(struct span text, uint64_t *ret);

#endif
