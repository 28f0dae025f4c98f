/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets the epoll sets of a process watch. */
#ifndef KMW_COLLECT_PROBE_PROBE_EPOLL_H
#define KMW_COLLECT_PROBE_PROBE_EPOLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/buf.h"

struct collect;

/* A suspect socket in the hands of one process. */
struct hold {
	uint32_t probe;	 /* index into snapshot.probes */
	uint32_t reader; /* and of the process */
	int32_t fd;	 /* -1: it has none, the socket waits for accept() */
	uint32_t inode;
	bool level; /* an armed entry that tells while the queue stands */
	bool edge;  /* an armed one that tells once */
	bool spent; /* one that is to be armed again */
};

/* The same for every process of a probe. */
struct epoll_probe {
	struct collect *c;
	uint32_t sock_dev; /* what sdev shows for sockets */
	uint32_t anon_dev; /* and for epoll sets, eventfds and the like */
	uint64_t anon_inode;
	uint32_t fds;	 /* that may still be walked */
	struct buf text; /* of the set that is being read */
};

/* Returns 0 or -errno. */
int epoll_probe_open(struct collect *c, struct epoll_probe *ret);

void epoll_probe_close(struct epoll_probe *e);

/*
 * Reads /proc/PID/fdinfo of the epoll sets of a process and fills level, edge
 * and spent of its n holds. Reading holds up a set's owner for as long as the
 * kernel prints it: a process with more than 20000 fds is left alone.
 *
 * Returns 0 where all of them could be read; -E2BIG where there is too much to
 * read, or what a set watches is not clear; -EXFULL where it has an io_uring,
 * which may wait for sockets unseen; or -errno (it ended, it is hidden).
 */
int epoll_probe(struct epoll_probe *e, pid_t pid, struct hold *holds, size_t n);

#endif
