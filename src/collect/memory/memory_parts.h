/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of collect_memory() that are not one file and one parser. */
#ifndef KMW_COLLECT_MEMORY_MEMORY_PARTS_H
#define KMW_COLLECT_MEMORY_MEMORY_PARTS_H

#include <stdint.h>

#include "model/memory.h"

struct buf;
struct gaps;
struct snapshot;
struct source;

/*
 * Reads a file and hands its text to parse. What goes wrong becomes a gap
 * named what; a file that is not there is none where optional is set.
 * Returns 0 where the text was parsed, else -errno.
 */
struct memory_file {
	const char *name;   /* below the root */
	const char *what;   /* the gap's name */
	const char *effect; /* the gap's sentence */
	bool optional;
	int (*parse)(struct snapshot *snap, const struct buf *text,
		     unsigned *bad);
};

int collect_memory_file(const struct source *src, const struct memory_file *f,
			struct buf *text, struct snapshot *snap);

/* /sys/kernel/mm/hugepages: one pool a size, the smallest first. */
void collect_hugepools(const struct source *src, struct buf *text,
		       struct snapshot *snap);

/*
 * Whether the pages in a virtio balloon are still part of MemTotal: they are
 * where the device may deflate on OOM (drivers/virtio/virtio_balloon.c).
 * MAYBE without such a device.
 */
enum tristate collect_balloon(const struct source *src, struct buf *text);

/*
 * SLUB merges caches: slabinfo shows one name of a group, perhaps an obscure
 * one. Gives each row of slabs the name that people know, and says whether it
 * is reclaimable, from the symlinks in /sys/kernel/slab (mm/slub.c).
 */
void collect_slab_names(const struct source *src, struct buf *text,
			struct slabs *slabs);

#endif
