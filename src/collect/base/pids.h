/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbered directories of /proc, in the order the kernel lists them. */
#ifndef KMW_COLLECT_BASE_PIDS_H
#define KMW_COLLECT_BASE_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pids {
	pid_t *v;
	size_t n;
	size_t cap;
};

/*
 * Lists what has a number for a name in a directory: the processes of /proc,
 * the threads of /proc/PID/task. Appends to ret. Begins at the beginning each
 * time. Returns 0 or -errno.
 */
int pids_list(int dir, struct pids *ret);

/*
 * Calls number() for each name in the directory that is a number, reading it
 * through buf. Returns 0, -errno, or what number() returned unless 0.
 */
int pids_each(int dir, char *buf, size_t size,
	      int (*number)(int dir, const char *name, int id, void *data),
	      void *data);

/*
 * Whether the process is a kernel thread (PF_KTHREAD in /proc/PID/stat): it has
 * no fds and sits in the initial namespaces, so being refused is no loss.
 */
bool pid_is_kernel_thread(int proc, pid_t pid);

void pids_free(struct pids *p);

#endif
