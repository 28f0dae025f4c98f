/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the threads of a process do at one moment. */
#ifndef KMW_COLLECT_PROBE_PROBE_THREADS_H
#define KMW_COLLECT_PROBE_PROBE_THREADS_H

#include <stddef.h>
#include <sys/types.h>

#include "model/process/threads.h"

/*
 * Reads stat and syscall below /proc/PID/task of at most *budget threads, and
 * of 512, and takes them off the budget; io_uring's workers and ended threads
 * are left out. Returns 0, -ENOMEM, or -errno (it ended, it is hidden).
 */
int threads_read(int proc, pid_t pid, size_t *budget, struct threads *ret);

#endif
