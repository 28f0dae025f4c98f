/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <inttypes.h>
#include <stdio.h>

#include "model/snapshot.h"

/* One IP version's queues in one namespace. */
struct queue {
	const struct netns *ns;
	const char *version;
	const char *sysctl;
	uint64_t bytes;
	struct opt_u64 high;
};

static double filled(const struct queue *q)
{
	if (!q->high.known || !q->high.v)
		return 0;
	return (double)q->bytes / (double)q->high.v * 100;
}

static uint64_t amount(struct opt_i64 v)
{
	return v.known && v.v > 0 ? (uint64_t)v.v : 0;
}

struct totals {
	uint64_t bytes;
	size_t full; /* queues that are nearly full */
	struct queue largest;
	struct queue fullest;
};

static void add(struct totals *t, struct queue q)
{
	t->bytes += q.bytes;
	t->full += filled(&q) >= (double)limit_number(LIMIT_FRAGMENTS);
	if (q.bytes > t->largest.bytes)
		t->largest = q;
	if (filled(&q) > filled(&t->fullest))
		t->fullest = q;
}

static struct totals sum(const struct judge *j)
{
	struct totals t = { 0 };

	for (size_t i = 0; i < j->snap->netns.n; i++) {
		const struct netns *ns = &j->snap->netns.v[i];

		add(&t, (struct queue){ ns, "IPv4", "net.ipv4.ipfrag",
					amount(ns->stat.frag_bytes),
					ns->frag_high_bytes });
		add(&t, (struct queue){ ns, "IPv6", "net.ipv6.ip6frag",
					amount(ns->stat.frag6_bytes),
					ns->frag6_high_bytes });
	}
	return t;
}

static void say_queue(struct finding *f, const struct queue *q)
{
	char inode[24];
	const char *name = *q->ns->name ? OUTSIDE(q->ns->name) : inode;

	snprintf(inode, sizeof(inode), "%" PRIu64, q->ns->inode);
	if (q->high.known)
		say(f,
		    "%s in namespace %s: %s, %.0f%% of %s_high_thresh (%s), "
		    "above which fragments are dropped",
		    q->version, name, BYTES(q->bytes), filled(q), q->sysctl,
		    BYTES(q->high.v));
	else
		say(f, "%s in namespace %s: %s", q->version, name,
		    BYTES(q->bytes));
}

void rule_ip_fragments(struct judge *j)
{
	struct totals t = sum(j);
	enum severity sev = finding_severity(j, F_IP_FRAGMENTS, t.bytes);
	struct finding *f;

	if (sev < SEV_NOTICE && t.full)
		sev = SEV_NOTICE;
	if (sev == SEV_OK)
		return;
	f = finding_open(j, F_IP_FRAGMENTS, sev, CONF_HIGH,
			 opt_i64((int64_t)t.bytes),
			 "%s wait as fragments of packets whose other parts "
			 "have not come",
			 BYTES(t.bytes));
	say_queue(f, &t.largest);
	if (t.full && (t.fullest.ns != t.largest.ns ||
		       t.fullest.sysctl != t.largest.sysctl))
		say_queue(f, &t.fullest);
	if (t.full > 1)
		say(f, "%zu such queues are nearly full", t.full);
	finding_remedies(f, t.largest.sysctl);
}
