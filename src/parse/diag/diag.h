/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row of a sock_diag dump, of whatever family. Each parser reads the
 * payload of a netlink message, the family's header and the attributes behind
 * it, into a record of its own: netns and owners are not set. Attributes that
 * are not known are skipped.
 *
 * Returns, all of them: 0, or -EBADMSG where the message or an attribute is
 * cut short or the family is another one (then *ret is untouched).
 */
#ifndef KMW_PARSE_DIAG_DIAG_H
#define KMW_PARSE_DIAG_DIAG_H

#include "model/socket/probe.h"
#include "model/socket/socket.h"
#include "util/span.h"

struct diag_row {
	struct sock sock;
	/* into the message: */
	struct span name;    /* UNIX: raw, an abstract one begins with NUL */
	struct span waiting; /* UNIX, LISTEN: inodes (u32) of the clients of
			      * connections that were not accepted */
};

/* net/unix/diag.c */
int parse_unix_diag(struct span payload, struct diag_row *ret);

/* net/packet/diag.c: queue memory, and what the rings occupy */
int parse_packet_diag(struct span payload, struct diag_row *ret);

/* net/netlink/diag.c; a port id of 0 is the kernel's own socket */
int parse_netlink_diag(struct span payload, struct diag_row *ret);

/* net/xdp/xsk_diag.c: queue memory, the size of the umem and of the rings */
int parse_xdp_diag(struct span payload, struct diag_row *ret);

/* net/vmw_vsock/diag.c: it tells no memory */
int parse_vsock_diag(struct span payload, struct diag_row *ret);

/* net/smc/smc_diag.c: the two buffers that each connection has */
int parse_smc_diag(struct span payload, struct diag_row *ret);

/* net/tipc/diag.c: it counts messages and tells no memory */
int parse_tipc_diag(struct span payload, struct diag_row *ret);

/*
 * TCP, UDP, SCTP and their like (net/ipv4/inet_diag.c). INET_DIAG_SKMEMINFO may
 * have any length from 8 values on (drops is the ninth, kernel 4.7); where it is
 * missing INET_DIAG_MEMINFO (4 values) stands in.
 */
int parse_inet_diag(struct span payload, enum proto proto, struct sock *ret);

/*
 * INET_DIAG_INFO out of such a row: struct tcp_info (net/ipv4/tcp.c). It has
 * grown with each kernel: a field that its length does not reach is unknown.
 * The differences between two looks stay unknown here. Returns 0, -ENOENT (no
 * such attribute) or -EBADMSG (or the struct is shorter than it ever was).
 */
int parse_tcp_info(struct span payload, struct tcp_facts *ret);

#endif
