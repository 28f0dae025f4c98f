/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the machine was not seen: not root, in a container, behind hidepid.
 * A figure that is made of it is no sum but a part of one, and must not be
 * reported as the sum.
 */
#ifndef KMW_ACCOUNT_SIGHT_H
#define KMW_ACCOUNT_SIGHT_H

#include <stdbool.h>

struct snapshot;

/* Bits: what may be missing. */
enum sight {
	SIGHT_MEMORY = 1 << 0,	  /* the memory counters of the machine */
	SIGHT_SOCKETS = 1 << 1,	  /* sockets of all network namespaces */
	SIGHT_OWNERS = 1 << 2,	  /* whose they are: the fds of all processes */
	SIGHT_PROCESSES = 1 << 3, /* that there are others at all */
	SIGHT_PSS = 1 << 4,	  /* of all processes, where it was asked for */
	SIGHT_SLABS = 1 << 5,	  /* the slab caches by name */
	SIGHT_KERNEL = 1 << 6,	  /* pipes, rings, BPF maps, who has them */
	SIGHT_ALL = (1 << 7) - 1,
};

/* The bits of what was not seen; 0: everything was. */
unsigned sight_missing(const struct snapshot *snap);

/* Whether the Pss of processes was read, and of all of them. */
bool sight_pss(const struct snapshot *snap);

/* Whether the sockets that were dumped are only some of this machine's. */
bool sight_sockets_partial(const struct snapshot *snap);

/* "not root", "in a container": why; NULL where nothing is known of it. */
const char *sight_reason(const struct snapshot *snap);

/* "sockets' owners", "Pss", of one bit. */
const char *sight_name(const struct snapshot *snap, enum sight part);

#endif
