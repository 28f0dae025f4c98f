/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of one network namespace: which dumps, and what becomes of them. */
#ifndef KMW_COLLECT_SOCKETS_SOCKDUMP_H
#define KMW_COLLECT_SOCKETS_SOCKDUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/socket/socket.h"

struct diag;
struct snapshot;
struct sockfiles;

/* One namespace, and how it is reached. */
struct sockdump {
	struct snapshot *snap;
	struct diag *diag;
	const struct sockfiles *files;
	uint32_t netns; /* index into snap->netns */
	bool keep_all;
};

/*
 * Whether the namespace's counters show sockets of the protocol, or are mute,
 * and the kernel is not known to be unable to list them.
 */
bool sockdump_wanted(const struct snapshot *snap, uint32_t netns,
		     enum proto proto, bool keep_all);

/*
 * Dumps a protocol of the namespace: adds to the protocol's totals and to the
 * namespace's counts, and keeps the rows that are worth it, or all of them. A
 * row that the dump repeats is counted once where it is kept. An inconsistent
 * dump is taken again a few times. Where the kernel has no handler the files
 * stand in; failures are gaps. Returns whether all of it was seen (0 or 1), or
 * -ENOMEM.
 */
int sockdump(const struct sockdump *sd, enum proto proto);

#endif
