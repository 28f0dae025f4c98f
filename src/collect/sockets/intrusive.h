/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking at a socket through a copy of somebody's fd (pidfd_getfd, 5.6), which
 * is closed at once. It is not without effect: the kernel writes the net_cls
 * and net_prio class of the receiver into the socket (__receive_sock()), and a
 * close() of the owner in that moment takes effect a moment later. So it is
 * only for sockets that no dump has, on request, and with class 0 of our own.
 */
#ifndef KMW_COLLECT_SOCKETS_INTRUSIVE_H
#define KMW_COLLECT_SOCKETS_INTRUSIVE_H

#include <stdint.h>
#include <sys/types.h>

#include "model/socket/socket.h"

struct fd_ref;
struct source;

/* Who is being borrowed from; the refs of one process follow each other. */
struct borrower {
	pid_t pid;
	int pidfd; /* -1: none */
};

/* What a borrowed socket tells. */
struct borrowed {
	struct sock sock; /* without netns, which is an index */
	uint64_t netns;	  /* inode */
	int netns_fd;	  /* the caller's; -1: none */
};

/*
 * Whether our sockets have no net_cls class (net_cls.classid of our cgroup; 0
 * where cgroup v1 has no such hierarchy). Returns 0, -EBUSY where they have
 * one, or -errno where that cannot be known.
 */
int intrusive_allowed(const struct source *src);

/*
 * Borrows the fd and asks for SO_MEMINFO, SO_COOKIE, the state (TCP_INFO), the
 * local address and the namespace (SIOCGSKNS). Returns 0, -ENOENT (it is
 * another file by now), -EOPNOTSUPP (no pidfd_getfd) or -errno.
 */
int intrusive_borrow(struct borrower *b, const struct fd_ref *ref,
		     struct borrowed *ret);

void borrower_close(struct borrower *b);

#endif
