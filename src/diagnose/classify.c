/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/groups.h"

#include "model/socket.h"

/* Closed by the process, not yet by the network. */
static bool orphan_state(unsigned state)
{
	return state == SOCK_FIN_WAIT1 || state == SOCK_FIN_WAIT2 ||
	       state == SOCK_CLOSING || state == SOCK_LAST_ACK;
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
	/* the kernel gives an inode only to sockets that a file points to */
	if (!s->inode && orphan_state(s->state))
		return F_TCP_ORPHANS;
	if (!s->inode &&
	    (s->state == SOCK_ESTABLISHED || s->state == SOCK_CLOSE_WAIT))
		return F_TCP_UNACCEPTED;
	if (sock_tx_bytes(s) > sock_rx_bytes(s)) {
		out = classify_queue_out(s);
		if (out != F_HEALTHY)
			return out;
	}
	if (s->state == SOCK_CLOSE_WAIT)
		return F_TCP_CLOSE_WAIT;
	/* rmem without payload is an error queue or out of order */
	if (s->rqueue && sock_rx_bytes(s) >= sock_tx_bytes(s))
		return F_TCP_UNREAD;
	return F_HEALTHY;
}

enum finding_code classify(const struct sock *s)
{
	if (!sock_held_bytes(s))
		return F_HEALTHY;
	if (s->proto == PROTO_TCP)
		return classify_tcp(s);
	if (s->proto == PROTO_UDP && s->rqueue &&
	    sock_rx_bytes(s) >= sock_tx_bytes(s))
		return F_UDP_UNREAD;
	return F_HEALTHY;
}
