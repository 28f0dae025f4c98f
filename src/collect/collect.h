/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live kernel to a snapshot. What cannot be read
 * becomes a gap in the snapshot; only what leaves nothing to report is an
 * error.
 */
#ifndef KMW_COLLECT_COLLECT_H
#define KMW_COLLECT_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect/base/context.h"

struct netns_places;

/*
 * Fills the snapshot from this machine. In this order, for each step disturbs
 * what the ones before it measure: memory counters, sockets, process table and
 * Pss, fds. Returns 0 or -errno (/proc is not there, out of memory), and then it is
 * empty.
 */
int collect_live(struct collect *c);

/* The steps; each fills its part of the snapshot and adds gaps. */

/* host: name, kernel release, page size, boot id, uptime. */
void collect_host(struct collect *c);

/*
 * memory: meminfo - zoneinfo - meminfo, again only where MemFree moved, then
 * vmstat, slabinfo, hugepages, PSI, arcstats (proc_meminfo, mm/vmstat.c).
 */
int collect_memory(struct collect *c);

/* netns (all), sockets, protocols: one sock_diag dump a family and protocol. */
int collect_sockets(struct collect *c);

/*
 * The same for namespaces that were found later, the places (netns.h) from
 * first on; protocols.after is read again. Returns 0, -ENOTRECOVERABLE or
 * -ENOMEM.
 */
int collect_sockets_of(struct collect *c, const struct netns_places *places,
		       size_t first);

/* processes and Pss (libproc2). */
int collect_processes(struct collect *c);

/* owners: the processes of the kept sockets, by fd, accept queue or state. */
int collect_owners(struct collect *c);

/*
 * shmem: System V segments, tmpfs mounts, memfds and deleted files of this machine, with the
 * processes that hold them. Walks all fds: only where shared memory is worth
 * the question (diagnose_wants_shmem()). Returns 0 or -errno.
 */
int collect_shmem(struct collect *c);

/*
 * drops: listens for so long to the kernel's own reasons for dropping packets
 * (the tracepoints skb:kfree_skb and sock:sock_exceed_buf_limit, all CPUs).
 * Needs tracefs mounted, and root or CAP_PERFMON; else there is a gap. Returns
 * 0 or -ENOMEM.
 */
int collect_drops(struct collect *c, uint64_t window_ms);

/*
 * consumers: who has kernel memory that no counter names, or that a counter
 * sums up: pipes, perf rings, io_uring, ftrace, page pools, rings of
 * interfaces, GPU buffers. Walks all fds and asks all network namespaces: only
 * where there is reason to (diagnose_wants_consumers()). Account again
 * (account_kernel()). Returns 0 or -errno.
 */
int collect_consumers(struct collect *c);

/* consumers: only zram by device and the balloon's driver; cheap. */
int collect_devices(struct collect *c);

/*
 * looks: a second look at sockets (indices into snap->socks; at most 256, the
 * most suspect first), about 250 ms after a first one: TCP by exact request,
 * UDP by dumping its namespace again; and between the two the processes that
 * have them: epoll sets, threads, cgroups. Other families are looked at only
 * through their processes. Without sockets there is no look and no delay.
 * Returns 0, -ENOMEM, or -ENOTRECOVERABLE (lost in a namespace).
 */
int collect_probe(struct collect *c, const uint32_t *socks, size_t n);

#endif
