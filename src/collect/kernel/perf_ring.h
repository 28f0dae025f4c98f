/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tracepoint records of one CPU, by perf_event_open(2). */
#ifndef KMW_COLLECT_KERNEL_PERF_RING_H
#define KMW_COLLECT_KERNEL_PERF_RING_H

#include <stddef.h>
#include <stdint.h>

/* Tracepoints that share one ring. */
#define PERF_RING_EVENTS_MAX 2

struct perf_ring {
	int fd[PERF_RING_EVENTS_MAX]; /* -1: not there */
	uint64_t id[PERF_RING_EVENTS_MAX];
	void *map;
	size_t size; /* of map */
	uint64_t lost;
};

/*
 * Opens n tracepoints on a CPU; they do not count yet. Returns 0 or -errno:
 * -ENODEV where the CPU is offline, -EACCES or -EPERM without CAP_PERFMON.
 */
int perf_ring_open(int cpu, const uint64_t *tracepoints, size_t n,
		   struct perf_ring *ret);

void perf_ring_enable(struct perf_ring *r);
void perf_ring_disable(struct perf_ring *r);

/*
 * Hands each record that waits to take(): which tracepoint (the place in
 * tracepoints), and its raw data, laid out as its format file says.
 */
void perf_ring_read(struct perf_ring *r,
		    void (*take)(size_t event, const void *raw, size_t size,
				 void *arg),
		    void *arg);

void perf_ring_close(struct perf_ring *r);

#endif
