/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/socket.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/address.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/view.h"
#include "util/human.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_ends(struct jout *j, const struct lookup *l,
		     const struct sock *s)
{
	char local[ADDRESS_MAX], peer[ADDRESS_MAX];

	address_local(local, s, lookup_name(l, s));
	address_peer(peer, s);
	jout_word(j, "proto", proto_name(s->proto));
	jout_word(j, "family", address_family_name(s));
	jout_word(j, "state", sock_state_name(s->state));
	if (address_is_ours(s))
		jout_word(j, "local", local);
	else
		jout_text(j, "local", local);
	jout_word(j, "peer", peer);
}

static void put_ids(struct jout *j, const struct lookup *l,
		    const struct sock *s)
{
	const struct netns *ns = lookup_netns(l, s);
	bool uid_known = lookup_uid_known(l, s);
	char cookie[HUMAN_MAX];

	human_count(cookie, s->cookie);
	jout_open(j, "netns", '{');
	jout_opt(j, "inode",
		 (struct opt_u64){ ns ? ns->inode : 0, ns && ns->inode });
	jout_text(j, "name", ns ? ns->name : NULL);
	jout_close(j, '}');
	jout_opt(j, "inode", (struct opt_u64){ s->inode, s->inode });
	jout_word(j, "cookie", s->cookie ? cookie : NULL);
	jout_opt(j, "uid", (struct opt_u64){ s->uid, uid_known });
	jout_text(j, "cgroup", lookup_cgroup(l, s));
}

/* A listener's two queue figures are counts of connections, no bytes. */
static void put_queues(struct jout *j, const struct sock *s)
{
	bool listens = s->state == SOCK_LISTEN;

	jout_opt(j, "recvq_bytes",
		 (struct opt_u64){ s->rqueue, !listens && !s->undumped });
	jout_opt(j, "sendq_bytes",
		 (struct opt_u64){ s->wqueue, !listens && !s->undumped });
	jout_bool(j, "queue_is_truesize", sock_queue_is_truesize(s));
	if (!listens) {
		jout_null(j, "accept_queue");
		return;
	}
	jout_open(j, "accept_queue", '{');
	jout_u64(j, "length", s->rqueue);
	jout_u64(j, "max", s->wqueue);
	jout_close(j, '}');
}

static void put_memory(struct jout *j, const struct sock *s)
{
	const struct skmem *m = &s->mem;
	bool known = s->has_mem;
	int64_t held = (int64_t)sock_held_bytes(s);
	const struct jamount rows[] = {
		{ "rmem_alloc_bytes", { m->rmem_alloc, known } },
		{ "rcvbuf_bytes", { m->rcvbuf, known } },
		{ "wmem_alloc_bytes", { m->wmem_alloc, known } },
		{ "sndbuf_bytes", { m->sndbuf, known } },
		{ "fwd_alloc_bytes", { m->fwd_alloc, known } },
		{ "wmem_queued_bytes", { m->wmem_queued, known } },
		{ "optmem_bytes", { m->optmem, known } },
		{ "backlog_bytes", { m->backlog, known } },
		{ "drops", { m->drops, known && s->has_drops } },
	};
	const struct jamount sums[] = {
		{ "held_bytes", { held, known || held > 0 } },
		{ "charged_bytes", { sock_charged_bytes(s), known } },
	};

	jout_open(j, "skmem", '{');
	jout_amounts(j, rows, COUNT(rows));
	jout_close(j, '}');
	jout_amounts(j, sums, COUNT(sums));
	jout_opt(j, "ring_bytes",
		 (struct opt_u64){ s->ring_bytes, sock_may_have_ring(s) });
}

static void put_owners(struct jout *j, const struct lookup *l,
		       const struct sock *s)
{
	const struct sock_owner *o = lookup_owners(l, s);
	enum owner_via via = s->via < VIA_N ? s->via : VIA_NONE;

	jout_open(j, "owners", '[');
	for (size_t i = 0; o && i < s->n_owners && !j->error; i++) {
		jout_open(j, NULL, '{');
		jout_i64(j, "pid", o[i].pid);
		jout_text(j, "comm", lookup_comm(l, o[i].pid));
		jout_opt_i64(j, "fd",
			     (struct opt_i64){ o[i].fd, o[i].fd >= 0 });
		jout_close(j, '}');
	}
	if (!o && lookup_program(l, s)) { /* a listing with masked pids */
		jout_open(j, NULL, '{');
		jout_null(j, "pid");
		jout_text(j, "comm", lookup_program(l, s));
		jout_null(j, "fd");
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_word(j, "owner_via", owner_via_name(via));
}

void json_sockets(struct jout *j, const struct lookup *l)
{
	const struct socks *socks = &l->r->snap->socks;
	size_t rows = view_rows(&l->r->view, socks->n);

	jout_open(j, "sockets", '[');
	for (size_t i = 0; i < rows && !j->error; i++) {
		uint32_t at = l->r->acct->sock_rank[i];
		const struct sock *s = &socks->v[at];

		jout_open(j, NULL, '{');
		put_ends(j, l, s);
		put_ids(j, l, s);
		put_queues(j, s);
		put_memory(j, s);
		put_owners(j, l, s);
		json_probe(j, l, at);
		jout_word(j, "finding", lookup_finding(l, at));
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_holders(struct jout *j, const struct lookup *l)
{
	const struct account *acct = l->r->acct;
	size_t rows = view_rows(&l->r->view, acct->n_holders);

	jout_open(j, "holders", '[');
	for (size_t i = 0; i < rows && !j->error; i++) {
		const struct holder *h = &acct->holders[i];

		jout_open(j, NULL, '{');
		jout_i64(j, "pid", h->pid);
		jout_text(j, "comm", lookup_comm(l, h->pid));
		jout_u64(j, "sockets", h->sockets);
		jout_u64(j, "held_bytes", h->held_bytes);
		jout_u64(j, "drops", h->drops);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}
