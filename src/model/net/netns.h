/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace: who it is and what its own counters say. */
#ifndef KMW_MODEL_NET_NETNS_H
#define KMW_MODEL_NET_NETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/socket/socket.h"
#include "util/opt.h"

/*
 * /proc/net/sockstat and sockstat6 (net/ipv4/proc.c, net/ipv6/proc.c).
 * inuse, tw and frag belong to the namespace; mem, alloc and orphan are the
 * same in all of them. Counts may come out negative (per-CPU sums).
 */
struct sockstat {
	struct opt_i64 tcp_inuse; /* IPv4 only */
	struct opt_i64 tcp6_inuse;
	struct opt_i64 udp_inuse;
	struct opt_i64 udp6_inuse;
	struct opt_i64 tcp_orphan;
	struct opt_i64 tcp_tw;
	struct opt_i64 tcp_alloc;
	struct opt_i64 tcp_mem_pages; /* < 6.0: quanta of 4096 bytes */
	struct opt_i64 udp_mem_pages;
	struct opt_i64 frag_bytes;
	struct opt_i64 frag6_bytes;
	struct opt_i64 sockets_used;
};

/* Counters of /proc/net/snmp, snmp6 and netstat since the namespace began. */
struct netcounters {
	struct opt_u64 udp_in_datagrams; /* counted as they are read */
	struct opt_u64 udp_in_errors;	 /* of all kinds, both IP versions */
	struct opt_u64 udp_rcvbuf_errors;
	struct opt_u64 udp_mem_errors;
	struct opt_u64 tcp_memory_pressures; /* TCPMemoryPressures */
	struct opt_u64 tcp_rcvq_drop;	     /* TCPRcvQDrop */
	struct opt_u64 tcp_prunes; /* PruneCalled, RcvPruned, OfoPruned */
	struct opt_u64 tcp_abort_on_memory; /* TCPAbortOnMemory */
	struct opt_u64 tcp_in_segments;
	struct opt_u64 tcp_passive_opens;    /* connections that came in */
	struct opt_u64 tcp_listen_overflows; /* ListenOverflows */
};

enum netns_access {
	NETNS_UNREADABLE,
	NETNS_DUMPED,
	NETNS_SKIPPED_EMPTY, /* its sockstat shows no socket */
};

struct netns {
	uint64_t inode;
	char name[64]; /* "host", the /run/netns name, else "" */
	pid_t pid;     /* a process in it, 0 where none is known */
	pid_t keeper;  /* one that has an fd of it, 0 where none is known */
	int keeper_fd; /* that fd */
	enum netns_access access;
	bool initial; /* the one that udp_mem and tcp_mem are in */
	struct sockstat stat;
	struct netcounters counters;
	/* ipfrag_high_thresh, ip6frag_high_thresh: where FRAG memory is used */
	struct opt_u64 frag_high_bytes;
	struct opt_u64 frag6_high_bytes;
	struct opt_u64 tcp_max_tw; /* tcp_max_tw_buckets, where it matters */
	/* sockets by /proc/net/protocols; unknown where it was not read */
	struct opt_u64 inuse[PROTO_N];
	uint32_t sockets[PROTO_N][SOCK_STATE_N]; /* rows seen */
};

struct netnses {
	struct netns *v;
	size_t n;
	size_t cap;
};

#endif
