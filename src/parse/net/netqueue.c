/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/netqueue.h"

#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "model/netqueue.h"
#include "parse/field.h"
#include "parse/diag/nlattr.h"
#include "util/vec.h"

/* A string attribute, with or without a NUL at its end. */
static void copy_name(struct span s, char *dst, size_t cap)
{
	size_t len = strnlen(s.p, s.len);

	span_copy(span_of(s.p, len), dst, cap);
}

static int take_stats2(struct span rest, struct qdisc *q, bool *known)
{
	struct gnet_stats_queue g;
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&rest, &a)) > 0) {
		if (a.type != TCA_STATS_QUEUE)
			continue;
		if (nlattr_get(a.value, &g, sizeof(g)))
			return -EBADMSG;
		q->packets = g.qlen;
		q->backlog_bytes = g.backlog;
		q->drops = g.drops;
		*known = true;
	}
	return more;
}

/* Kernels before 2.6.10 have only this one. */
static int take_stats(struct span value, struct qdisc *q, bool *known)
{
	struct tc_stats t;

	if (*known)
		return 0;
	memset(&t, 0, sizeof(t));
	/* the kernel sends it without the padding at the end */
	if (nlattr_get(value, &t,
		       offsetof(struct tc_stats, backlog) + sizeof(t.backlog)))
		return -EBADMSG;
	q->packets = t.qlen;
	q->backlog_bytes = t.backlog;
	q->drops = t.drops;
	*known = true;
	return 0;
}

int parse_qdisc(struct span payload, struct qdisc *ret)
{
	struct nlattr_view a;
	struct qdisc q = { 0 };
	bool known = false;
	struct span rest;
	struct tcmsg m;
	int more;

	if (payload.len < sizeof(m))
		return -EBADMSG;
	memcpy(&m, payload.p, sizeof(m));
	if (m.tcm_parent != TC_H_ROOT)
		return 1;
	q.ifindex = (uint32_t)m.tcm_ifindex;
	rest = span_of(payload.p + sizeof(m), payload.len - sizeof(m));
	while ((more = nlattr_next(&rest, &a)) > 0) {
		int err = 0;

		if (a.type == TCA_KIND)
			copy_name(a.value, q.kind, sizeof(q.kind));
		else if (a.type == TCA_STATS2)
			err = take_stats2(a.value, &q, &known);
		else if (a.type == TCA_STATS)
			err = take_stats(a.value, &q, &known);
		if (err)
			return err;
	}
	if (more < 0)
		return more;
	if (!known)
		return 1;
	*ret = q;
	return 0;
}

int parse_link_name(struct span payload, char *dst, size_t cap)
{
	struct nlattr_view a;
	struct span rest;
	int more;

	if (payload.len < sizeof(struct ifinfomsg))
		return -EBADMSG;
	rest = span_of(payload.p + sizeof(struct ifinfomsg),
		       payload.len - sizeof(struct ifinfomsg));
	while ((more = nlattr_next(&rest, &a)) > 0) {
		if (a.type != IFLA_IFNAME)
			continue;
		copy_name(a.value, dst, cap);
		return *dst ? 0 : -ENOENT;
	}
	return more < 0 ? more : -ENOENT;
}

enum nfqueue_column {
	NFQ_NUMBER,
	NFQ_PORTID,
	NFQ_PACKETS,
	NFQ_COPY_MODE,
	NFQ_COPY_RANGE,
	NFQ_DROPPED,
	NFQ_USER_DROPPED,
	NFQ_N
};

static int nfqueue_row(struct span line, struct nfqueue *ret)
{
	uint64_t v[NFQ_N];
	struct span word;

	for (size_t i = 0; i < NFQ_N; i++)
		if (!span_word(&line, &word) || span_u64(word, &v[i]) ||
		    v[i] > UINT32_MAX)
			return -EINVAL;
	*ret = (struct nfqueue){
		.number = (uint32_t)v[NFQ_NUMBER],
		.portid = (uint32_t)v[NFQ_PORTID],
		.packets = (uint32_t)v[NFQ_PACKETS],
		.copy_range = (uint32_t)v[NFQ_COPY_RANGE],
		.drops = v[NFQ_DROPPED] + v[NFQ_USER_DROPPED],
	};
	return 0;
}

int parse_nfqueue(struct span text, struct nfqueues *ret, unsigned *bad)
{
	unsigned n = 0, n_bad = 0;
	struct span line;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		struct nfqueue q;

		if (line_ended(line))
			continue;
		n++;
		if (!whole || nfqueue_row(line, &q)) {
			n_bad++;
			continue;
		}
		if (!q.packets && !q.drops)
			continue;
		if (VEC_GROW(ret))
			return -ENOMEM;
		ret->v[ret->n++] = q;
	}
	if (n && n == n_bad)
		return -EINVAL;
	*bad += n_bad;
	return 0;
}
