/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INET_DIAG_INFO of a sock_diag message: struct tcp_info (net/ipv4/tcp.c). */
#ifndef KMW_PARSE_TCP_INFO_H
#define KMW_PARSE_TCP_INFO_H

#include "model/probe.h"
#include "util/span.h"

/*
 * Reads the attribute out of the payload of a netlink message, struct
 * inet_diag_msg and the attributes behind it. The struct has grown with each
 * kernel: a field that its length does not reach is unknown. The differences
 * between two looks stay unknown here.
 *
 * Returns 0, -ENOENT (no such attribute) or -EBADMSG (the message is broken, or
 * the struct shorter than it ever was); then *ret is untouched.
 */
int parse_tcp_info(struct span payload, struct tcp_facts *ret);

#endif
