/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that ends a connection, ready to copy. */
#ifndef KMW_DIAGNOSE_QUEUES_LAST_RESORT_H
#define KMW_DIAGNOSE_QUEUES_LAST_RESORT_H

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"

/*
 * Adds the remedy that ends the group's largest connection (ss -K, which is
 * SOCK_DESTROY of net/ipv4/tcp_diag.c, since 4.5) where that gives memory back
 * and nothing milder may: stalled peers and paths, orphans, CLOSE_WAIT.
 */
void last_resort(struct judge *j, struct finding *f, const struct groups *gs,
		 const struct group *g);

#endif
