/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets whose file is in a UNIX socket's queue, or io_uring's. */
#ifndef KMW_COLLECT_OWNERS_INFLIGHT_H
#define KMW_COLLECT_OWNERS_INFLIGHT_H

#include "model/socket/socket.h"

struct fd_finds;
struct idhash;

/*
 * Reads the fdinfo of each io_uring instance; appends a match (fd -1) for each
 * socket of wanted (inode to index) that is registered there. Kernels before
 * 6.10 write only "TCP" or "UDPv6": then every process with such a file is a
 * match for every unmatched socket of that kind. Returns 0 or -ENOMEM.
 */
int inflight_rings(int proc, const struct fd_finds *finds,
		   const struct idhash *wanted, const struct socks *socks,
		   struct sock_owners *ret);

/*
 * Appends a match for each socket that has no holder yet and each process that
 * has a UNIX socket with fds in its queue, few of them: which queue it is is
 * not known. Pure. Returns 0 or -ENOMEM.
 */
int inflight_carriers(const struct fd_finds *finds, const struct idhash *wanted,
		      const struct socks *socks, struct sock_owners *ret);

#endif
