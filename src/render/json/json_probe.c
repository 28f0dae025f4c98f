/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/columns/lookup.h"
#include "render/report.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct opt_i64 fit(struct opt_u64 v)
{
	return jout_fit(v);
}

static struct opt_i64 retransmits(const struct probe *l)
{
	return (struct opt_i64){ (int64_t)l->tcp.retransmits, l->tcp.known };
}

/* How far two figures of the queue are apart: Recv-Q and the write queue. */
static struct opt_i64 queue_delta(const struct sock *s, const struct probe *l)
{
	int64_t before = (int64_t)s->rqueue + s->mem.wmem_queued;
	int64_t after = (int64_t)l->rqueue + l->wmem_queued;

	return (struct opt_i64){ after - before, l->seen };
}

static struct opt_i64 drops_delta(const struct sock *s, const struct probe *l)
{
	/* the kernel's counter is an int that wraps */
	return (struct opt_i64){ (uint32_t)(l->drops - s->mem.drops),
				 l->seen && s->has_drops };
}

static void put_figures(struct jout *j, const struct sock *s,
			const struct probe *l)
{
	const struct tcp_facts *t = &l->tcp;
	const struct jamount rows[] = {
		{ "read_bytes", fit(l->read_bytes) },
		{ "read_ms", { l->read_ms, l->read_bytes.known } },
		{ "netns_read_datagrams", fit(l->netns_read_datagrams) },
		{ "drops_delta", drops_delta(s, l) },
		{ "queue_delta_bytes", queue_delta(s, l) },
		{ "peer_window_bytes", fit(t->peer_window_bytes) },
		{ "rwnd_limited_us", fit(t->rwnd_limited_us) },
		{ "retransmits", retransmits(l) },
		{ "notsent_bytes", fit(t->notsent_bytes) },
	};

	jout_amounts(j, rows, COUNT(rows));
}

static void put_tristate(struct jout *j, const char *key, enum tristate v)
{
	if (v == MAYBE)
		jout_null(j, key);
	else
		jout_bool(j, key, v == YES);
}

void json_probe(struct jout *j, const struct lookup *lookup, uint32_t sock)
{
	const struct snapshot *snap = lookup->r->snap;
	const struct probe *l = probes_find(&snap->probes, sock);
	struct sock first;
	struct probe second;

	if (!l) {
		jout_null(j, "look");
		return;
	}
	jout_open(j, "look", '{');
	jout_i64(j, "after_ms",
		 l->before ? -(int64_t)l->after_ms : (int64_t)l->after_ms);
	jout_bool(j, "gone", l->gone);
	probe_in_order(&snap->socks.v[sock], l, &first, &second);
	put_figures(j, &first, &second);
	put_tristate(j, "watched", l->watched);
	jout_bool(j, "edge_triggered", l->edge_triggered);
	jout_bool(j, "disarmed", l->disarmed);
	put_tristate(j, "awaited", l->awaited);
	jout_word(j, "not_reading", not_reading_name(l->why));
	jout_text(j, "wchan", l->wchan);
	jout_close(j, '}');
}
