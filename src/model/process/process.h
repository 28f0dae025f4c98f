/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table of one moment; kernel threads are only counted. */
#ifndef KMW_MODEL_PROCESS_PROCESS_H
#define KMW_MODEL_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

/* No user has it: (uid_t)-1 means "leave as it is" to the kernel. */
#define UID_UNKNOWN UINT32_MAX

struct process {
	pid_t pid;
	uint32_t uid; /* effective; a capture may not tell: UID_UNKNOWN */
	/* field 22 of /proc/PID/stat, in ticks since the boot; 0 unknown */
	uint64_t start_time;
	char comm[32]; /* raw bytes of /proc/PID/comm: hostile */
	struct opt_u64 rss_bytes;
	/* /proc/PID/smaps_rollup; all unknown where it was not readable */
	struct opt_u64 pss_bytes;
	struct opt_u64 pss_anon_bytes;
	struct opt_u64 pss_file_bytes;
	struct opt_u64 pss_shmem_bytes;
	struct opt_u64 swap_pss_bytes;
	struct opt_u64 socket_fds;	    /* where the fd scan was complete */
	struct opt_u64 sockets_without_row; /* socket fds that no dump showed */
	uint32_t cgroup; /* 1 + index of snapshot.cgroups; 0 unknown */
};

struct processes {
	struct process *v; /* sorted by pid */
	size_t n;
	size_t cap;
	bool known; /* the table was read */
	bool pss;   /* Pss was asked for and read */
	uint32_t kernel_threads;
	uint32_t unreadable; /* Pss refused */
	uint32_t vanished;   /* ended while they were being read */
	uint64_t age_ms;     /* of what was not read anew for this sample */
};

/* The process with that pid, or NULL. */
struct process *processes_find(const struct processes *ps, pid_t pid);

/*
 * Adds a process in its place by pid; pointers into the table are void then.
 * Returns 0, -EEXIST or -ENOMEM.
 */
int processes_insert(struct processes *ps, const struct process *p);

void processes_free(struct processes *ps);

#endif
