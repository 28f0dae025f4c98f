/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/account_fields.h"
#include "model/snapshot.h"
#include "render/columns/address.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/view.h"
#include "util/human.h"

#define SOCK(fn, member, value)                                 \
	static void fn(const struct lookup *l, const void *row, \
		       union field_value *ret)                  \
	{                                                       \
		const struct sock *s = row;                     \
                                                                \
		(void)l;                                        \
		ret->member = (value);                          \
	}

static uint32_t index_of(const struct lookup *l, const struct sock *s)
{
	return (uint32_t)(s - l->r->snap->socks.v);
}

static bool listens(const struct sock *s)
{
	return s->state == SOCK_LISTEN;
}

/* A listener's two queue figures are counts of connections, no bytes. */
static struct opt_u64 queue(const struct sock *s, uint32_t bytes)
{
	return (struct opt_u64){ bytes, !listens(s) && !s->undumped &&
						!s->queues_unknown };
}

static struct opt_u64 held(const struct sock *s)
{
	uint64_t v = sock_held_bytes(s);

	return (struct opt_u64){ v, s->has_mem || (int64_t)v > 0 };
}

SOCK(family, text, address_family_name(s))
SOCK(state, text, sock_state_name(s->state))
SOCK(uid, u, ((struct opt_u64){ s->uid, lookup_uid_known(l, s) }))
SOCK(cgroup, text, lookup_cgroup(l, s))
SOCK(recvq, u, queue(s, s->rqueue))
SOCK(sendq, u, queue(s, s->wqueue))
SOCK(truesize, yes, sock_queue_is_truesize(s))
SOCK(held_bytes, u, held(s))
SOCK(charged, i, ((struct opt_i64){ sock_charged_bytes(s), s->has_mem }))
SOCK(ring, u, ((struct opt_u64){ s->ring_bytes, sock_may_have_ring(s) }))
SOCK(via, word, s->via < VIA_N ? s->via : VIA_NONE)
SOCK(finding, text, lookup_finding(l, index_of(l, s)))

static void local(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	address_local(ret->chars, row, lookup_name(l, row));
}

static void peer(const struct lookup *l, const void *row,
		 union field_value *ret)
{
	(void)l;
	address_peer(ret->chars, row);
}

static void cookie(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	const struct sock *s = row;

	(void)l;
	if (s->cookie)
		human_count(ret->chars, s->cookie);
}

static void rows_netns(struct walk *w, const void *row)
{
	static const struct netns none;
	const struct netns *ns = lookup_netns(w->l, row);

	walk_row(w, ns ? ns : &none);
}

static const struct field accept_queue[] = {
	SHOWN(struct sock, rqueue, "length", "Connections that wait."),
	SHOWN(struct sock, wqueue, "max", "As many may wait."),
};
static const struct table report_accept_queue = TABLE(accept_queue);

static void rows_accept_queue(struct walk *w, const void *row)
{
	if (listens(row) && !((const struct sock *)row)->queues_unknown)
		walk_row(w, row);
}

static const struct field skmem[] = {
	PICK(sock, mem.rmem_alloc), PICK(sock, mem.rcvbuf),
	PICK(sock, mem.wmem_alloc), PICK(sock, mem.sndbuf),
	PICK(sock, mem.fwd_alloc),  PICK(sock, mem.wmem_queued),
	PICK(sock, mem.optmem),	    PICK(sock, mem.backlog),
	PICK(sock, mem.drops),
};
static const struct table report_skmem = TABLE(skmem);

/* A process, or the program of a listing with masked pids. */
static void owner_comm(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	const struct sock_owner *o = row;

	ret->text = o->pid ? lookup_comm(l, o->pid)
			   : lookup_program(l, &l->r->snap->socks.v[o->sock]);
}

static void owner_fd(const struct lookup *l, const void *row,
		     union field_value *ret)
{
	int32_t fd = ((const struct sock_owner *)row)->fd;

	(void)l;
	ret->u = (struct opt_u64){ (uint64_t)fd, fd >= 0 };
}

static const struct field owner[] = {
	PICK_OF(fields_owner, struct sock_owner, pid),
	MADE(FIELD_NAME, owner_comm, "comm", "Its command."),
	MADE(FIELD_OPT, owner_fd, "fd",
	     "Its descriptor; null where the owner was not found by one."),
};
static const struct table report_owner = TABLE(owner);

