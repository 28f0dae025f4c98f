/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of 64-bit ids (inodes, cookies), each with a 32-bit value. Open
 * addressing with linear probing: one allocation, no pointers, 12 bytes a
 * slot, at most half full. The key 0 is reserved for "empty" (the kernel
 * gives no inode or cookie 0).
 */
#ifndef KMW_UTIL_IDHASH_H
#define KMW_UTIL_IDHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idhash {
	uint64_t *keys;
	uint32_t *values;
	size_t n;    /* ids stored */
	size_t size; /* slots, 0 or a power of two */
};

/* Makes room for n ids. Returns 0 or -ENOMEM. */
int idhash_reserve(struct idhash *h, size_t n);

/*
 * Stores a value unless the id is there already.
 * Returns 0, -EEXIST (the old value stays), -EINVAL (id 0) or -ENOMEM.
 */
int idhash_add(struct idhash *h, uint64_t id, uint32_t value);

/* Returns the place of the value, or NULL where the id is not stored. */
uint32_t *idhash_find(const struct idhash *h, uint64_t id);

void idhash_free(struct idhash *h);

#endif
