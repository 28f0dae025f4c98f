/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network namespace each process and thread is in. */
#ifndef KMW_COLLECT_NETNS_NETNS_TASKS_H
#define KMW_COLLECT_NETNS_NETNS_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect/base/netns_memory.h"

/* A thread in a namespace of its own is rare: not looked for for ever. */
#define NETNS_THREADS_MAX 50000

/*
 * Reads /proc/PID/ns/net, and /proc/PID/task/TID/ns/net where there are
 * threads; proc is an fd of /proc. With a memory all of them are read only as
 * often as that is worth, between that those of new processes. Appends to ret.
 * Returns 0 or -errno (-ENOMEM, or /proc could not be listed).
 */
int netns_tasks_find(int proc, struct netns_memory *memory,
		     struct netns_tasks *ret);

/* Also of a memory, which may be used again then. */
void netns_tasks_free(struct netns_tasks *t);

#endif
