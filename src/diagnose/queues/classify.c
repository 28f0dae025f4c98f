/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/groups.h"

#include "diagnose/queues/errqueue.h"
#include "diagnose/severity.h"
#include "model/socket/socket.h"

/* Closed by the process, not yet by the network. */
static bool orphan_state(unsigned state)
{
	return state == SOCK_FIN_WAIT1 || state == SOCK_FIN_WAIT2 ||
	       state == SOCK_CLOSING || state == SOCK_LAST_ACK;
}

/*
 * No fault is known, but what holds so much is to be named. Less is what a
 * socket of a busy server has anyway, however many there are.
 */
static enum finding_code unexplained(const struct sock *s)
{
	return sock_held_bytes(s) >= limit_number(LIMIT_BUSY_SOCKET)
		       ? F_SOCKET_MEMORY
		       : F_HEALTHY;
}

static enum finding_code classify_queue_out(const struct sock *s)
{
	if (s->timer == TIMER_PERSIST)
		return F_TCP_PEER_STALLED;
	if (s->timer == TIMER_RETRANS && s->retrans > 0)
		return F_TCP_PATH_STALLED;
	/* on its way: a busy socket looks the same */
	return F_HEALTHY;
}

static enum finding_code classify_tcp(const struct sock *s)
{
	enum finding_code out;

	if (s->state == SOCK_LISTEN)
		return F_HEALTHY;
	if (s->undumped)
		return sock_rx_bytes(s) ? F_TCP_CLOSED_UNREAD : F_HEALTHY;
	/* the kernel gives an inode only to sockets that a file points to */
	if (sock_is_fileless(s) && orphan_state(s->state))
		return F_TCP_ORPHANS;
	if (sock_is_fileless(s) &&
	    (s->state == SOCK_ESTABLISHED || s->state == SOCK_CLOSE_WAIT))
		return F_TCP_UNACCEPTED;
	if (sock_tx_bytes(s) > sock_rx_bytes(s)) {
		out = classify_queue_out(s);
		if (out != F_HEALTHY)
			return out;
	}
	if (s->state == SOCK_CLOSE_WAIT)
		return F_TCP_CLOSE_WAIT;
	if (s->rqueue && sock_rx_bytes(s) >= sock_tx_bytes(s))
		return F_TCP_UNREAD;
	return errqueue_tcp(s) ? F_ERRQUEUE_UNREAD : unexplained(s);
}

/*
 * A one-to-many socket is a listener, too, and is charged for what waits in all
 * of its associations (net/sctp/diag.c).
 */
static enum finding_code classify_sctp(const struct sock *s)
{
	if (sock_rx_bytes(s) && sock_rx_bytes(s) >= sock_tx_bytes(s))
		return F_SCTP_UNREAD;
	return unexplained(s);
}

/* A queue with data that nobody takes; F_HEALTHY: nobody can say. */
static const enum finding_code unread[PROTO_N] = {
	[PROTO_UDP] = F_UDP_UNREAD,	    [PROTO_UDPLITE] = F_UDP_UNREAD,
	[PROTO_MPTCP] = F_TCP_UNREAD,	    [PROTO_RAW] = F_RAW_UNREAD,
	[PROTO_PACKET] = F_RAW_UNREAD,	    [PROTO_XDP] = F_RAW_UNREAD,
	[PROTO_NETLINK] = F_NETLINK_UNREAD,
};

enum finding_code classify(const struct sock *s)
{
	/* one that holds nothing: many of them are a leak */
	if (!sock_held_bytes(s))
		return sock_is_left_open(s) ? F_TCP_CLOSE_WAIT : F_HEALTHY;
	if (s->proto == PROTO_TCP)
		return classify_tcp(s);
	if (s->proto == PROTO_SCTP)
		return classify_sctp(s);
	/* what it sent is charged to it until its peer has read it */
	if (s->proto == PROTO_UNIX)
		return sock_tx_bytes(s) || s->orphan_queue ? F_UNIX_UNREAD
							   : F_HEALTHY;
	if (s->state == SOCK_LISTEN)
		return F_HEALTHY;
	if (s->rqueue && sock_rx_bytes(s) >= sock_tx_bytes(s) &&
	    unread[s->proto] != F_HEALTHY)
		return unread[s->proto];
	return unexplained(s);
}
