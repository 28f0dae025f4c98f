/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that wait outside of sockets: in a device's qdisc, for a program. */
#ifndef KMW_MODEL_NET_NETQUEUE_H
#define KMW_MODEL_NET_NETQUEUE_H

#include <stddef.h>
#include <stdint.h>

/* The root qdisc of an interface; it counts what is in all below it. */
struct qdisc {
	uint32_t netns; /* index into snapshot.netns */
	uint32_t ifindex;
	uint32_t backlog_bytes; /* of packets, without the buffers' waste */
	uint32_t packets;
	uint32_t drops;
	char ifname[16]; /* raw; "" unknown */
	char kind[16];	 /* raw: "fq_codel" */
};

struct qdiscs {
	struct qdisc *v; /* only those with a backlog */
	size_t n;
	size_t cap;
};

/* A queue of /proc/net/netfilter/nfnetlink_queue. */
struct nfqueue {
	uint32_t netns;
	uint32_t number;
	uint32_t portid;     /* of its netlink socket: mostly the pid */
	uint32_t packets;    /* that wait for a verdict */
	uint32_t copy_range; /* bytes of each that the program is given */
	uint64_t drops;	     /* queue full, or the program's socket full */
};

struct nfqueues {
	struct nfqueue *v;
	size_t n;
	size_t cap;
};

#endif
