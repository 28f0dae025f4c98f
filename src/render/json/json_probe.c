/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"

/* A look, and its figures in the order in which they were taken. */
struct probed {
	struct probe probe;
	struct sock first;
	struct probe second;
};

#define PROBED(fn, member, value)                               \
	static void fn(const struct lookup *l, const void *row, \
		       union field_value *ret)                  \
	{                                                       \
		const struct probed *p = row;                   \
                                                                \
		(void)l;                                        \
		ret->member = (value);                          \
	}

/* How far two figures of the queue are apart: Recv-Q and the write queue. */
static struct opt_i64 queue_change(const struct sock *s, const struct probe *l)
{
	int64_t before = (int64_t)s->rqueue + s->mem.wmem_queued;
	int64_t after = (int64_t)l->rqueue + l->wmem_queued;

	return (struct opt_i64){ after - before, l->seen };
}

/* The kernel's counter is an int that wraps. */
static struct opt_u64 drops_change(const struct sock *s, const struct probe *l)
{
	return (struct opt_u64){ (uint32_t)(l->drops - s->mem.drops),
				 l->seen && s->has_drops };
}

PROBED(after, i,
       opt_i64(p->probe.before ? -(int64_t)p->probe.after_ms
			       : (int64_t)p->probe.after_ms))
PROBED(queue_delta, i, queue_change(&p->first, &p->second))
PROBED(drops_delta, u, drops_change(&p->first, &p->second))

static const struct field was[] = {
	PICK(probe, gone),
};
static const struct table probe_was = TABLE(was);

static const struct field read[] = {
	PICK(probe, read_bytes),
	PICK(probe, read_ms),
	PICK(probe, netns_read_datagrams),
};
static const struct table probe_read = TABLE(read);

static const struct field tcp[] = {
	PICK_OF(fields_tcp, struct tcp_facts, peer_window_bytes),
	PICK_OF(fields_tcp, struct tcp_facts, rwnd_limited_us),
	PICK_OF(fields_tcp, struct tcp_facts, retransmits),
	PICK_OF(fields_tcp, struct tcp_facts, notsent_bytes),
};
static const struct table probe_tcp = TABLE(tcp);

NAMER(why_word, not_reading_name, enum not_reading, READER_N)

static const struct field reader[] = {
	PICK(probe, watched),
	PICK(probe, edge_triggered),
	PICK(probe, disarmed),
	PICK(probe, awaited),
	SHOWN_AS(struct probe, why, FIELD_ENUM, "not_reading",
		 "What keeps the process from reading; null: nothing that is "
		 "known.",
		 NAMES(why_word, READER_N)),
	PICK(probe, wchan),
};
static const struct table probe_reader = TABLE(reader);

static const struct field probe[] = {
	MADE(FIELD_OPT_I, after, "after_ms",
	     "How long after the figures above the second look came; below 0 "
	     "with --watch, where the other look is the sample before.",
	     .sure = true),
	ALL(probe_was),
	ALL(probe_read, .offset = offsetof(struct probed, second)),
	MADE(FIELD_OPT, drops_delta, "drops_delta",
	     "By how much its drops have risen."),
	MADE(FIELD_OPT_I, queue_delta, "queue_delta_bytes",
	     "By how much its queues (Recv-Q and wmem_queued) have; may be "
	     "negative."),
	ALL(probe_tcp, .offset = offsetof(struct probed, second.tcp)),
	ALL(probe_reader),
};
const struct table report_probe = TABLE(probe);

void rows_probe(struct walk *w, const void *row)
{
	const struct snapshot *snap = w->l->r->snap;
	const struct sock *s = row;
	const struct probe *found =
		probes_find(&snap->probes, (uint32_t)(s - snap->socks.v));
	struct probed p;

	if (!found)
		return;
	p.probe = *found;
	probe_in_order(s, found, &p.first, &p.second);
	walk_row(w, &p);
}
