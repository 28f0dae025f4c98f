/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tunnel links of a network namespace, by rtnetlink (libnl-route-3). */
#ifndef KMW_COLLECT_NET_TUNNELS_H
#define KMW_COLLECT_NET_TUNNELS_H

struct nl_sock;
struct tunnels;

/*
 * Opens a NETLINK_ROUTE socket in the namespace of the calling thread; it stays
 * there. Returns 0 or -errno.
 */
int tunnels_open(struct nl_sock **ret);

/*
 * Lists the links (RTM_GETLINK) and adds those that open a UDP socket, each
 * name and port once. Returns 0 or -errno.
 */
int tunnels_read(struct nl_sock *sk, struct tunnels *ret);

void tunnels_close(struct nl_sock *sk);

#endif
