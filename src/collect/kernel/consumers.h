/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has kernel memory that no counter names. */
#ifndef KMW_COLLECT_KERNEL_CONSUMERS_H
#define KMW_COLLECT_KERNEL_CONSUMERS_H

struct collect;
struct idhash;
struct snapshot;
struct source;

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

/* The parts of collect_consumers(). */

/*
 * What fds lead to: pipes, perf rings, io_uring, dma-buf, GPU files. One walk
 * over /proc/PID/fd of all processes. Returns 0 or -errno.
 */
int held_fds_collect(struct collect *c);

/*
 * Compressed swap by device and the balloon's driver: overlays on what the
 * kernel's own counters say. Returns 0 or -ENOMEM.
 */
int devices_collect(struct collect *c);

/*
 * The dma-bufs of /sys/kernel/dmabuf/buffers (CONFIG_DMABUF_SYSFS_STATS, 5.13)
 * whose inode is not in seen. Returns 0 or -ENOMEM.
 */
int dmabufs_collect(const struct source *src, const struct idhash *seen,
		    struct snapshot *snap);

/*
 * ftrace buffers, their snapshots and System V messages. tracefs is read where it is mounted;
 * debugfs/tracing is left alone: looking there mounts it. Returns 0 or -ENOMEM.
 */
int buffers_collect(struct collect *c);

/*
 * Records that wait for the audit daemon (AUDIT_GET: CAP_AUDIT_CONTROL in the
 * first namespaces), which lie in slab. Returns 0 or -ENOMEM.
 */
int audit_collect(struct collect *c);

/*
 * The rings that AF_XDP sockets have in the kernel (rx, tx, fill, completion;
 * sock.xdp_rings_bytes), by process. An estimate: what goes with them (the
 * pool's descriptors) is not reported. Returns 0 or -ENOMEM.
 */
int xdp_rings_collect(struct collect *c);

#endif
