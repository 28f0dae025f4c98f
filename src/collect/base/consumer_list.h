/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list that the parts of collect_consumers() fill. */
#ifndef KMW_COLLECT_BASE_CONSUMER_LIST_H
#define KMW_COLLECT_BASE_CONSUMER_LIST_H

#include "model/kernel/consumer.h"
#include "util/span.h"

struct snapshot;

/*
 * Adds a consumer. One of a process without a holder's name gets the process's.
 * Nothing is added of 0 bytes. Returns 0 or -ENOMEM.
 */
int consumers_add(struct snapshot *snap, const struct consumer *c);

/* The largest first; equal ones by name, then by process. */
void consumers_rank(struct consumers *all);

/* The holder's name: at most what fits, raw. */
void consumer_name(struct consumer *c, struct span holder);

#endif
