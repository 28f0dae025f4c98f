/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The namespaces of suspect sockets, gone to once and held open. */
#ifndef KMW_COLLECT_PROBE_PROBE_NETNS_H
#define KMW_COLLECT_PROBE_PROBE_NETNS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

struct diag;
struct snapshot;
struct source;

#define PROBE_NETNS_MAX 32

struct probe_place {
	uint32_t netns; /* index into snapshot.netns */
	struct diag *diag;
	int snmp; /* /proc/net/snmp and snmp6 of it, -1: not open */
	int snmp6;
};

struct probe_places {
	struct probe_place v[PROBE_NETNS_MAX];
	size_t n;
	ino_t files[PROBE_NETNS_MAX]; /* of snmp: each namespace has its own */
};

/*
 * Goes to the namespaces that the probes' sockets are in, at most
 * PROBE_NETNS_MAX, and comes home. Those that cannot be entered are a gap.
 * Returns 0, -ENOMEM, or -ENOTRECOVERABLE (there is no way home).
 */
int probe_places_open(const struct source *src, struct snapshot *snap,
		      struct probe_places *ret);

/* The place of a namespace by its index, or NULL. */
const struct probe_place *probe_place_find(const struct probe_places *p,
					   uint32_t netns);

/*
 * Datagrams that were read in the namespace since the snapshot: by how much
 * Udp InDatagrams (and Udp6InDatagrams) has risen; the kernel counts them in
 * recvmsg() (net/ipv4/udp.c).
 */
struct opt_u64 probe_place_reads(const struct probe_place *p,
				 const struct snapshot *snap);

void probe_places_close(struct probe_places *p);

#endif
