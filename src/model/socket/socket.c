/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/socket/socket.h"

#include <errno.h>

#include "util/pages.h"
#include "util/vec.h"

/* So much of the array is made ready at once. */
#define READY ((256U << 10) / sizeof(struct sock))

void socks_reserve(struct socks *socks, size_t more)
{
	/* few of them, namespace after namespace: it grows by half */
	if (more < socks->n / 2)
		return;
	(void)vec_reserve((void **)&socks->v, &socks->cap, socks->n + more,
			  sizeof(*socks->v));
}

int socks_grow(struct socks *socks)
{
	size_t more;

	/* places are 32 bits */
	if (socks->n >= UINT32_MAX - 1 || VEC_GROW(socks))
		return -ENOMEM;
	if (socks->n < socks->ready)
		return 0;
	more = socks->cap - socks->n;
	if (more > READY)
		more = READY;
	pages_take(&socks->v[socks->n], more * sizeof(*socks->v));
	socks->ready = socks->n + more;
	return 0;
}

bool sock_is_mini(const struct sock *s)
{
	/* TCP Fast Open has a whole socket in SYN_RECV: with memory */
	if (s->has_mem)
		return false;
	return s->state == SOCK_TIME_WAIT || s->state == SOCK_SYN_RECV ||
	       s->state == SOCK_NEW_SYN_RECV ||
	       (s->state == SOCK_FIN_WAIT2 && s->proto == PROTO_TCP &&
		!s->inode && !s->n_owners && !s->rqueue && !s->wqueue);
}

bool sock_is_left_open(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->state == SOCK_CLOSE_WAIT &&
	       !sock_is_fileless(s);
}

bool sock_is_worth_keeping(const struct sock *s)
{
	if (sock_held_bytes(s) || s->ring_bytes || sock_is_left_open(s))
		return true;
	return s->rqueue && (s->state == SOCK_LISTEN || s->proto == PROTO_UNIX);
}

/* Whether its queues are bytes: others count, or are no full sockets. */
static bool has_queues(const struct sock *s)
{
	return s->state != SOCK_LISTEN && !sock_is_mini(s);
}

uint64_t sock_rx_bytes(const struct sock *s)
{
	/* UNIX: the other end's wqueue has it already */
	if (!s->has_mem)
		return has_queues(s) && s->proto != PROTO_UNIX ? s->rqueue : 0;
	if (proto_payer((enum proto)s->proto) == PROTO_UDP)
		return s->rqueue;
	if (s->proto == PROTO_UNIX && s->orphan_queue)
		return s->rqueue;
	return s->mem.rmem_alloc;
}

uint64_t sock_tx_bytes(const struct sock *s)
{
	if (!s->has_mem)
		return has_queues(s) ? s->wqueue : 0;
	if (s->mem.wmem_alloc > s->mem.wmem_queued)
		return s->mem.wmem_alloc;
	return s->mem.wmem_queued;
}

uint64_t socks_cookie_of(const void *socks, uint32_t index)
{
	return ((const struct socks *)socks)->v[index].cookie;
}

uint64_t socks_inode_of(const void *socks, uint32_t index)
{
	return ((const struct socks *)socks)->v[index].inode;
}

uint64_t sock_held_bytes(const struct sock *s)
{
	return sock_rx_bytes(s) + sock_tx_bytes(s) + s->mem.optmem +
	       s->mem.backlog;
}

int64_t sock_charged_bytes(const struct sock *s)
{
	int64_t sum;

	if (!s->has_mem)
		return 0;
	sum = (int64_t)s->mem.rmem_alloc + s->mem.fwd_alloc;
	if (s->proto == PROTO_TCP || s->proto == PROTO_MPTCP)
		sum += s->mem.wmem_queued;
	return sum;
}

bool sock_queue_is_truesize(const struct sock *s)
{
	static const bool truesize[PROTO_N] = {
		[PROTO_UDP] = true,	[PROTO_UDPLITE] = true,
		[PROTO_MPTCP] = true,	[PROTO_SCTP] = true,
		[PROTO_RAW] = true,	[PROTO_PACKET] = true,
		[PROTO_NETLINK] = true, [PROTO_XDP] = true,
	};

	return truesize[s->proto];
}

