/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the kernel drops packets. */
#ifndef KMW_COLLECT_KERNEL_DROPS_H
#define KMW_COLLECT_KERNEL_DROPS_H

#include <stdint.h>

struct collect;

/*
 * drops: listens for so long to the kernel's own reasons for dropping packets
 * (the tracepoints skb:kfree_skb and sock:sock_exceed_buf_limit, all CPUs).
 * Needs tracefs mounted, and root or CAP_PERFMON; else there is a gap. Returns
 * 0 or -ENOMEM.
 */
int collect_drops(struct collect *c, uint64_t window_ms);

#endif
