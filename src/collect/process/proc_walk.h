/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table and Pss of given processes, by libproc2. Two walks of different
 * processes may share one list: each takes the next piece of it.
 */
#ifndef KMW_COLLECT_PROCESS_PROC_WALK_H
#define KMW_COLLECT_PROCESS_PROC_WALK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect/memory/rollup.h"
#include "model/process/process.h"

/* What is to be walked. */
struct proc_list {
	const pid_t *pids; /* ascending */
	size_t n;
	int proc; /* an fd of /proc */
	uint64_t page_size;
	bool pss;
	struct rollup rollup;
};

/* What one walk found; a plain piece of memory. */
struct proc_walk {
	int err; /* 0, or why libproc2 did not start */
	uint32_t kernel_threads;
	uint32_t unreadable;
	uint32_t vanished;
	int first_error; /* of the first unreadable one */
	pid_t first_unreadable;
	size_t n;
	struct process v[]; /* room for all of the list; ascending */
};

/* Walks from *next on until the list is at its end. */
void proc_walk(const struct proc_list *list, atomic_size_t *next,
	       struct proc_walk *ret);

/*
 * All processes but their Pss and users, at half of the cost: /proc/PID/status
 * is left alone. At most cap of them go to ret->v, by pid.
 */
void proc_walk_quick(const struct proc_list *list, size_t cap,
		     struct proc_walk *ret);

#endif