static void rows_owners(struct walk *w, const void *row)
{
	const struct sock *s = row;
	const struct sock_owner *o = lookup_owners(w->l, s);
	const struct sock_owner masked = { .sock = index_of(w->l, s),
					   .fd = -1 };

	for (size_t i = 0; o && i < s->n_owners; i++)
		walk_row(w, &o[i]);
	if (!o && lookup_program(w->l, s))
		walk_row(w, &masked);
}

NAMER(via_word, owner_via_name, enum owner_via, VIA_N)

static const char *proto_word(size_t i)
{
	return field_proto_name(i);
}

SOCK(proto, word, s->proto)

static const struct field socket_rows[] = {
	MADE_WORD(proto, "proto", "Its protocol.", proto_word, PROTO_N),
	MADE(FIELD_NAME, family, "family",
	     "inet, inet6, unix, packet, netlink, xdp, vsock or tipc.",
	     .sure = true,
	     .pattern = "^(inet6?|unix|packet|netlink|xdp|vsock|tipc)$"),
	MADE(FIELD_NAME, state, "state", "As ss(8) has it.", .sure = true,
	     .pattern = "^[A-Z0-9-]+$"),
	MADE(FIELD_CHARS, local, "local", "Its own end, as ss(8) has it.",
	     .sure = true),
	MADE(FIELD_CHARS, peer, "peer", "The other end.", .sure = true),
	OBJECT("netns", "Its network namespace.", report_netns,
	       .rows = rows_netns),
	PICK(sock, inode),
	MADE(FIELD_CHARS, cookie, "cookie",
	     "Never repeats while the machine runs; digits.",
	     .pattern = "^[1-9][0-9]{0,19}$"),
	MADE(FIELD_OPT, uid, "uid",
	     "Of who made it; null where the kernel does not say."),
	MADE(FIELD_NAME, cgroup, "cgroup",
	     "Path of the cgroup of its owner, else of who made it."),
	MADE(FIELD_OPT, recvq, "recvq_bytes",
	     "Recv-Q: UDP truesize, else payload; null of a listener."),
	MADE(FIELD_OPT, sendq, "sendq_bytes", "Send-Q; null of a listener."),
	MADE(FIELD_BOOL, truesize, "queue_is_truesize",
	     "Whether recvq_bytes is memory, and not payload."),
	OBJECT("accept_queue", "Of a listener, else null.", report_accept_queue,
	       .rows = rows_accept_queue, .none_at_0 = true),
	OBJECT("skmem", "As ss(8) has it with -m.", report_skmem),
	MADE(FIELD_OPT, held_bytes, "held_bytes",
	     "Memory that it keeps: (UDP: Recv-Q, else r) + max(t, w) + o + "
	     "bl."),
	MADE(FIELD_OPT_I, charged, "charged_bytes",
	     "What its protocol's counter is charged: r + f, TCP r + f + w."),
	MADE(FIELD_OPT, ring, "ring_bytes",
	     "Ring of a packet socket, umem of XDP, buffers of SMC."),
	LIST("owners", "Processes that have it.", report_owner, rows_owners),
	MADE_WORD(via, "owner_via", "How they were found.", via_word, VIA_N),
	OBJECT("look",
	       "Null unless the socket was looked at a second time, because it "
	       "is suspect and the queues are large; never with --no-probe.",
	       report_probe, .rows = rows_probe, .none_at_0 = true),
	MADE(FIELD_NAME, finding, "finding",
	     "Code of the finding that it is part of, or null.",
	     .pattern = "^[a-z][a-z0-9-]*$"),
};
const struct table report_socket = TABLE(socket_rows);

void rows_sockets(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;
	size_t n = view_rows(&r->view, r->snap->socks.n);

	(void)row;
	for (size_t i = 0; i < n && !w->j->error; i++)
		walk_row(w, &r->snap->socks.v[r->acct->sock_rank[i]]);
}

static void holder_comm(const struct lookup *l, const void *row,
			union field_value *ret)
{
	ret->text = lookup_comm(l, ((const struct holder *)row)->pid);
}

static const struct field holder[] = {
	PICK(holder, pid),
	MADE(FIELD_NAME, holder_comm, "comm", "Its command."),
	PICK(holder, sockets),
	PICK(holder, held_bytes),
	PICK(holder, drops),
};
const struct table report_holder = TABLE(holder);

void rows_holders(struct walk *w, const void *row)
{
	const struct account *acct = w->l->r->acct;
	size_t n = view_rows(&w->l->r->view, acct->n_holders);

	(void)row;
	for (size_t i = 0; i < n && !w->j->error; i++)
		walk_row(w, &acct->holders[i]);
}
