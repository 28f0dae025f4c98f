/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose fd is it? A walk over /proc/PID/fd of every process. */
#ifndef KMW_COLLECT_OWNERS_FDSCAN_H
#define KMW_COLLECT_OWNERS_FDSCAN_H

#include <stdint.h>
#include <sys/types.h>

#include "collect/owners/fdlook.h"
#include "collect/base/pids.h"

#define FDS_UNKNOWN UINT32_MAX

/* Of one process; FDS_UNKNOWN where its fds could not be read. */
struct fd_counts {
	uint32_t sockets;
	uint32_t without_row; /* see struct fd_look */
};

struct fdscan {
	struct pids pids;
	struct fd_counts *counts; /* of each of pids */
	/* a namespace may be there twice: each of two threads found it */
	struct fd_finds finds;
	uint32_t denied; /* processes that may not be looked at */
	int denied_error;
	pid_t denied_pid; /* one of them */
};

/*
 * Looks at the fds of all processes below proc, an fd of /proc. It never stops
 * early: each owner of a shared socket is found. Two threads where there are
 * two CPUs. Processes that end meanwhile are left out. Returns 0 or -errno; ret
 * is to be freed in both cases.
 */
int fdscan(int proc, const struct fd_want *want, struct fdscan *ret);

/*
 * The same by the kernel's own list of open files (bpf_files.h): no link of
 * /proc is read, all processes are seen, also threads with fds of their own,
 * and finds.closed is filled. Returns 0 or -errno, and then ret is empty; any
 * but -ENOMEM means that fdscan() must do it.
 */
int fdscan_bpf(int proc, const struct fd_want *want, struct fdscan *ret);

void fdscan_free(struct fdscan *f);

#endif
