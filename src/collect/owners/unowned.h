/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets that hold memory, have an inode and are no process's fd: in flight
 * between processes, registered with io_uring, or the kernel's own.
 */
#ifndef KMW_COLLECT_OWNERS_UNOWNED_H
#define KMW_COLLECT_OWNERS_UNOWNED_H

#include <stdbool.h>

struct owner_scan;
struct snapshot;
struct sock;

/* Whether a socket is one of them. Pure. */
bool unowned_holds(const struct sock *s);

/*
 * Looks for the holders of those that the fds and accept queues have left
 * without one, and sets via: by io_uring's fdinfo (VIA_IO_URING), by port and
 * tunnel link (VIA_KERNEL, with program), by UNIX sockets that have fds in
 * their queue (VIA_IN_FLIGHT: all processes that have such a socket). Costs a
 * second scan of the fds, and nothing where there is no such socket. Returns
 * 0, -ENOTRECOVERABLE or -ENOMEM.
 */
int unowned_find(struct owner_scan *h, struct snapshot *snap);

#endif
