/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second look at suspect sockets: they are asked again. */
#ifndef KMW_COLLECT_PROBE_PROBE_H
#define KMW_COLLECT_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/socket/probe.h"
#include "model/socket/socket.h"

struct collect;
struct probe_place;
struct snapshot;

/*
 * probes: a second reading of sockets (indices into socks; at most 256, the most
 * suspect first), about 250 ms after a first one: TCP by exact request, UDP by
 * dumping its namespace again; and between the two the processes that have
 * them: epoll sets, threads, cgroups. Other families are probed only through
 * their processes. Without sockets there is no probe and no delay.
 * Returns 0, -ENOMEM, or -ENOTRECOVERABLE (lost in a namespace).
 */
int collect_probe(struct collect *c, const uint32_t *socks, size_t n);

/* The gap where a socket could not be asked again. */
#define PROBE_GAP "second look"
#define PROBE_GAP_EFFECT \
	"whether the queues in these namespaces are read is not known"

/* What the first exact request gave, and when; by index of snapshot.probes. */
struct probe_first {
	struct tcp_facts tcp;
	uint32_t rqueue;
	uint64_t at_ms;
};

/*
 * Whether sockets of the protocol are asked for by their own identity; the
 * others are dumped again: UDP's request finds the wrong one (see diag_one()).
 */
static inline bool probe_is_exact(enum proto proto)
{
	return proto == PROTO_TCP;
}

/* The first request; what cannot be had is left unknown. 0 or -ENOMEM. */
int probe_tcp_first(const struct probe_place *p, const struct sock *s,
		    struct probe_first *ret);

/* The second one. Returns 0 or -ENOMEM. */
int probe_tcp_second(const struct probe_place *p, const struct sock *s,
		     const struct probe_first *first, struct probe *ret);

/*
 * Dumps the sockets of the place again, protocol by protocol where a probe is of
 * one of them, and joins them by cookie; those that are missing are gone.
 * Returns 0 or -ENOMEM.
 */
int probe_dump(const struct probe_place *p, struct snapshot *snap);

#endif
