/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the threads of a process do at one moment, and what two of them say. */
#ifndef KMW_MODEL_PROCESS_THREADS_H
#define KMW_MODEL_PROCESS_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/socket/probe.h"

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

struct task_call {
	enum call call;
	int32_t fd; /* CALL_READ, else -1 */
};

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

void threads_free(struct threads *t);

/*
 * Whether one of them sleeps in a read of that fd; MAYBE where one waits for
 * fds that cannot be seen, or not all is known.
 */
enum tristate threads_await(const struct threads *t, int32_t fd);

/* The span between two readings, in the units of ticks. */
struct threads_span {
	uint64_t ms;
	uint64_t ticks_per_second;
};

/*
 * STOPPED, BLOCKED, WAITING, SPINNING or UNKNOWN, from two readings; ret_tid is
 * the thread that BLOCKED and SPINNING are about.
 */
enum not_reading threads_why(const struct threads *before,
			     const struct threads *after,
			     struct threads_span span, pid_t *ret_tid);

#endif
