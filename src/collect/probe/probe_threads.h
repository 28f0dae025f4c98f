/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the threads of a process do at one moment, and what two tell. */
#ifndef KMW_COLLECT_PROBE_PROBE_THREADS_H
#define KMW_COLLECT_PROBE_PROBE_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/socket/probe.h"
#include "parse/proc/task.h"

struct thread {
	pid_t tid;
	char state;
	uint64_t ticks;
	/* wanted: on a CPU and waiting for one; 0 unknown */
	uint64_t wanted_ns;
	struct task_call call; /* CALL_UNKNOWN where it may not be read */
};

struct threads {
	struct thread *v; /* by tid */
	size_t n;
	size_t cap;
	bool whole; /* all of them were read */
	int denied; /* errno of a syscall file that may not be read, or 0 */
};

/*
 * Reads stat and syscall below /proc/PID/task of at most *budget threads, and
 * of 512, and takes them off the budget; io_uring's workers and ended threads
 * are left out. Returns 0, -ENOMEM, or -errno (it ended, it is hidden).
 */
int threads_read(int proc, pid_t pid, size_t *budget, struct threads *ret);

void threads_free(struct threads *t);

/*
 * Whether one of them sleeps in a read of that fd; MAYBE where one waits for
 * fds that cannot be seen, or not all is known.
 */
enum tristate threads_await(const struct threads *t, int32_t fd);

/* The span between two looks, in the units of ticks. */
struct threads_span {
	uint64_t ms;
	uint64_t ticks_per_second;
};

/*
 * STOPPED, BLOCKED, WAITING, SPINNING or UNKNOWN, from two looks; ret_tid is
 * the thread that BLOCKED and SPINNING are about.
 */
enum not_reading threads_why(const struct threads *before,
			     const struct threads *after,
			     struct threads_span span, pid_t *ret_tid);

#endif
