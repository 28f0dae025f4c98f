/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A snapshot about one process. */
#ifndef KMW_MODEL_KEEP_H
#define KMW_MODEL_KEEP_H

#include <sys/types.h>

struct snapshot;

/*
 * Drops the sockets that the process is no owner of, and the samples of their
 * queues. Sums that were taken when they were dumped stay what they are.
 * Before anything else points to a socket by its index (account(), a probe).
 * Returns 0 or -ENOMEM.
 */
int snapshot_keep_sockets_of(struct snapshot *snap, pid_t pid);

#endif
