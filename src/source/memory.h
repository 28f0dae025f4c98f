/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory counters of a machine, live or captured, by file. */
#ifndef KMW_SOURCE_MEMORY_H
#define KMW_SOURCE_MEMORY_H

#include <stdint.h>

#include "model/memory/memory.h"

struct buf;
struct gaps;
struct snapshot;
struct source;

/* /sys/kernel/mm/hugepages: one pool a size, the smallest first. */
void memory_hugepools(const struct source *src, struct buf *text,
		      struct snapshot *snap);

/*
 * Whether the pages in a virtio balloon are still part of MemTotal: they are
 * where the device may deflate on OOM (drivers/virtio/virtio_balloon.c).
 * MAYBE without such a device.
 */
enum tristate memory_balloon(const struct source *src, struct buf *text);

/*
 * meminfo - zoneinfo - meminfo, again only where MemFree moved: pages that move
 * to the per-CPU lists leave MemFree, both must be of one moment. In a capture
 * each once.
 */
void memory_samples(const struct source *src, struct buf *text,
		    struct snapshot *snap);

/* meminfo alone, once. */
void memory_counters(const struct source *src, struct buf *text,
		     struct snapshot *snap);

/* vmstat, PSI, arcstats. */
void memory_events(const struct source *src, struct buf *text,
		   struct snapshot *snap);

/*
 * What costs more, and changes little within some seconds: huge pages, the
 * balloon, vmallocinfo, slabinfo. Returns 0 where there are slabs, or -errno.
 */
int memory_expensive(const struct source *src, struct buf *text,
		     struct snapshot *snap);

/* All of it for a captured machine, whose page size is inferred. */
void memory_captured(const struct source *src, struct snapshot *snap);

#endif
