/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues of tun and tap devices, which their programs should read. */
#ifndef KMW_COLLECT_NET_TUNS_H
#define KMW_COLLECT_NET_TUNS_H

struct collect;
struct nl_sock;

/*
 * Adds the consumers "tun-queues": of each tun or tap in the namespace of rtnl
 * that was full once (it dropped packets), what its queues may hold. How much
 * they do hold the kernel tells nobody. Returns 0 or -ENOMEM.
 */
int tuns_add(struct collect *c, struct nl_sock *rtnl);

#endif
