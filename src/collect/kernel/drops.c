/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/kernel/drops.h"
#include "collect/base/context.h"
#include "collect/base/clock.h"
#include "collect/kernel/perf_ring.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/trace_format.h"
#include "util/buf.h"

#define GAP "drop reasons"
#define GAP_EFFECT "why the kernel drops packets is not known"

#define READ_EVERY_MS 5

enum { KFREE_SKB, EXCEED_LIMIT, EVENTS_N };

static const char *const event_names[EVENTS_N] = {
	[KFREE_SKB] = "skb/kfree_skb",
	[EXCEED_LIMIT] = "sock/sock_exceed_buf_limit",
};

/*
 * Where tracefs is, if somebody has mounted it. The folder of that name below
 * debugfs is not asked: a look at it would mount tracefs there.
 */
#define TRACEFS "sys/kernel/tracing/events"

struct watch {
	struct drops drops;
	struct buf format[EVENTS_N];
	uint64_t id[EVENTS_N];
	struct trace_field reason; /* of kfree_skb, since 5.17 */
	struct trace_field name;   /* of sock_exceed_buf_limit */
	struct trace_field kind;   /* likewise, since 4.19; size 0: none */
	struct perf_ring *rings;
	size_t n_rings;
};

static struct span format_of(const struct watch *w, size_t event)
{
	return span_of(w->format[event].data, w->format[event].len);
}

static int read_format(const struct source *src, size_t event, struct buf *ret)
{
	char name[96];

	snprintf(name, sizeof(name), TRACEFS "/%s/format", event_names[event]);
	return source_read(src, name, ret);
}

static int read_formats(const struct source *src, struct watch *w)
{
	int err = 0;

	for (size_t i = 0; !err && i < EVENTS_N; i++) {
		err = read_format(src, i, &w->format[i]);
		if (!err)
			err = parse_trace_id(format_of(w, i), &w->id[i]);
	}
	if (!err)
		err = parse_trace_field(format_of(w, KFREE_SKB), "reason",
					&w->reason);
	if (!err)
		err = parse_trace_field(format_of(w, EXCEED_LIMIT), "name",
					&w->name);
	if (!err)
		(void)parse_trace_field(format_of(w, EXCEED_LIMIT), "kind",
					&w->kind);
	return err;
}

/* A field of a record as a number; 0 where the record is too short for it. */
static uint64_t number(const void *raw, size_t size,
		       const struct trace_field *f)
{
	uint32_t v = 0;

	if (f->size == sizeof(v) && f->offset + f->size <= size)
		memcpy(&v, (const char *)raw + f->offset, sizeof(v));
	return v;
}

static void take_reason(struct watch *w, const void *raw, size_t size)
{
	uint64_t reason = number(raw, size, &w->reason);
	struct span word;
	char name[48];

	if (parse_trace_symbol(format_of(w, KFREE_SKB), "reason", reason,
			       &word))
		span_copy(word, name, sizeof(name));
	else /* of a module: net/openvswitch, mac80211 */
		snprintf(name, sizeof(name), "0x%llx",
			 (unsigned long long)reason);
	drop_counts_add(&w->drops.reasons, name, false);
}

static void take_limit(struct watch *w, const void *raw, size_t size)
{
	char name[32] = "?";
	size_t len =
		w->name.size < sizeof(name) ? w->name.size : sizeof(name) - 1;

	if (w->name.offset + len <= size) {
		memcpy(name, (const char *)raw + w->name.offset, len);
		name[len] = '\0';
	}
	/* SK_MEM_SEND is 0, SK_MEM_RECV is 1 (include/net/sock.h) */
	drop_counts_add(&w->drops.limits, name,
			w->kind.size && !number(raw, size, &w->kind));
}

static void take(size_t event, const void *raw, size_t size, void *arg)
{
	if (event == KFREE_SKB)
		take_reason(arg, raw, size);
	else
		take_limit(arg, raw, size);
}

/* A ring on each CPU that is online. */
static int open_rings(struct watch *w)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	w->rings = calloc(cpus > 0 ? (size_t)cpus : 1, sizeof(*w->rings));
	if (!w->rings)
		return -ENOMEM;
	for (int cpu = 0; cpu < cpus; cpu++) {
		int err = perf_ring_open(cpu, w->id, EVENTS_N,
					 &w->rings[w->n_rings]);

		if (!err)
			w->n_rings++;
		else if (err != -ENODEV)
			return err;
	}
	return w->n_rings ? 0 : -ENODEV;
}

static void listen_for(struct watch *w, uint64_t window_ms)
{
	uint64_t start = clock_boot_ms(), now = start;

	for (size_t i = 0; i < w->n_rings; i++)
		perf_ring_enable(&w->rings[i]);
	while (now < start + window_ms) {
		uint64_t next = now + READ_EVERY_MS;

		clock_boot_wait(next < start + window_ms ? next
							 : start + window_ms);
		for (size_t i = 0; i < w->n_rings; i++)
			perf_ring_read(&w->rings[i], take, w);
		now = clock_boot_ms();
	}
	for (size_t i = 0; i < w->n_rings; i++)
		perf_ring_disable(&w->rings[i]);
	for (size_t i = 0; i < w->n_rings; i++) {
		perf_ring_read(&w->rings[i], take, w);
		w->drops.lost += w->rings[i].lost;
	}
	w->drops.window_ms = clock_boot_ms() - start;
	w->drops.looked = true;
	drop_counts_sort(&w->drops.reasons);
	drop_counts_sort(&w->drops.limits);
}

static const char *why_not(int err)
{
	switch (err) {
	case -ENOENT:
		return "tracefs is not mounted, or the kernel is too old";
	case -EPERM:
	case -EACCES:
		return "needs root or CAP_PERFMON";
	default:
		return "perf_event_open";
	}
}

int collect_drops(struct collect *c, uint64_t window_ms)
{
	struct snapshot *snap = c->snap;
	struct watch w = { .n_rings = 0 };
	int err = read_formats(&c->src, &w);

	if (!err)
		err = open_rings(&w);
	if (!err) {
		listen_for(&w, window_ms);
		snap->drops = w.drops;
	} else if (err != -ENOMEM) {
		gaps_add(&snap->gaps, GAP, -err, GAP_EFFECT, "%s",
			 why_not(err));
		err = 0;
	}
	for (size_t i = 0; i < w.n_rings; i++)
		perf_ring_close(&w.rings[i]);
	free(w.rings);
	for (size_t i = 0; i < EVENTS_N; i++)
		buf_free(&w.format[i]);
	return err;
}
