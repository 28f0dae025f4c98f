/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel accounts for a protocol, host-wide, and its limits. */
#ifndef KMW_MODEL_SOCKET_PROTOCOL_H
#define KMW_MODEL_SOCKET_PROTOCOL_H

#include <stdint.h>

#include "model/memory/memory.h"
#include "model/net/netns.h"
#include "model/socket/socket.h"

/* Sums over the rows of all dumps; counted as the dump runs. */
struct dump_totals {
	uint64_t sockets;
	uint64_t holding; /* with held bytes > 0 */
	uint64_t held_bytes;
	int64_t charged_bytes;
};

struct protocol {
	bool dumped;	   /* a dump came to its end, or there are no sockets */
	bool complete;	   /* every namespace that has it was dumped */
	bool no_handler;   /* the kernel cannot list it, nor does a file */
	bool by_file;	   /* listed by a file of /proc/net, not by a dump */
	bool payload_only; /* rows without skmem: what is charged is unknown */
	struct dump_totals totals;
	/* udp_mem, tcp_mem: min, pressure, max; only the initial namespace */
	struct opt_u64 limit_pages[3];
	enum tristate pressure;	      /* `press` of /proc/net/protocols */
	struct opt_u64 object_bytes;  /* `size` there: one socket's struct */
	struct opt_u64 object6_bytes; /* the same of its IPv6 row */
};

struct protocols {
	struct protocol v[PROTO_N];
	struct sockstat before; /* host-wide figures, before the dumps */
	struct sockstat after;
	struct opt_u64 tcp_max_orphans;
	struct opt_u64 tcp_max_tw;
	/* lines "TCP: out of memory" of a captured kernel log; no log: unknown */
	struct opt_u64 log_tcp_memory;
	struct opt_u64 mem_pcpu_rsv_pages; /* net.core.mem_pcpu_rsv; 6.4 */
};

struct snapshot;

/* What a sockstat charges the protocol, in bytes, host-wide. */
struct opt_u64 protocol_used(const struct snapshot *snap,
			     const struct sockstat *s, enum proto p);

/* What all dumped sockets that share its counter are charged; may be < 0. */
int64_t protocol_charged(const struct snapshot *snap, enum proto p);

/*
 * What used and charged may differ by without anything being wrong: each CPU
 * keeps a reserve that sockstat does not show or shows too late, and the
 * dump takes its time.
 */
uint64_t protocol_tolerance(const struct snapshot *snap, enum proto p);

/* inuse of TCP and TCP6, summed over the namespaces. */
struct opt_i64 protocol_tcp_in_table(const struct snapshot *snap);

#endif
