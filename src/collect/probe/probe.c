/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe.h"

#include <errno.h>
#include <stdlib.h>

#include "collect/base/context.h"
#include "collect/base/clock.h"
#include "collect/probe/probe_netns.h"
#include "collect/probe/readers.h"
#include "model/snapshot.h"

/* Long enough for a reader to show, short enough for a person to wait. */
#define BETWEEN_MS 250

struct second {
	struct collect *c;
	struct snapshot *snap;
	struct probe_places places;
	struct probe_first *first; /* of each probe */
	uint32_t *order;	   /* probes, as the caller ranked them */
	struct readers *readers;
};

static int by_sock(const void *a, const void *b)
{
	const struct probe *x = a, *y = b;

	return (x->sock > y->sock) - (x->sock < y->sock);
}

/* One probe a socket, by index; order keeps the caller's ranking of them. */
static int make_probes(struct second *s, const uint32_t *socks, size_t n)
{
	struct probes *l = &s->snap->probes;

	l->v = calloc(n, sizeof(*l->v));
	s->first = calloc(n, sizeof(*s->first));
	s->order = calloc(n, sizeof(*s->order));
	if (!l->v || !s->first || !s->order)
		return -ENOMEM;
	l->n = l->cap = n;
	for (size_t i = 0; i < n; i++)
		l->v[i].sock = socks[i];
	qsort(l->v, n, sizeof(*l->v), by_sock);
	for (size_t i = 0; i < n; i++)
		s->order[i] = (uint32_t)(probes_find(l, socks[i]) - l->v);
	return 0;
}

static const struct sock *sock_of(const struct second *s, size_t probe)
{
	return &s->snap->socks.v[s->snap->probes.v[probe].sock];
}

/* One without a cookie, or in no table, would be taken for gone. */
static bool is_exact(const struct sock *s)
{
	return probe_is_exact(s->proto) && s->cookie && !s->undumped;
}

static int probe_first_time(struct second *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->snap->probes.n; i++) {
		const struct sock *sock = sock_of(s, i);
		const struct probe_place *p =
			probe_place_find(&s->places, sock->netns);

		if (p && is_exact(sock))
			err = probe_tcp_first(p, sock, &s->first[i]);
	}
	return err;
}

static uint32_t ms_after(const struct snapshot *snap)
{
	uint64_t now = clock_boot_ms(), then = opt_or0(snap->host.uptime_ms);

	return now > then && now - then < UINT32_MAX ? (uint32_t)(now - then)
						     : 0;
}

static int probe_tcp_again(struct second *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->snap->probes.n; i++) {
		const struct sock *sock = sock_of(s, i);
		const struct probe_place *p =
			probe_place_find(&s->places, sock->netns);
		struct probe *l = &s->snap->probes.v[i];

		l->after_ms = ms_after(s->snap);
		if (p && is_exact(sock))
			err = probe_tcp_second(p, sock, &s->first[i], l);
	}
	return err;
}

static void take_reads(struct second *s, const struct probe_place *p)
{
	struct opt_u64 reads = probe_place_reads(p, s->snap);

	for (size_t i = 0; i < s->snap->probes.n; i++) {
		const struct sock *sock = sock_of(s, i);

		if (sock->netns == p->netns &&
		    proto_payer(sock->proto) == PROTO_UDP) {
			s->snap->probes.v[i].netns_read_datagrams = reads;
			s->snap->probes.v[i].after_ms = ms_after(s->snap);
		}
	}
}

static int probe_second_time(struct second *s)
{
	int err = probe_tcp_again(s);

	for (size_t i = 0; !err && i < s->places.n; i++) {
		err = probe_dump(&s->places.v[i], s->snap);
		take_reads(s, &s->places.v[i]);
	}
	return err;
}

static int probe_twice(struct second *s)
{
	uint64_t start;
	int err = probe_first_time(s);

	start = clock_boot_ms();
	if (!err)
		err = readers_open(s->c, s->order, s->snap->probes.n,
				   &s->readers);
	if (err && err != -ENOMEM) {
		gaps_add(&s->snap->gaps, "readers", -err,
			 "whether anybody waits for the queues is not known",
			 "/proc");
		err = 0;
	}
	if (err)
		return err;
	clock_boot_wait(start + BETWEEN_MS);
	err = probe_second_time(s);
	if (!err && s->readers)
		err = readers_finish(s->readers, s->snap);
	return err;
}

int collect_probe(struct collect *c, const uint32_t *socks, size_t n)
{
	struct snapshot *snap = c->snap;
	struct second s = { .c = c, .snap = snap };
	int err;

	if (!n)
		return 0;
	probes_free(&snap->probes);
	err = make_probes(&s, socks, n);
	if (!err)
		err = probe_places_open(&c->src, snap, &s.places);
	if (!err) {
		err = probe_twice(&s);
		probe_places_close(&s.places);
	}
	readers_close(s.readers);
	free(s.first);
	free(s.order);
	if (err)
		probes_free(&snap->probes);
	else
		snap->probes.taken = true;
	return err;
}
