/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a slab cache is for, in a line. */
#ifndef KMW_MODEL_KERNEL_SLAB_MEANING_H
#define KMW_MODEL_KERNEL_SLAB_MEANING_H

#include <stdbool.h>

struct slab_cache;

struct slab_meaning {
	const char *pattern; /* a name, or its beginning and '*' */
	const char *module;  /* who makes the cache; NULL: the kernel itself */
	const char *means;
};

/* The row of a well-known cache (slabinfo's name), or NULL. */
const struct slab_meaning *slab_meaning(const char *name);

/* Whether its objects can be given back: as /sys said, else as usual. */
bool slab_is_reclaimable(const struct slab_cache *c);

#endif
