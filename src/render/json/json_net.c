/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Protocols, and what waits or is dropped outside of sockets. */
#include "account/account.h"
#include "account/account_fields.h"
#include "account/sockets/waits.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"

struct protocol_row {
	const struct proto_sum *sum;
	struct waits waits;
	enum proto proto;
};

static void rows_sum(struct walk *w, const void *row)
{
	walk_row(w, ((const struct protocol_row *)row)->sum);
}

static const struct field protocol[] = {
	SHOWN_AS(struct protocol_row, proto, FIELD_ENUM, "name", "tcp or udp.",
		 NAMES(field_proto_name, PROTO_ACCOUNTED_N)),
	ALL(fields_proto_sum, .rows = rows_sum),
	ALL(fields_waits, .offset = offsetof(struct protocol_row, waits)),
	OBJECT("drops", "What was thrown away.", fields_proto_drops,
	       .rows = rows_sum),
};
const struct table report_protocol = TABLE(protocol);

void rows_protocols(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;

	(void)row;
	for (unsigned p = 0; p < PROTO_ACCOUNTED_N; p++) {
		struct protocol_row line = { .sum = &r->acct->proto[p],
					     .proto = (enum proto)p };

		if (p == PROTO_TCP)
			account_waits(r->snap, &line.waits);
		walk_row(w, &line);
	}
}

static const struct field netns[] = {
	PICK(netns, inode),
	PICK(netns, name),
};
const struct table report_netns = TABLE(netns);

static void put_netns(struct walk *w, size_t i)
{
	static const struct netns none;
	const struct netnses *all = &w->l->r->snap->netns;

	walk_row(w, i < all->n ? &all->v[i] : &none);
}

static void netns_of_qdisc(struct walk *w, const void *row)
{
	put_netns(w, ((const struct qdisc *)row)->netns);
}

static void netns_of_nfqueue(struct walk *w, const void *row)
{
	put_netns(w, ((const struct nfqueue *)row)->netns);
}

#define NETNS(fn) \
	OBJECT("netns", "Its network namespace.", report_netns, .rows = (fn))

static const struct field qdisc[] = {
	NETNS(netns_of_qdisc), PICK(qdisc, ifindex),	   PICK(qdisc, ifname),
	PICK(qdisc, kind),     PICK(qdisc, backlog_bytes), PICK(qdisc, packets),
	PICK(qdisc, drops),
};
const struct table report_qdisc = TABLE(qdisc);

void rows_qdiscs(struct walk *w, const void *row)
{
	const struct qdiscs *all = &((const struct snapshot *)row)->qdiscs;

	for (size_t i = 0; i < all->n; i++)
		walk_row(w, &all->v[i]);
}

static void estimate(const struct lookup *l, const void *row,
		     union field_value *ret)
{
	(void)l;
	ret->u = opt_u64(nfqueue_estimate(row));
}

static const struct field nfqueue[] = {
	NETNS(netns_of_nfqueue),
	PICK(nfqueue, number),
	PICK(nfqueue, portid),
	PICK(nfqueue, packets),
	PICK(nfqueue, copy_range),
	MADE(FIELD_OPT, estimate, "estimate_bytes",
	     "2304 for each packet: the buffer of a full Ethernet frame.",
	     .sure = true),
	PICK(nfqueue, drops),
};
const struct table report_nfqueue = TABLE(nfqueue);

void rows_nfqueues(struct walk *w, const void *row)
{
	const struct nfqueues *all = &((const struct snapshot *)row)->nfqueues;

	for (size_t i = 0; i < all->n; i++)
		walk_row(w, &all->v[i]);
}

/* What waits in a namespace, of one version of IP. */
struct fragments {
	const struct netns *ns;
	const char *family;
	struct opt_i64 bytes;
	struct opt_u64 limit;
};

static void netns_of_fragments(struct walk *w, const void *row)
{
	walk_row(w, ((const struct fragments *)row)->ns);
}

static const struct field fragments[] = {
	NETNS(netns_of_fragments),
	SHOWN(struct fragments, family, "family", "inet or inet6.",
	      .sure = true, .pattern = "^inet6?$"),
	SHOWN(struct fragments, bytes, "bytes",
	      "FRAG of sockstat and sockstat6.", .sure = true,
	      .positive = true),
	SHOWN(struct fragments, limit, "limit_bytes",
	      "Above it the kernel drops them: ipfrag_high_thresh, "
	      "ip6frag_high_thresh."),
};
const struct table report_fragments = TABLE(fragments);

static void put_fragments(struct walk *w, const struct fragments *f)
{
	if (f->bytes.known && f->bytes.v > 0)
		walk_row(w, f);
}

void rows_fragments(struct walk *w, const void *row)
{
	const struct netnses *all = &((const struct snapshot *)row)->netns;

	for (size_t i = 0; i < all->n; i++) {
		const struct netns *ns = &all->v[i];
		const struct fragments v4 = { ns, "inet", ns->stat.frag_bytes,
					      ns->frag_high_bytes };
		const struct fragments v6 = { ns, "inet6", ns->stat.frag6_bytes,
					      ns->frag6_high_bytes };

		put_fragments(w, &v4);
		put_fragments(w, &v6);
	}
}

static const char *direction(size_t i)
{
	return i ? "send" : "receive";
}

static void way(const struct lookup *l, const void *row, union field_value *ret)
{
	(void)l;
	ret->word = ((const struct drop_count *)row)->sending;
}

static const struct field reason[] = {
	SHOWN(struct drop_count, name, "reason",
	      "include/net/dropreason-core.h; of a module a number.",
	      .sure = true),
	PICK(drop_count, count),
};
static const struct table report_reason = TABLE(reason);

static const struct field limit[] = {
	SHOWN(struct drop_count, name, "protocol", "Whose limit.",
	      .sure = true),
	MADE_WORD(way, "direction", "What was refused.", direction, 2),
	PICK(drop_count, count),
};
static const struct table report_limit = TABLE(limit);

static void put_counts(struct walk *w, const struct drop_counts *c)
{
	for (size_t i = 0; i < c->n; i++)
		walk_row(w, &c->v[i]);
}

static void rows_reasons(struct walk *w, const void *row)
{
	put_counts(w, &((const struct drops *)row)->reasons);
}

static void rows_limits(struct walk *w, const void *row)
{
	put_counts(w, &((const struct drops *)row)->limits);
}

static void others(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	const struct drops *d = row;

	(void)l;
	ret->u = opt_u64(d->reasons.others + d->limits.others);
}

static const struct field drops[] = {
	SHOWN(struct drops, window_ms, "window_ms", "How long was listened."),
	LIST("reasons", "The most frequent first; tracepoint skb:kfree_skb.",
	     report_reason, rows_reasons),
	LIST("limits",
	     "How often memory was refused at a limit; "
	     "sock:sock_exceed_buf_limit.",
	     report_limit, rows_limits),
	MADE(FIELD_OPT, others, "others", "Events beyond 64 names.",
	     .sure = true),
	SHOWN(struct drops, lost, "lost",
	      "Events that came too fast to be read."),
};
const struct table report_drops = TABLE(drops);

void rows_drops(struct walk *w, const void *row)
{
	const struct drops *d = &((const struct snapshot *)row)->drops;

	if (d->looked)
		walk_row(w, d);
}
