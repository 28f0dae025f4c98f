/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/cells.h"

#include "model/snapshot.h"
#include "render/columns/lookup.h"

#define NUMBER(n, value, known)                                      \
	bool num_##n(const struct lookup *l __attribute__((unused)), \
		     const struct sock *s, int64_t *ret)             \
	{                                                            \
		*ret = (int64_t)(value);                             \
		return known;                                        \
	}

NUMBER(recvq, s->rqueue, !s->undumped && !s->queues_unknown)
NUMBER(sendq, s->wqueue, !s->queues_unknown)
NUMBER(held, sock_held_bytes(s), s->has_mem)
NUMBER(rx, sock_rx_bytes(s), s->has_mem)
NUMBER(tx, sock_tx_bytes(s), s->has_mem)
NUMBER(charged, sock_charged_bytes(s), s->has_mem)
NUMBER(rcvbuf, s->mem.rcvbuf, s->has_mem)
NUMBER(sndbuf, s->mem.sndbuf, s->has_mem)
NUMBER(fwd, s->mem.fwd_alloc, s->has_mem)
NUMBER(optmem, s->mem.optmem, s->has_mem)
NUMBER(backlog, s->mem.backlog, s->has_mem)
NUMBER(ring, s->ring_bytes, sock_may_have_ring(s))
NUMBER(deficit, sock_forward_deficit(s), s->has_mem && s->proto == PROTO_UDP)
NUMBER(drops, s->mem.drops, s->has_mem && s->has_drops)
NUMBER(retrans, s->retrans, s->proto == PROTO_TCP)
NUMBER(inode, s->inode, s->inode != 0)
NUMBER(uid, s->uid, lookup_uid_known(l, s))

bool num_pid(const struct lookup *l, const struct sock *s, int64_t *ret)
{
	const struct sock_owner *o = lookup_owners(l, s);

	*ret = o ? o->pid : 0;
	return o;
}

bool num_fd(const struct lookup *l, const struct sock *s, int64_t *ret)
{
	const struct sock_owner *o = lookup_owners(l, s);

	*ret = o ? o->fd : -1;
	return *ret >= 0;
}
