/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of one network namespace: which dumps, and what becomes of them. */
#ifndef KMW_COLLECT_SOCKDUMP_H
#define KMW_COLLECT_SOCKDUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/socket.h"

struct diag;
struct netns;
struct snapshot;

/* Whether the namespace's sockstat shows sockets of the protocol, or is mute. */
bool sockdump_wanted(const struct netns *ns, enum proto proto, bool keep_all);

/*
 * Dumps a protocol of snap->netns.v[netns] through d: adds to the protocol's
 * totals and to the namespace's counts, and keeps the rows that hold memory,
 * listeners with a queue, or all of them. A row that the dump repeats is
 * counted once where it is kept. An inconsistent dump is taken again a few
 * times; failures are gaps. Returns whether all of it was seen (0 or 1), or
 * -ENOMEM.
 */
int sockdump(struct diag *d, uint32_t netns, enum proto proto, bool keep_all,
	     struct snapshot *snap);

#endif
