/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The namespaces of suspect sockets, gone to once and held open. */
#ifndef KMW_COLLECT_LOOK_LOOK_NETNS_H
#define KMW_COLLECT_LOOK_LOOK_NETNS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

struct diag;
struct snapshot;
struct source;

#define LOOK_NETNS_MAX 32

struct look_place {
	uint32_t netns; /* index into snapshot.netns */
	struct diag *diag;
	int snmp; /* /proc/net/snmp and snmp6 of it, -1: not open */
	int snmp6;
};

struct look_places {
	struct look_place v[LOOK_NETNS_MAX];
	size_t n;
	ino_t files[LOOK_NETNS_MAX]; /* of snmp: each namespace has its own */
};

/*
 * Goes to the namespaces that the looks' sockets are in, at most
 * LOOK_NETNS_MAX, and comes home. Those that cannot be entered are a gap.
 * Returns 0, -ENOMEM, or -ENOTRECOVERABLE (there is no way home).
 */
int look_places_open(const struct source *src, struct snapshot *snap,
		     struct look_places *ret);

/* The place of a namespace by its index, or NULL. */
const struct look_place *look_place_find(const struct look_places *p,
					 uint32_t netns);

/*
 * Datagrams that were read in the namespace since the snapshot: by how much
 * Udp InDatagrams (and Udp6InDatagrams) has risen; the kernel counts them in
 * recvmsg() (net/ipv4/udp.c).
 */
struct opt_u64 look_place_reads(const struct look_place *p,
				const struct snapshot *snap);

void look_places_close(struct look_places *p);

#endif
