/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose fd is it? All fds of all processes against what is looked for. */
#ifndef KMW_COLLECT_OWNERS_FDSCAN_H
#define KMW_COLLECT_OWNERS_FDSCAN_H

#include <stdint.h>
#include <sys/types.h>

#include "collect/base/pids.h"
#include "collect/owners/fd_match.h"

struct fd_walk;

#define FDS_UNKNOWN UINT32_MAX

/* Of one process; FDS_UNKNOWN where its fds could not be read. */
struct fd_counts {
	uint32_t sockets;
	uint32_t without_row; /* see struct fd_match */
};

struct fdscan {
	struct pids pids;
	struct fd_counts *counts; /* of each of pids */
	struct fd_finds finds;
};

/*
 * By the walk over /proc, which is done now unless it was. Each owner of a
 * shared socket is found. Returns 0 or -errno; ret is to be freed in both
 * cases.
 */
int fdscan(struct fd_walk *walk, const struct fd_want *want,
	   struct fdscan *ret);

/*
 * The same by the kernel's own list of open files (bpf_files.h): no link of
 * /proc is read, all processes are seen, also threads with fds of their own,
 * and finds.closed is filled. Returns 0 or -errno, and then ret is empty; any
 * but -ENOMEM means that fdscan() must do it.
 */
int fdscan_bpf(int proc, const struct fd_want *want, struct fdscan *ret);

void fdscan_free(struct fdscan *f);

#endif
