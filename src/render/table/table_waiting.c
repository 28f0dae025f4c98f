/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "account/sockets/waits.h"
#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"

/* A namespace's TIME_WAIT sockets at this share of their limit are said. */
#define NEAR_LIMIT 75

static void put_netns(struct page *p, const struct report *r, size_t i)
{
	const struct netns *ns =
		i < r->snap->netns.n ? &r->snap->netns.v[i] : NULL;

	page_put(p, "netns ");
	if (ns && ns->name[0])
		page_outside(p, ns->name);
	else if (ns && ns->inode)
		page_printf(p, "%" PRIu64, ns->inode);
	else
		page_put(p, "-");
}

static void put_qdiscs(struct page *p, const struct report *r)
{
	const struct qdiscs *all = &r->snap->qdiscs;
	const struct qdisc *most = all->v;

	if (!all->n)
		return;
	for (size_t i = 1; i < all->n; i++)
		if (all->v[i].backlog_bytes > most->backlog_bytes)
			most = &all->v[i];
	page_put(p, "  qdisc: ");
	page_size(p, opt_i64((int64_t)account_backlog(r->snap)));
	page_put(p, " of packets wait to be sent, most on ");
	if (most->ifname[0])
		page_outside(p, most->ifname);
	else
		page_printf(p, "interface %" PRIu32, most->ifindex);
	page_put(p, " (");
	page_outside(p, most->kind);
	page_put(p, ", ");
	put_netns(p, r, most->netns);
	page_put(p, ")");
	page_end(p);
}

static void put_nfqueues(struct page *p, const struct report *r)
{
	const struct nfqueues *all = &r->snap->nfqueues;
	const struct nfqueue *most = all->v;
	uint64_t packets = 0, bytes = 0;

	for (size_t i = 0; i < all->n; i++) {
		packets += all->v[i].packets;
		bytes += nfqueue_estimate(&all->v[i]);
		if (all->v[i].packets > most->packets)
			most = &all->v[i];
	}
	if (!packets)
		return;
	page_printf(p, "  nfqueue: %" PRIu64 " packets (about ", packets);
	page_size(p, opt_i64((int64_t)bytes));
	page_printf(p,
		    ") wait for a program's verdict, most in queue %" PRIu32
		    " (port id %" PRIu32 ", ",
		    most->number, most->portid);
	put_netns(p, r, most->netns);
	page_put(p, ")");
	page_end(p);
}

static void put_fragments(struct page *p, const struct report *r)
{
	int64_t sum = 0;

	for (size_t i = 0; i < r->snap->netns.n; i++) {
		const struct sockstat *s = &r->snap->netns.v[i].stat;

		if (opt_i64_or0(s->frag_bytes) > 0)
			sum += s->frag_bytes.v;
		if (opt_i64_or0(s->frag6_bytes) > 0)
			sum += s->frag6_bytes.v;
	}
	if (!sum)
		return;
	page_put(p, "  ip fragments: ");
	page_size(p, opt_i64(sum));
	page_put(p, " wait for their other parts");
	page_end(p);
}

static void put_time_wait(struct page *p, const struct report *r)
{
	struct waits w;

	account_waits(r->snap, &w);
	if (w.fullest_percent < NEAR_LIMIT)
		return;
	page_printf(p,
		    "  tcp: %" PRIi64
		    " TIME_WAIT sockets, %.0f%% of tcp_max_tw_buckets, in ",
		    w.fullest->stat.tcp_tw.v, w.fullest_percent);
	put_netns(p, r, (size_t)(w.fullest - r->snap->netns.v));
	page_put(p, w.fullest_percent >= 100
			    ? ": more are cut short"
			    : ": beyond it they are cut short");
	page_end(p);
}

void table_waiting(struct page *p, const struct report *r)
{
	put_time_wait(p, r);
	put_fragments(p, r);
	put_qdiscs(p, r);
	put_nfqueues(p, r);
}
