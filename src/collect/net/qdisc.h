/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that wait to be sent, by interface (rtnetlink). */
#ifndef KMW_COLLECT_NET_QDISC_H
#define KMW_COLLECT_NET_QDISC_H

#include <stdint.h>

struct mnl_socket;
struct snapshot;

/*
 * Opens an rtnetlink socket in the namespace of the calling thread, to which it
 * belongs from then on. Returns it, or NULL.
 */
struct mnl_socket *qdisc_open(void);

/*
 * Dumps the qdiscs (RTM_GETQDISC, net/sched/sch_api.c) and keeps the roots that
 * have a backlog, at most 256 a namespace, with the names of their interfaces.
 * nl may be NULL, which is a gap. Returns 0 or -ENOMEM.
 */
int qdisc_dump(struct mnl_socket *nl, uint32_t netns, struct snapshot *snap);

void qdisc_close(struct mnl_socket *nl);

#endif
