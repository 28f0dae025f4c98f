/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A NETLINK_SOCK_DIAG socket. It belongs to the network namespace in which it
 * was opened, wherever its user goes later.
 */
#ifndef KMW_COLLECT_SOCKETS_DIAG_H
#define KMW_COLLECT_SOCKETS_DIAG_H

#include <stdint.h>

#include "util/span.h"

struct diag;
struct sock;

/* Each family has a request of its own: see families.h. */
struct diag_request {
	uint16_t type; /* SOCK_DIAG_BY_FAMILY, or the older TCPDIAG_GETSOCK */
	uint16_t len;
	char body[80]; /* the family's struct, and attributes */
};

/* Opens it in the namespace of the calling thread. Returns 0 or -errno. */
int diag_open(struct diag **ret);

/* The port id of the socket, by which its own row in a dump is known. */
uint32_t diag_portid(const struct diag *d);

/*
 * Dumps the sockets that the request names; row() is called with the payload
 * of each message and stops the dump with -errno.
 *
 * Returns 0; -EINTR where the kernel says that the dump is not consistent (its
 * rows were all handed over; ask again); -ENOENT where the kernel has no
 * handler for the protocol; -EBADMSG or -EPROTO for an answer that makes no
 * sense; what row() returned; or another -errno. After an error other than
 * -EINTR and -ENOENT the socket may have unread rows: close it.
 */
int diag_dump(struct diag *d, const struct diag_request *request,
	      int (*row)(struct span payload, void *data), void *data);

/*
 * Asks for one TCP socket by everything that tells it apart, its cookie too,
 * with INET_DIAG_SKMEMINFO and INET_DIAG_INFO (its lock is taken for that);
 * row() gets the message. Returns 0, -ENOENT (closed meanwhile) or like
 * diag_dump(). UDP must not be asked like this: the kernel takes source and
 * destination the other way round, and REUSEPORT siblings for each other
 * (net/ipv4/udp_diag.c).
 */
int diag_one(struct diag *d, const struct sock *s,
	     int (*row)(struct span payload, void *data), void *data);

void diag_close(struct diag *d);

#endif
