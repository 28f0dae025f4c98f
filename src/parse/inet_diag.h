/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row of a sock_diag dump of TCP, UDP, SCTP and their like
 * (net/ipv4/inet_diag.c).
 */
#ifndef KMW_PARSE_INET_DIAG_H
#define KMW_PARSE_INET_DIAG_H

#include "model/socket.h"
#include "util/span.h"

/*
 * Reads the payload of a netlink message, struct inet_diag_msg and the
 * attributes behind it, into a record of its own: netns and owners are not
 * set. INET_DIAG_SKMEMINFO may have any length from 8 values on (drops is the
 * ninth, kernel 4.7); where it is missing INET_DIAG_MEMINFO (4 values) stands
 * in. Attributes that are not known are skipped.
 *
 * Returns 0, or -EBADMSG where the message or an attribute is cut short or the
 * family is neither AF_INET nor AF_INET6 (then *ret is untouched).
 */
int parse_inet_diag(struct span payload, enum proto proto, struct sock *ret);

#endif
