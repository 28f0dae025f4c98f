/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The slab caches by size, with large kmalloc where it belongs. */
#ifndef KMW_RENDER_SLABS_H
#define KMW_RENDER_SLABS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report;
struct slab_cache;

/* What SUnreclaim has beyond all caches: kmalloc of more than two pages. */
#define SLAB_LARGE "kmalloc-large"

/* One row: cache is NULL for large kmalloc. */
struct slab_row {
	const struct slab_cache *cache;
	const char *name;
	uint64_t bytes;
};

struct slab_walk {
	const struct report *r;
	size_t next;	/* in account.slab_rank */
	uint64_t large; /* not given yet; 0 where there is none or it was */
};

/* Begins with the largest; the report must live as long. */
struct slab_walk slabs_begin(const struct report *r);

/* Rows of the whole walk. */
size_t slabs_count(const struct report *r);

/* Gives the next row; false at the end. */
bool slabs_next(struct slab_walk *w, struct slab_row *ret);

#endif
