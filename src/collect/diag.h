/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A NETLINK_SOCK_DIAG socket. It belongs to the network namespace in which it
 * was opened, wherever its user goes later.
 */
#ifndef KMW_COLLECT_DIAG_H
#define KMW_COLLECT_DIAG_H

#include <stdint.h>

#include "util/span.h"

struct diag;

struct diag_request {
	uint8_t family;	  /* AF_INET, AF_INET6; AF_UNSPEC: see diag_dump() */
	uint8_t protocol; /* IPPROTO_TCP, IPPROTO_UDP */
	uint32_t states;  /* a bit for each enum sock_state */
};

/* Opens it in the namespace of the calling thread. Returns 0 or -errno. */
int diag_open(struct diag **ret);

/*
 * Dumps the sockets that the request names, with INET_DIAG_SKMEMINFO; row() is
 * called with the payload of each message and stops the dump with -errno.
 * AF_UNSPEC is only for TCP: both IP versions in one walk of the kernel's hash,
 * by the older TCPDIAG_GETSOCK.
 *
 * Returns 0; -EINTR where the kernel says that the dump is not consistent (its
 * rows were all handed over; ask again); -ENOENT where the kernel has no
 * handler for the protocol; -EBADMSG or -EPROTO for an answer that makes no
 * sense; what row() returned; or another -errno. After an error other than
 * -EINTR and -ENOENT the socket may have unread rows: close it.
 */
int diag_dump(struct diag *d, const struct diag_request *request,
	      int (*row)(struct span payload, void *data), void *data);

void diag_close(struct diag *d);

#endif
