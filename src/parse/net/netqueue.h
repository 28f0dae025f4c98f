/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that wait in a qdisc or for an NFQUEUE's program. */
#ifndef KMW_PARSE_NET_NETQUEUE_H
#define KMW_PARSE_NET_NETQUEUE_H

#include <stdbool.h>

#include "util/span.h"

struct nfqueues;
struct qdisc;

/*
 * The payload of an RTM_NEWQDISC message: kind, ifindex, and the figures of
 * TCA_STATS2, else of TCA_STATS. Returns 0; 1 where it is not an interface's
 * root (its packets are counted there) or has no figures; or -EBADMSG.
 */
int parse_qdisc(struct span payload, struct qdisc *ret);

/*
 * The payload of an RTM_NEWLINK message: the interface's raw name.
 * Returns 0, -ENOENT where it has none, or -EBADMSG.
 */
int parse_link_name(struct span payload, char *dst, size_t cap);

/*
 * /proc/net/netfilter/nfnetlink_queue (seq_show() of
 * net/netfilter/nfnetlink_queue.c): appends a row for each queue that has
 * packets or drops. Returns 0 (also for an empty text), -EINVAL where no line
 * can be read, or -ENOMEM; a line that cannot be read is counted in *bad.
 */
int parse_nfqueue(struct span text, struct nfqueues *ret, unsigned *bad);

#endif
