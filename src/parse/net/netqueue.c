/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/netqueue.h"

#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "model/net/netqueue.h"
#include "parse/field.h"
#include "parse/diag/nlattr.h"
#include "util/vec.h"

/* A string attribute, with or without a NUL at its end. */
static void copy_name(struct span s, char *dst, size_t cap)
{
	size_t len = strnlen(s.p, s.len);

	span_copy(span_of(s.p, len), dst, cap);
}

struct qdisc_seen {
	struct qdisc q;
	bool known;
};

static int read_queue(struct span value, void *seen)
{
	struct qdisc_seen *s = seen;
	struct gnet_stats_queue g;

	if (nlattr_get(value, &g, sizeof(g)))
		return -EBADMSG;
	s->q.packets = g.qlen;
	s->q.backlog_bytes = g.backlog;
	s->q.drops = g.drops;
	s->known = true;
	return 0;
}

static int read_stats2(struct span nest, void *seen)
{
	static const struct nlattr_row row[] = {
		{ .type = TCA_STATS_QUEUE, .read = read_queue },
	};

	return NLATTRS(nest, row, seen);
}

/* Kernels before 2.6.10 have only this one. */
static int read_stats(struct span value, void *seen)
{
	struct qdisc_seen *s = seen;
	struct tc_stats t;

	if (s->known)
		return 0;
	memset(&t, 0, sizeof(t));
	/* the kernel sends it without the padding at the end */
	if (nlattr_get(value, &t,
		       offsetof(struct tc_stats, backlog) + sizeof(t.backlog)))
		return -EBADMSG;
	s->q.packets = t.qlen;
	s->q.backlog_bytes = t.backlog;
	s->q.drops = t.drops;
	s->known = true;
	return 0;
}

static int read_kind(struct span value, void *seen)
{
	struct qdisc_seen *s = seen;

	copy_name(value, s->q.kind, sizeof(s->q.kind));
	return 0;
}

int parse_qdisc(struct span payload, struct qdisc *ret)
{
	static const struct nlattr_row rows[] = {
		{ .type = TCA_KIND, .read = read_kind },
		{ .type = TCA_STATS2, .read = read_stats2 },
		{ .type = TCA_STATS, .read = read_stats },
	};
	struct qdisc_seen s = { 0 };
	struct tcmsg m;

	if (nlattr_header(&payload, &m, sizeof(m)))
		return -EBADMSG;
	if (m.tcm_parent != TC_H_ROOT)
		return 1;
	s.q.ifindex = (uint32_t)m.tcm_ifindex;
	if (NLATTRS(payload, rows, &s))
		return -EBADMSG;
	if (s.known)
		*ret = s.q;
	return !s.known;
}

int parse_link_name(struct span payload, char *dst, size_t cap)
{
	static const struct nlattr_row row[] = {
		{ .type = IFLA_IFNAME, .read = nlattr_span },
	};
	struct span name = { 0 };
	struct ifinfomsg m;

	if (nlattr_header(&payload, &m, sizeof(m)) ||
	    NLATTRS(payload, row, &name))
		return -EBADMSG;
	if (!name.p)
		return -ENOENT;
	copy_name(name, dst, cap);
	return *dst ? 0 : -ENOENT;
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

	if (!field_columns(&line, "uuuuuuu", v))
		return -EINVAL;
	for (size_t i = 0; i < NFQ_N; i++)
		if (v[i] > UINT32_MAX)
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
