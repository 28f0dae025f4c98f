/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each tmpfs holds: files that have names. */
#ifndef KMW_COLLECT_KERNEL_SHMEM_MOUNTS_H
#define KMW_COLLECT_KERNEL_SHMEM_MOUNTS_H

struct collect;
struct idhash;

/*
 * Adds a SHM_MOUNT for each tmpfs of our mounts, then of each other mount
 * namespace that a process is in: by /proc/PID/mountinfo of one process of it,
 * and statfs() below /proc/PID/root; no namespace is entered. The devices + 1
 * go to ret_seen: a tmpfs that is mounted twice holds its files once. A gap
 * says where namespaces were left out. Returns 0 or -errno.
 */
int shmem_mounts(struct collect *c, struct idhash *ret_seen);

#endif
