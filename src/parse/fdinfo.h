/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/FD of sockets and io_uring instances. */
#ifndef KMW_PARSE_FDINFO_H
#define KMW_PARSE_FDINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "util/span.h"

/*
 * UNIX sockets (net/unix/af_unix.c, since 5.5): "scm_fds: 3", the fds that wait
 * in its receive queue. False where the line is not there or is no number.
 */
bool parse_fdinfo_scm_fds(struct span text, uint64_t *ret);

/* A file that is registered with an io_uring instance. */
struct ring_file {
	uint64_t inode;	  /* of a socket, since 6.10 or so; else 0 */
	struct span name; /* what is written: "socket:[4711]", before: "TCP" */
};

/*
 * io_uring (io_uring/fdinfo.c, since 5.4): the lines "    0: socket:[4711]"
 * below "UserFiles:". Cuts text up to the next of them; before is false for the
 * first call and true from then on. False at the end of the list.
 */
bool parse_fdinfo_ring_file(struct span *text, bool *before,
			    struct ring_file *ret);

#endif
