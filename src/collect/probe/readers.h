/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who should read the suspect sockets, whether they wait for it, or why not. */
#ifndef KMW_COLLECT_PROBE_READERS_H
#define KMW_COLLECT_PROBE_READERS_H

#include <stddef.h>
#include <stdint.h>

struct collect;
struct readers;
struct snapshot;

/*
 * Reads the processes that have the sockets of the probes, the first time: their
 * epoll sets, threads and cgroups; order has the probes' indices, those first
 * that matter most. At most 64 processes. What may not be read is a gap, and
 * less is known. Returns 0 or -errno.
 */
int readers_open(struct collect *c, const uint32_t *order, size_t n,
		 struct readers **ret);

/*
 * The second time, a while later: fills watched, edge_triggered, disarmed,
 * awaited, why, why_pid and wchan of snap->probes. Returns 0 or -ENOMEM.
 */
int readers_finish(struct readers *r, struct snapshot *snap);

void readers_close(struct readers *r);

#endif
