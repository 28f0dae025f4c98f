/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table, by libproc2: all but users and Pss (proc_pss.h). */
#ifndef KMW_COLLECT_PROCESS_PROC_TABLE_H
#define KMW_COLLECT_PROCESS_PROC_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct processes;

/*
 * All processes, by pid, of which kernel threads are only counted; proc is an
 * fd of /proc. Fills v, n, cap and kernel_threads. Returns 0 or -errno: -ENODATA
 * where /proc has none.
 */
int proc_table_read(int proc, uint64_t page_size, struct processes *ret);

/*
 * Inserts those with the pids that are not there yet, and counts kernel threads
 * and those that have ended. Returns 0 or -errno.
 */
int proc_table_add(int proc, uint64_t page_size, const pid_t *pids, size_t n,
		   struct processes *ps);

#endif
