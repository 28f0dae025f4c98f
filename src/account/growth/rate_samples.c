/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/rate_samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "account/parts.h"
#include "model/snapshot.h"

static struct rate_key sock_key(const struct snapshot *snap, uint32_t at)
{
	const struct sock *s = &snap->socks.v[at];

	return (struct rate_key){
		.kind = RATE_SOCK,
		.a = s->cookie,
		.b = snap->netns.v[s->netns].inode << 16 |
		     (uint64_t)s->proto << 8 | s->family,
	};
}

static int add_term(struct sampling *s, unsigned term, struct opt_i64 v)
{
	const struct rate_key key = { .kind = RATE_TERM, .a = term };
	struct rate *rate;

	if (!v.known)
		return 0;
	rate = rates_push(s->r, &key, v.v);
	if (!rate)
		return -ENOMEM;
	if (term == TERM_AVAILABLE && v.v > 0)
		rate_eta(rate, -(double)v.v, "memory");
	else if (term < MEMORY_PARTS_N && memory_parts[term].stays &&
		 s->available.known)
		rate_eta(rate, (double)s->available.v, "memory");
	return 0;
}

/* Of what no counter names all of it: see account_uncounted(). */
static struct opt_i64 value_of(const struct account *acct, enum memory_part p)
{
	return p == PART_UNACCOUNTED ? account_uncounted(&acct->kernel)
				     : memory_part(acct, p);
}

static int add_terms(struct sampling *s)
{
	int err = 0;

	for (unsigned i = 0; !err && i < MEMORY_PARTS_N; i++)
		if (memory_parts[i].followed)
			err = add_term(s, i,
				       value_of(s->acct, (enum memory_part)i));
	return err ? err
		   : add_term(s, TERM_AVAILABLE, opt_signed(s->available));
}

static int add_protocols(struct sampling *s)
{
	static const char *const names[] = {
		[PROTO_TCP] = "tcp_mem", [PROTO_UDP] = "udp_mem"
	};

	for (unsigned p = 0; p < PROTO_ACCOUNTED_N; p++) {
		const struct rate_key key = { .kind = RATE_PROTO, .a = p };
		const struct proto_sum *sum = &s->acct->proto[p];
		struct rate *rate;

		if (!sum->used.known)
			continue;
		rate = rates_push(s->r, &key, (int64_t)sum->used.v);
		if (!rate)
			return -ENOMEM;
		if (sum->limit.known && sum->limit.v >= sum->used.v)
			rate_eta(rate, (double)(sum->limit.v - sum->used.v),
				 names[p]);
		if (s->available.known)
			rate_eta(rate, (double)s->available.v, "memory");
	}
	return 0;
}

static int add_drops(struct sampling *s)
{
	for (unsigned k = 0; k < DROP_KINDS_N; k++) {
		const struct rate_key key = { .kind = RATE_DROPS, .a = k };
		struct opt_u64 n = s->acct->drops[k].n;

		if (n.known && !rates_push(s->r, &key, (int64_t)n.v))
			return -ENOMEM;
	}
	return 0;
}

static struct rate_queue queue_of(const struct sock *s)
{
	return (struct rate_queue){ .rqueue = s->rqueue,
				    .wqueue = s->wqueue,
				    .rmem_alloc = s->mem.rmem_alloc,
				    .wmem_queued = s->mem.wmem_queued,
				    .drops = s->mem.drops };
}

/*
 * Recv-Q falls only where somebody reads. UDP also: forward_deficit moves with
 * each read and with nothing else (net/ipv4/udp.c, udp_rmem_release()).
 */
static void see_reads(struct rate *rate, const struct sock *s, int64_t now_ms)
{
	const struct rate_queue *b = &rate->before, *n = &rate->now;
	int64_t was = (int64_t)b->rmem_alloc - b->rqueue;

	if (s->state == SOCK_LISTEN)
		return;
	if (n->rqueue < b->rqueue ||
	    (proto_payer(s->proto) == PROTO_UDP && s->has_mem &&
	     was != (int64_t)n->rmem_alloc - n->rqueue))
		rate->read_ms = now_ms;
	rate->read = rate->read_ms >= now_ms - RATE_SPAN_MS;
}

