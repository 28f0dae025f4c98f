/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One socket as the kernel's sock_diag tells it: a fixed, small record. */
#ifndef KMW_MODEL_SOCKET_SOCKET_H
#define KMW_MODEL_SOCKET_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The first ones have a counter and limits of their own in the kernel. */
enum proto {
	PROTO_TCP,
	PROTO_UDP,
	PROTO_ACCOUNTED_N,
	PROTO_UDPLITE = PROTO_ACCOUNTED_N, /* charged to UDP */
	PROTO_MPTCP,			   /* charged to TCP */
	PROTO_SCTP,
	PROTO_RAW,
	PROTO_UNIX,
	PROTO_PACKET,
	PROTO_NETLINK,
	PROTO_XDP,
	PROTO_VSOCK,
	PROTO_SMC,
	PROTO_TIPC,
	PROTO_N
};

/* include/net/tcp_states.h; UDP uses ESTABLISHED and CLOSE */
enum sock_state {
	SOCK_UNKNOWN,
	SOCK_ESTABLISHED,
	SOCK_SYN_SENT,
	SOCK_SYN_RECV,
	SOCK_FIN_WAIT1,
	SOCK_FIN_WAIT2,
	SOCK_TIME_WAIT,
	SOCK_CLOSE,
	SOCK_CLOSE_WAIT,
	SOCK_LAST_ACK,
	SOCK_LISTEN,
	SOCK_CLOSING,
	SOCK_NEW_SYN_RECV,
	SOCK_STATE_N
};

/* idiag_timer of struct inet_diag_msg (net/ipv4/inet_diag.c) */
enum sock_timer {
	TIMER_NONE,
	TIMER_RETRANS, /* unacknowledged data is on the wire */
	TIMER_KEEPALIVE,
	TIMER_TIMEWAIT,
	TIMER_PERSIST, /* probing a zero or too small window */
};

#define TIMER_MASK 7u /* of the bits that it has in struct sock */

/* SK_MEMINFO_* of include/uapi/linux/sock_diag.h, the same order */
struct skmem {
	uint32_t rmem_alloc;
	uint32_t rcvbuf;
	uint32_t wmem_alloc;
	uint32_t sndbuf;
	int32_t fwd_alloc; /* a quota; the kernel's int, may be negative */
	uint32_t wmem_queued;
	uint32_t optmem;
	uint32_t backlog;
	uint32_t drops;
};

enum owner_via {
	VIA_NONE,
	VIA_FD,
	VIA_ACCEPT_QUEUE,
	VIA_ORPHAN,
	VIA_IN_FLIGHT,
	VIA_IO_URING,
	VIA_KERNEL,
	VIA_PIDNS,
	VIA_CGROUP,
	VIA_N
};

/* 144 bytes, largest fields first: there may be a million of them. */
struct sock {
	uint64_t cookie;     /* never repeats while the machine runs */
	uint64_t cgroup_id;  /* inode of the cgroup2 directory; 0 unknown */
	uint64_t ring_bytes; /* packet rings, XDP umem, SMC buffers */
	uint32_t inode;	     /* 0: unaccepted, orphan, TIME_WAIT, SYN_RECV */
	uint32_t netns;	     /* index into snapshot.netns */
	uint32_t uid;
	uint32_t ifindex;
	uint32_t rqueue; /* UDP: truesize; TCP, UNIX: payload; LISTEN: count */
	uint32_t wqueue; /* TCP: not acknowledged; LISTEN: backlog limit */
	uint32_t name;	 /* into snapshot.strings; 0 none. UNIX: its own, packet
			* and XDP: that of the interface */
	uint32_t program;     /* likewise: who has it, where no pid is told */
	uint32_t first_owner; /* into snapshot.owners */
	uint32_t n_owners;
	struct skmem mem;
	union {
		uint8_t local[16]; /* network byte order; IPv4 uses 4 bytes */
		/* netlink: port id; vsock: cid, port; XDP: queue; TIPC:
		 * node, port */
		uint32_t local_id[4];
	};
	union {
		uint8_t peer[16];
		uint32_t peer_id[4];
		uint32_t peer_inode; /* UNIX: the other end, or the listener
				      * where it waits to be accepted; 0 none */
		uint32_t xdp_rings_bytes; /* XDP: what its rings in the kernel
					   * need; they are not in ring_bytes */
	};
	uint16_t sport; /* host byte order; netlink: protocol; packet: ETH_P_ */
	uint16_t dport;
	uint8_t proto;	   /* enum proto */
	uint8_t family;	   /* AF_* */
	uint8_t type;	   /* SOCK_STREAM … of families that have several */
	uint8_t retrans;   /* retransmissions, or probes without an answer */
	uint8_t via;	   /* enum owner_via */
	uint8_t state;	   /* enum sock_state */
	uint8_t timer : 3; /* enum sock_timer */
	uint8_t ring_vmalloc : 1;  /* packet: the rings are vmalloc memory */
	uint8_t has_mem : 1;	   /* mem was given */
	uint8_t has_drops : 1;	   /* mem.drops was given (kernel 4.7) */
	uint8_t v6only : 1;	   /* LISTEN: takes no IPv4 (kernel 4.0) */
	uint8_t inode_unknown : 1; /* a listing without inodes */
	uint8_t owner_unsure : 1;  /* one of the owners: which is not told */
	uint8_t undumped : 1; /* in no dump: found by an fd, Recv-Q unknown */
	uint8_t iterated : 1; /* then: the kernel's list of files told of it */
	uint8_t uid_unknown : 1;   /* its family's dump does not tell it */
	uint8_t orphan_queue : 1;  /* UNIX: nobody seen is charged for rqueue */
	uint8_t timer_unknown : 1; /* a listing without timers */
	uint8_t queues_unknown : 1; /* its family's dump tells no queues */
};

