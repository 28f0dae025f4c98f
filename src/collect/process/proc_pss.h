/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Users and Pss of processes that are in the table. */
#ifndef KMW_COLLECT_PROCESS_PROC_PSS_H
#define KMW_COLLECT_PROCESS_PROC_PSS_H

#include <stdbool.h>

struct process;
struct processes;
struct snapshot;

/* Whether Pss can be read at all, and what of it. */
struct proc_pss {
	int proc; /* an fd of /proc */
	bool split;
	bool swap;
};

/*
 * By our own /proc/PID/smaps_rollup. Returns 0 or -errno: -ENOENT before 4.14.
 */
int proc_pss_open(int proc, struct proc_pss *ret);

/*
 * Reads the Pss of a process; of one without memory it is 0, and is not read.
 * Returns 0, -ENOENT or -ESRCH (it ended, or its memory has gone), or -errno;
 * then nothing of it is known.
 */
int proc_pss_read(const struct proc_pss *pss, struct process *p);

/* The effective user: /proc/PID belongs to it. */
void proc_uid_read(int proc, struct process *p);

/*
 * Both of all processes of snap, on two threads where there are two CPUs; pss
 * NULL: users alone. Those that have ended are taken out of the table, and who
 * refuses is a gap. Returns 0 or -ENOMEM.
 */
int proc_pss_all(const struct proc_pss *pss, int proc, struct snapshot *snap);

#endif
