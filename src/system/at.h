/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks of where a reader is. What another process has may keep whoever reads
 * it in the kernel for good (a lock that is held, a file server that does not
 * answer): a reader says what it is about to touch, in memory that a process
 * sees which can give it up (run/guard/). Costs a few stores.
 */
#ifndef KMW_SYSTEM_AT_H
#define KMW_SYSTEM_AT_H

#include <stdatomic.h>
#include <stdbool.h>

#define AT_PATH_MAX 64

/* What of it. */
enum at_what {
	AT_NOTHING, /* nothing that others could hold up */
	AT_NAME,    /* its name and size: never refused */
	AT_MAPS,
	AT_FDS,
	AT_NAMESPACES,
	AT_THREADS,
	AT_JVM,
	AT_MOUNT,
	AT_NETNS,
	AT_N
};

/* Each thread that reads has a slot of its own. */
enum { AT_MAIN, AT_THREAD, AT_SLOTS = AT_THREAD + 2 };

struct at_slot {
	atomic_uint seq; /* moves with each step */
	atomic_int what;
	atomic_int pid; /* 0: it is a path, or many */
	atomic_int tid; /* who reads; 0: the first thread */
	char path[AT_PATH_MAX];
};

/* Whether a process or, with pid 0, a path is left alone. */
typedef bool at_filter(int pid, const char *path, enum at_what what);

/* From now on slots has the marks; NULL: nobody looks at them. */
void at_attach(struct at_slot *slots);

/* Whether that is this process, or who supervises it where somebody does. */
bool at_is_us(int pid);

void at_refuse(at_filter *filter);

/* This thread has that slot; tid is its own. */
void at_use(unsigned slot, int tid);

/*
 * Something of a process, or at a path, is touched from here to at_leave() or
 * the next at_enter(). Returns 0, or -ETIMEDOUT: it held a reader up before,
 * and is to be left out.
 */
int at_enter(int pid, enum at_what what);
int at_enter_path(const char *path, enum at_what what);

/* The same process, and a step further: another of its fds, say. */
void at_next(void);

void at_leave(void);

#endif