static int add_sock(struct sampling *s, uint32_t at)
{
	const struct sock *sock = &s->snap->socks.v[at];
	const struct rate_key key = sock_key(s->snap, at);
	struct rate *rate =
		rates_push(s->r, &key, (int64_t)sock_held_bytes(sock));

	if (!rate)
		return -ENOMEM;
	rate->before = rate->now;
	rate->now = queue_of(sock);
	rate->sock = at;
	if (rate->known)
		see_reads(rate, sock, s->r->last.mono_ms);
	if (sock->n_owners)
		rate_copy_comm(rate, s->snap,
			       s->snap->owners.v[sock->first_owner].pid);
	if (sock->has_mem && sock_rx_bytes(sock) > sock_tx_bytes(sock) &&
	    sock->mem.rcvbuf >= sock->mem.rmem_alloc)
		rate_eta(rate, sock->mem.rcvbuf - sock->mem.rmem_alloc,
			 "rcvbuf");
	return 0;
}

static int add_socks(struct sampling *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->snap->socks.n && i < RATE_SOCKS_MAX;
	     i++) {
		uint32_t at = s->acct->sock_rank[i];

		if (!sock_held_bytes(&s->snap->socks.v[at]))
			break;
		/* a file has no cookies: it cannot be found again */
		if (s->snap->socks.v[at].cookie)
			err = add_sock(s, at);
	}
	return err;
}

static int add_holder(struct sampling *s, const struct holder *h)
{
	const struct rate_key key =
		rate_process_key(RATE_HOLDER, s->snap, h->pid);
	struct rate *rate = rates_push(s->r, &key, (int64_t)h->held_bytes);

	if (!rate)
		return -ENOMEM;
	rate_copy_comm(rate, s->snap, h->pid);
	rate->sockets = h->sockets;
	if (rate->n == 1)
		rate->sockets_at_first = h->sockets;
	rate->read = false;
	rate->sock = NO_SOCK;
	return 0;
}

/* What the sockets of a holder say of it; the first one is the largest. */
static void tell_holder(struct sampling *s, const struct rate *sock)
{
	const struct sock *k = &s->snap->socks.v[sock->sock];

	for (uint32_t i = 0; i < k->n_owners; i++) {
		pid_t pid = s->snap->owners.v[k->first_owner + i].pid;
		const struct rate_key key =
			rate_process_key(RATE_HOLDER, s->snap, pid);
		struct rate *h = rates_find(s->r, &key);

		if (!h)
			continue;
		h->read |= sock->read;
		if (h->sock == NO_SOCK)
			h->sock = sock->sock;
	}
}

/* As much as the receive buffers let in, where no socket comes to them. */
static bool may_reach(struct sampling *s, const struct rate *h, uint64_t room)
{
	const struct sock *k;

	if (h->sock == NO_SOCK || h->sockets > h->sockets_at_first)
		return true;
	k = &s->snap->socks.v[h->sock];
	if (!k->has_mem || sock_rx_bytes(k) < sock_tx_bytes(k))
		return true;
	return room < (uint64_t)h->sockets *
			      (k->mem.rcvbuf > k->mem.rmem_alloc
				       ? k->mem.rcvbuf - k->mem.rmem_alloc
				       : 0);
}

static void foretell_holder(struct sampling *s, struct rate *h)
{
	static const char *const names[] = {
		[PROTO_TCP] = "tcp_mem", [PROTO_UDP] = "udp_mem"
	};
	const struct proto_sum *sum;
	enum proto payer;

	if (s->available.known && may_reach(s, h, s->available.v))
		rate_eta(h, (double)s->available.v, "memory");
	if (h->sock == NO_SOCK)
		return;
	payer = proto_payer(s->snap->socks.v[h->sock].proto);
	if (payer >= PROTO_ACCOUNTED_N)
		return;
	sum = &s->acct->proto[payer];
	if (sum->limit.known && sum->effective.known &&
	    sum->limit.v > sum->effective.v &&
	    may_reach(s, h, sum->limit.v - sum->effective.v))
		rate_eta(h, (double)(sum->limit.v - sum->effective.v),
			 names[payer]);
}

