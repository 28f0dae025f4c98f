/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live kernel to a snapshot: the plan. What cannot be read becomes a gap in
 * the snapshot; only what leaves nothing to report is an error. What only some
 * reports ask for is in the headers that are included here.
 */
#ifndef KMW_COLLECT_COLLECT_H
#define KMW_COLLECT_COLLECT_H

#include "collect/base/context.h"
#include "collect/kernel/consumers.h"
#include "collect/kernel/detail.h"
#include "collect/kernel/drops.h"
#include "collect/kernel/shmem.h"
#include "collect/probe/probe.h"

/*
 * Fills the snapshot from this machine. In this order, for each step disturbs
 * what the ones before it measure: memory counters, sockets, process table and
 * Pss, fds. Returns 0 or -errno (/proc is not there, out of memory), and
 * then it is empty.
 */
int collect_live(struct collect *c);

/* host: name, kernel release, page size, boot id, uptime. */
void collect_host(struct collect *c);

#endif
