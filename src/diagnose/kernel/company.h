/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of kmalloc() that belong to the objects of another cache. */
#ifndef KMW_DIAGNOSE_KERNEL_COMPANY_H
#define KMW_DIAGNOSE_KERNEL_COMPANY_H

#include <stdbool.h>

struct slab_cache;
struct slabs;

/*
 * Whether c is a kmalloc cache with as many objects as owner has, give or take
 * a hundredth, and both have very many: that is no accident.
 */
bool company_of(const struct slab_cache *c, const struct slab_cache *owner);

/* The cache of tracked connections, or NULL. */
const struct slab_cache *company_conntrack(const struct slabs *slabs);

/*
 * A name longer than its dentry has room for is a kmalloc() of its own (fs/
 * dcache.c), since 4.20 in kmalloc-rcl: it goes when the dentry goes.
 */
bool company_of_dentries(const struct slabs *slabs, const struct slab_cache *c);

#endif