bool sock_may_have_ring(const struct sock *s)
{
	return s->proto == PROTO_PACKET || s->proto == PROTO_XDP ||
	       s->proto == PROTO_SMC;
}

int64_t sock_forward_deficit(const struct sock *s)
{
	return (int64_t)s->mem.rmem_alloc - (int64_t)s->rqueue;
}

/* memory_allocated of struct proto: UDP-Lite and MPTCP point to another's */
enum proto proto_payer(enum proto proto)
{
	static const enum proto payer[PROTO_N] = {
		[PROTO_TCP] = PROTO_TCP,
		[PROTO_UDP] = PROTO_UDP,
		[PROTO_UDPLITE] = PROTO_UDP,
		[PROTO_MPTCP] = PROTO_TCP,
		[PROTO_SCTP] = PROTO_ACCOUNTED_N,
		[PROTO_RAW] = PROTO_ACCOUNTED_N,
		[PROTO_UNIX] = PROTO_ACCOUNTED_N,
		[PROTO_PACKET] = PROTO_ACCOUNTED_N,
		[PROTO_NETLINK] = PROTO_ACCOUNTED_N,
		[PROTO_XDP] = PROTO_ACCOUNTED_N,
		[PROTO_VSOCK] = PROTO_ACCOUNTED_N,
		[PROTO_SMC] = PROTO_ACCOUNTED_N,
		[PROTO_TIPC] = PROTO_ACCOUNTED_N,
	};

	return payer[proto];
}

const char *proto_name(enum proto proto)
{
	static const char *const names[PROTO_N] = {
		[PROTO_TCP] = "tcp",	     [PROTO_UDP] = "udp",
		[PROTO_UDPLITE] = "udplite", [PROTO_MPTCP] = "mptcp",
		[PROTO_SCTP] = "sctp",	     [PROTO_RAW] = "raw",
		[PROTO_UNIX] = "unix",	     [PROTO_PACKET] = "packet",
		[PROTO_NETLINK] = "netlink", [PROTO_XDP] = "xdp",
		[PROTO_VSOCK] = "vsock",     [PROTO_SMC] = "smc",
		[PROTO_TIPC] = "tipc",
	};

	return names[proto];
}

const char *sock_state_name(enum sock_state state)
{
	static const char *const names[SOCK_STATE_N] = {
		[SOCK_UNKNOWN] = "UNKNOWN",
		[SOCK_ESTABLISHED] = "ESTAB",
		[SOCK_SYN_SENT] = "SYN-SENT",
		[SOCK_SYN_RECV] = "SYN-RECV",
		[SOCK_FIN_WAIT1] = "FIN-WAIT-1",
		[SOCK_FIN_WAIT2] = "FIN-WAIT-2",
		[SOCK_TIME_WAIT] = "TIME-WAIT",
		[SOCK_CLOSE] = "UNCONN",
		[SOCK_CLOSE_WAIT] = "CLOSE-WAIT",
		[SOCK_LAST_ACK] = "LAST-ACK",
		[SOCK_LISTEN] = "LISTEN",
		[SOCK_CLOSING] = "CLOSING",
		[SOCK_NEW_SYN_RECV] = "SYN-RECV",
	};

	return state < SOCK_STATE_N ? names[state] : names[SOCK_UNKNOWN];
}

const char *owner_via_name(enum owner_via via)
{
	static const char *const names[VIA_N] = {
		[VIA_NONE] = "none",
		[VIA_FD] = "fd",
		[VIA_ACCEPT_QUEUE] = "accept-queue",
		[VIA_ORPHAN] = "orphan",
		[VIA_IN_FLIGHT] = "in-flight",
		[VIA_IO_URING] = "io-uring",
		[VIA_KERNEL] = "kernel",
		[VIA_PIDNS] = "pidns",
		[VIA_CGROUP] = "cgroup",
	};

	return names[via];
}
