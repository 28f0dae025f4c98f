/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What interfaces hold: pools, rings, queues, conntrack. */
#ifndef KMW_COLLECT_NET_NETDEVS_H
#define KMW_COLLECT_NET_NETDEVS_H

struct collect;

/*
 * Page pools and the receive rings of interfaces, in each network namespace.
 * Returns 0, -ENOMEM or -ENOTRECOVERABLE (lost in a namespace).
 */
int netdevs_collect(struct collect *c);

#endif
