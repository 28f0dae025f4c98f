/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose fd is it? A walk over /proc/PID/fd of every process. */
#ifndef KMW_COLLECT_FDSCAN_H
#define KMW_COLLECT_FDSCAN_H

#include <stdint.h>
#include <sys/types.h>

#include "collect/pids.h"
#include "model/socket.h"

struct idhash;

#define FDS_UNKNOWN UINT32_MAX

struct fdscan {
	struct pids pids;
	uint32_t *socket_fds; /* of each of pids, or FDS_UNKNOWN */
	/* sock: the value that wanted has for the inode; in no order */
	struct sock_owners found;
	uint32_t denied; /* processes that may not be looked at */
	int denied_error;
	pid_t denied_pid; /* one of them */
};

/*
 * Reads the fds of all processes below proc, an fd of /proc, and looks their
 * sockets up by inode. It never stops early: each owner of a shared socket is
 * found. Two threads where there are two CPUs. Processes that end meanwhile are
 * left out. Returns 0 or -errno; ret is to be freed in both cases.
 */
int fdscan(int proc, const struct idhash *wanted, struct fdscan *ret);

void fdscan_free(struct fdscan *f);

#endif
