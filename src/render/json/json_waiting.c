/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/waits.h"
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"

static void put_netns(struct jout *j, const struct report *r, size_t i)
{
	const struct netns *ns =
		i < r->snap->netns.n ? &r->snap->netns.v[i] : NULL;

	jout_open(j, "netns", '{');
	jout_opt(j, "inode",
		 (struct opt_u64){ ns ? ns->inode : 0, ns && ns->inode });
	jout_text(j, "name", ns ? ns->name : NULL);
	jout_close(j, '}');
}

static void put_qdiscs(struct jout *j, const struct report *r)
{
	const struct qdiscs *all = &r->snap->qdiscs;

	jout_open(j, "qdiscs", '[');
	for (size_t i = 0; i < all->n && !j->error; i++) {
		const struct qdisc *q = &all->v[i];

		jout_open(j, NULL, '{');
		put_netns(j, r, q->netns);
		jout_u64(j, "ifindex", q->ifindex);
		jout_text(j, "ifname", q->ifname);
		jout_text(j, "kind", q->kind);
		jout_u64(j, "backlog_bytes", q->backlog_bytes);
		jout_u64(j, "packets", q->packets);
		jout_u64(j, "drops", q->drops);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_nfqueues(struct jout *j, const struct report *r)
{
	const struct nfqueues *all = &r->snap->nfqueues;

	jout_open(j, "nfqueues", '[');
	for (size_t i = 0; i < all->n && !j->error; i++) {
		const struct nfqueue *q = &all->v[i];

		jout_open(j, NULL, '{');
		put_netns(j, r, q->netns);
		jout_u64(j, "queue", q->number);
		jout_u64(j, "portid", q->portid);
		jout_u64(j, "packets", q->packets);
		jout_u64(j, "copy_range_bytes", q->copy_range);
		jout_u64(j, "estimate_bytes", nfqueue_estimate(q));
		jout_u64(j, "drops", q->drops);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_fragments(struct jout *j, const struct report *r, size_t i,
			  const char *family, struct opt_i64 bytes,
			  struct opt_u64 limit)
{
	if (!bytes.known || bytes.v <= 0)
		return;
	jout_open(j, NULL, '{');
	put_netns(j, r, i);
	jout_word(j, "family", family);
	jout_i64(j, "bytes", bytes.v);
	jout_opt(j, "limit_bytes", limit);
	jout_close(j, '}');
}

void json_waiting(struct jout *j, const struct report *r)
{
	const struct netnses *all = &r->snap->netns;

	put_qdiscs(j, r);
	put_nfqueues(j, r);
	jout_open(j, "fragments", '[');
	for (size_t i = 0; i < all->n && !j->error; i++) {
		const struct netns *ns = &all->v[i];

		put_fragments(j, r, i, "inet", ns->stat.frag_bytes,
			      ns->frag_high_bytes);
		put_fragments(j, r, i, "inet6", ns->stat.frag6_bytes,
			      ns->frag6_high_bytes);
	}
	jout_close(j, ']');
}
