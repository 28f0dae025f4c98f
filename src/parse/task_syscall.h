/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/task/TID/syscall (fs/proc/base.c, proc_pid_syscall()). */
#ifndef KMW_PARSE_TASK_SYSCALL_H
#define KMW_PARSE_TASK_SYSCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

/* What a thread sleeps in. */
enum call {
	CALL_UNKNOWN, /* of another machine's table: the number says nothing */
	CALL_RUNNING, /* or it has run just now */
	CALL_NONE,    /* sleeps outside any call: a page fault, a stop */
	CALL_OTHER,
	CALL_READ,  /* from an fd that is an argument */
	CALL_POLL,  /* waits for fds that only its memory names */
	CALL_EPOLL, /* waits for an epoll set */
	CALL_LOCK,  /* futex */
};

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

struct task_call {
	enum call call;
	int32_t fd; /* CALL_READ, else -1 */
};

/*
 * Returns 0, or -EINVAL where the text is cut or makes no sense. A thread
 * whose stack lies where only the other word size has it (a program of 32 bits
 * on a kernel of 64) has other numbers: CALL_UNKNOWN.
 */
int parse_task_syscall(struct span text, const struct call_table *table,
		       struct task_call *ret);

#endif
