/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of slab caches. */
#ifndef KMW_COLLECT_MEMORY_SLABS_H
#define KMW_COLLECT_MEMORY_SLABS_H

struct buf;
struct slabs;
struct source;

/*
 * SLUB merges caches: slabinfo shows one name of a group, perhaps an obscure
 * one. Gives each row of slabs the name that people know, and says whether it
 * is reclaimable, from the symlinks in /sys/kernel/slab (mm/slub.c).
 */
void collect_slab_names(const struct source *src, struct buf *text,
			struct slabs *slabs);

#endif