_Static_assert(sizeof(struct sock) == 144, "a socket has grown");

struct socks {
	struct sock *v;
	size_t n;
	size_t cap;
	size_t ready; /* elements whose memory was asked for, for socks_grow() */
};

/* Makes room for one more, its memory ready. Returns 0 or -ENOMEM. */
int socks_grow(struct socks *socks);

/*
 * Makes room for so many more where it is known that they come: an array that
 * grows is moved, which costs in itself. No error without memory: it grows.
 */
void socks_reserve(struct socks *socks, size_t more);

/*
 * For a refhash over a struct socks: the ids of its sockets. A socket without
 * one (0) has no place there.
 */
uint64_t socks_cookie_of(const void *socks, uint32_t index);
uint64_t socks_inode_of(const void *socks, uint32_t index);

/* A process that has the socket; grouped by socket in snapshot.owners. */
struct sock_owner {
	uint32_t sock; /* index into snapshot.socks */
	pid_t pid;
	int32_t fd; /* -1: not known by an fd (accept queue …) */
};

struct sock_owners {
	struct sock_owner *v;
	size_t n;
	size_t cap;
};

/*
 * Bytes that the socket keeps from everyone else:
 * (UDP: Recv-Q, else rmem_alloc) + max(wmem_alloc, wmem_queued) + optmem +
 * backlog. fwd_alloc is a quota and no memory; the two wmem figures can count
 * the same buffer. UDP's rmem_alloc contains what was read already and not yet
 * given back (forward_deficit, net/ipv4/udp.c); Recv-Q does not.
 * UNIX: the sender is charged (wmem_alloc) until the reader reads. Where the
 * sender has closed nobody is: then the reader's payload is the least that is
 * held. Rings are apart: see ring_bytes.
 */
uint64_t sock_held_bytes(const struct sock *s);

/*
 * The queues' parts of held: received, and to be sent. Without skmem (a
 * listing that has none) the payload: it is at least that.
 */
uint64_t sock_rx_bytes(const struct sock *s);
uint64_t sock_tx_bytes(const struct sock *s);

/*
 * What the socket is charged to its protocol's counter (sk_memory_allocated):
 * rmem_alloc + fwd_alloc, for TCP also wmem_queued. May be negative.
 */
int64_t sock_charged_bytes(const struct sock *s);

/* The accounted protocol that pays for this one; PROTO_ACCOUNTED_N if none. */
enum proto proto_payer(enum proto proto);

/* Whether rqueue is memory and not payload. */
bool sock_queue_is_truesize(const struct sock *s);

/* Whether its family has rings, a umem or buffers: see ring_bytes. */
bool sock_may_have_ring(const struct sock *s);

/* UDP: rmem_alloc - Recv-Q, what a reader took and did not give back yet. */
int64_t sock_forward_deficit(const struct sock *s);

/* Whether no file points to it: it waits for accept(), or is an orphan. */
static inline bool sock_is_fileless(const struct sock *s)
{
	return !s->inode && !s->inode_unknown;
}

/*
 * Whether its peer has closed and the process that has it has not. One without
 * a file was never accepted.
 */
bool sock_is_left_open(const struct sock *s);

/*
 * Whether it is kept though nobody asked for all sockets: it holds memory, it
 * is a queue of connections, or there may be too many of its kind.
 */
bool sock_is_worth_keeping(const struct sock *s);

/*
 * Whether the kernel keeps no socket for it, only what it must remember of the
 * connection: it has no queues. FIN-WAIT-2 without a file becomes one after a
 * while (tcp_time_wait()) and is dumped under that state.
 */
bool sock_is_mini(const struct sock *s);

/* "tcp", "udp"; "ESTAB" as ss has it; "fd", "accept-queue" … */
const char *proto_name(enum proto proto);
const char *sock_state_name(enum sock_state state);
const char *owner_via_name(enum owner_via via);

#endif