static int add_holders(struct sampling *s)
{
	int err = 0;

	for (size_t i = 0;
	     !err && i < s->acct->n_holders && i < RATE_HOLDERS_MAX; i++)
		err = add_holder(s, &s->acct->holders[i]);
	for (size_t i = 0; !err && i < s->r->n; i++)
		if (s->r->v[i]->key.kind == RATE_SOCK && s->r->v[i]->seen)
			tell_holder(s, s->r->v[i]);
	for (size_t i = 0; !err && i < s->r->n; i++)
		if (s->r->v[i]->key.kind == RATE_HOLDER && s->r->v[i]->seen)
			foretell_holder(s, s->r->v[i]);
	return err;
}

int rates_sample(struct rates *r, const struct snapshot *snap,
		 const struct account *acct)
{
	struct sampling s = { .r = r,
			      .snap = snap,
			      .acct = acct,
			      .available = acct->id.available };
	int err = add_terms(&s);

	if (!err)
		err = add_protocols(&s);
	if (!err)
		err = add_drops(&s);
	if (!err)
		err = rates_add_processes(&s);
	if (!err)
		err = rates_add_slabs(&s);
	if (!err)
		err = rates_add_classes(&s);
	if (!err)
		err = add_socks(&s);
	if (!err)
		err = add_holders(&s);
	return err;
}

static const struct rate *seen(const struct rates *r, struct rate_key key)
{
	const struct rate *rate = rates_find(r, &key);

	return rate && rate->seen ? rate : NULL;
}

const struct rate *rates_term(const struct rates *r, unsigned term)
{
	return seen(r, (struct rate_key){ .kind = RATE_TERM, .a = term });
}

const struct rate *rates_proto(const struct rates *r, unsigned proto)
{
	return seen(r, (struct rate_key){ .kind = RATE_PROTO, .a = proto });
}

const struct rate *rates_drops(const struct rates *r, unsigned kind)
{
	return seen(r, (struct rate_key){ .kind = RATE_DROPS, .a = kind });
}

const struct rate *rates_holder(const struct rates *r,
				const struct snapshot *snap, pid_t pid)
{
	return seen(r, rate_process_key(RATE_HOLDER, snap, pid));
}

const struct rate *rates_process(const struct rates *r,
				 const struct snapshot *snap, pid_t pid)
{
	return seen(r, rate_process_key(RATE_PROCESS, snap, pid));
}

const struct rate *rates_class(const struct rates *r,
			       const struct snapshot *snap, unsigned class)
{
	return snap->process_map
		       ? seen(r, rate_class_key(snap->process_map, class))
		       : NULL;
}

const struct rate *rates_sock(const struct rates *r,
			      const struct snapshot *snap, uint32_t sock)
{
	return seen(r, sock_key(snap, sock));
}

bool rates_probe(const struct rates *r, const struct snapshot *snap,
		 uint32_t sock, struct probe *ret)
{
	const struct rate *rate = rates_sock(r, snap, sock);

	if (!rate || !rate->known || r->interval_ms > UINT32_MAX)
		return false;
	*ret = (struct probe){ .sock = sock,
			       .after_ms = (uint32_t)r->interval_ms,
			       .before = true,
			       .read_since = rate->read,
			       .seen = true,
			       .rqueue = rate->before.rqueue,
			       .wqueue = rate->before.wqueue,
			       .rmem_alloc = rate->before.rmem_alloc,
			       .wmem_queued = rate->before.wmem_queued,
			       .drops = rate->before.drops };
	/* TCP: what is missing in the queue was read, more came in perhaps */
	if (snap->socks.v[sock].proto == PROTO_TCP &&
	    rate->before.rqueue > rate->now.rqueue) {
		ret->read_bytes =
			opt_u64(rate->before.rqueue - rate->now.rqueue);
		ret->read_ms = ret->after_ms;
	}
	return true;
}
