/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets out of text files, where the kernel has no sock_diag handler. One
 * line a socket; a heading and a line that was cut short are no sockets.
 */
#ifndef KMW_PARSE_SOCKFILE_H
#define KMW_PARSE_SOCKFILE_H

#include "model/socket.h"
#include "util/span.h"

/*
 * A line of /proc/net/raw or raw6 (net/ipv4/raw.c, net/ipv6/raw.c): addresses,
 * protocol, wmem_alloc:rmem_alloc, uid, inode, drops (2.6.27).
 * Returns 0, -ENOENT for the heading, -EINVAL where it makes no sense.
 */
int parse_raw_line(struct span line, struct sock *ret);

/*
 * A line of /proc/net/netlink (net/netlink/af_netlink.c): Eth, Pid (the port
 * id), Rmem, Wmem, Drops and Inode (2.6.39). Returns as parse_raw_line().
 */
int parse_netlink_line(struct span line, struct sock *ret);

#endif
