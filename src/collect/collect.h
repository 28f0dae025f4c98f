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

struct collect_cache;
struct netns_places;
struct snapshot;
struct source;

struct collect_opts {
	struct collect_cache *cache; /* of the samples before; NULL: once */
	bool no_pss;		     /* do not walk page tables for Pss */
	bool netns_self;	     /* only the namespace that we are in */
	bool keep_all;		     /* keep sockets that hold nothing, too */
	bool no_owners;		     /* do not look for processes of sockets */
	bool no_cgroups;	     /* nobody asks for the sockets' cgroups */
	bool all_cgroups;  /* those of owners of next to nothing, too */
	bool no_processes; /* nor read the process table: sockets alone */
	bool intrusive;	   /* borrow fds of processes (pidfd_getfd) */
	bool no_bpf;	   /* walk the fds in /proc */
};

/*
 * Takes a snapshot of this machine. In this order, for each step disturbs
 * what the ones before it measure: memory counters, sockets, process table and
 * Pss, fds. Returns 0 or -errno (/proc is not there, out of memory).
 */
int collect_live(const struct collect_opts *opts, struct snapshot *ret);

/* The steps; each fills its part of the snapshot and adds gaps. */

/* host: name, kernel release, page size, boot id, uptime. */
void collect_host(const struct source *src, struct snapshot *snap);

/*
 * memory: meminfo - zoneinfo - meminfo, again only where MemFree moved, then
 * vmstat, slabinfo, hugepages, PSI, arcstats (proc_meminfo, mm/vmstat.c).
 */
int collect_memory(const struct source *src, struct collect_cache *cache,
		   struct snapshot *snap);

/* netns (all), sockets, protocols: one sock_diag dump a family and protocol. */
int collect_sockets(const struct source *src, const struct collect_opts *opts,
		    struct snapshot *snap);

/*
 * The same for namespaces that were found later, the places (netns.h) from
 * first on; protocols.after is read again. Returns 0, -ENOTRECOVERABLE or
 * -ENOMEM.
 */
int collect_sockets_of(const struct source *src,
		       const struct collect_opts *opts,
		       const struct netns_places *places, size_t first,
		       struct snapshot *snap);

/* processes and Pss (libproc2). */
int collect_processes(const struct collect_opts *opts, struct snapshot *snap);

/* owners: the processes of the kept sockets, by fd, accept queue or state. */
int collect_owners(const struct collect_opts *opts, struct snapshot *snap);

/*
 * shmem: System V segments, tmpfs mounts, memfds and deleted files of this machine, with the
 * processes that hold them. Walks all fds: only where shared memory is worth
 * the question (diagnose_wants_shmem()). Returns 0 or -errno.
 */
int collect_shmem(struct snapshot *snap);

/*
 * drops: listens for so long to the kernel's own reasons for dropping packets
 * (the tracepoints skb:kfree_skb and sock:sock_exceed_buf_limit, all CPUs).
 * Needs tracefs mounted, and root or CAP_PERFMON; else there is a gap. Returns
 * 0 or -ENOMEM.
 */
int collect_drops(const struct source *src, uint64_t window_ms,
		  struct snapshot *snap);

/*
 * consumers: who has kernel memory that no counter names, or that a counter
 * sums up: pipes, perf rings, io_uring, ftrace, page pools, rings of
 * interfaces, GPU buffers. Walks all fds and asks all network namespaces: only
 * where there is reason to (diagnose_wants_consumers()). Account again
 * (account_kernel()). Returns 0 or -errno.
 */
int collect_consumers(const struct collect_opts *opts, struct snapshot *snap);

/* consumers: only zram by device and the balloon's driver; cheap. */
int collect_devices(struct snapshot *snap);

/*
 * looks: a second look at sockets (indices into snap->socks; at most 256, the
 * most suspect first), about 250 ms after a first one: TCP by exact request,
 * UDP by dumping its namespace again; and between the two the processes that
 * have them: epoll sets, threads, cgroups. Other families are looked at only
 * through their processes. Without sockets there is no look and no delay.
 * Returns 0, -ENOMEM, or -ENOTRECOVERABLE (lost in a namespace).
 */
int collect_probe(const struct source *src, const uint32_t *socks, size_t n,
		  struct snapshot *snap);

#endif
