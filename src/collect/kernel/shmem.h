/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared memory, and who holds it. */
#ifndef KMW_COLLECT_KERNEL_SHMEM_H
#define KMW_COLLECT_KERNEL_SHMEM_H

struct collect;
struct idhash;

/*
 * shmem: System V segments, tmpfs mounts, memfds and deleted files of
 * this machine, with the processes that hold them. Walks all fds: only where
 * shared memory is worth the question (diagnose_wants_shmem()). Returns 0 or -errno.
 */
int collect_shmem(struct collect *c);

/*
 * Adds a SHM_MOUNT for each tmpfs of our mounts, then of each other mount
 * namespace that a process is in: by /proc/PID/mountinfo of one process of it,
 * and statfs() below /proc/PID/root; no namespace is entered. The devices + 1
 * go to ret_seen: a tmpfs that is mounted twice holds its files once. A gap
 * says where namespaces were left out. Returns 0 or -errno.
 */
int shmem_mounts(struct collect *c, struct idhash *ret_seen);

#endif
