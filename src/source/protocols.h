/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limits of the protocols: sysctls that are host-wide. */
#ifndef KMW_SOURCE_PROTOCOLS_H
#define KMW_SOURCE_PROTOCOLS_H

#include <stdbool.h>

struct source;
struct snapshot;

/*
 * Whether the namespace that we are in is the initial one: only it has
 * /proc/sys/net/ipv4/udp_mem.
 */
bool protocols_in_initial_netns(const struct source *src);

/*
 * Reads udp_mem, tcp_mem, tcp_max_orphans, tcp_max_tw_buckets (net/ipv4) and
 * mem_pcpu_rsv (net/core, since 6.4), from the initial namespace; in a capture
 * from sos_commands/kernel/sysctl_-a where the file itself is missing. What
 * is missing is a gap and stays unknown. Returns 0 or -ENOMEM.
 */
int protocols_read_limits(const struct source *src, struct snapshot *snap);

#endif
