/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Error queues (timestamps, ICMP errors, zerocopy notices): sock_queue_err_skb()
 * charges them to the receive buffer and not to the protocol.
 */
#ifndef KMW_DIAGNOSE_QUEUES_ERRQUEUE_H
#define KMW_DIAGNOSE_QUEUES_ERRQUEUE_H

#include <stdbool.h>

#include "diagnose/diagnose.h"

struct group;
struct groups;
struct judge;
struct sock;
struct finding;
struct snapshot;

/*
 * TCP: whether a receive buffer is half full, 64 KiB at least, and nothing can
 * be read. Data out of order looks the same, which only tcp_info shows.
 */
bool errqueue_tcp(const struct sock *s);

/*
 * Where the probe found data out of order in most of a group of TCP sockets,
 * it is no error queue: its members get another code. Whether any did, so that
 * the groups have to be made again.
 */
bool errqueue_disprove(const struct snapshot *snap, struct groups *gs);

/*
 * Tells apart what one socket's figures cannot: a group of UDP queues becomes
 * one of error queues where the kernel charges UDP that much less than its
 * sockets hold.
 */
void errqueue_settle(const struct judge *j, struct groups *gs);

/* low or medium */
enum confidence errqueue_confidence(const struct judge *j,
				    const struct groups *gs,
				    const struct group *g);

void errqueue_evidence(struct judge *j, struct finding *f,
		       const struct groups *gs, const struct group *g);

#endif
