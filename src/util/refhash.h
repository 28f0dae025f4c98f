/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the element of an array by a 64-bit id that the element has itself:
 * the ids are not stored again, as in an idhash. 8 bytes a slot, at most three
 * quarters full. The array may move and grow.
 */
#ifndef KMW_UTIL_REFHASH_H
#define KMW_UTIL_REFHASH_H

#include <stddef.h>
#include <stdint.h>

#define REFHASH_NONE UINT32_MAX

struct refslot {
	uint32_t tag; /* the half of the hash that does not choose the slot */
	uint32_t ref; /* index + 1; 0: empty */
};

struct refhash {
	/* The id of array's element; array as it was given below. */
	uint64_t (*id_of)(const void *array, uint32_t index);
	const void *array;
	struct refslot *slots;
	size_t n;
	size_t size; /* slots, 0 or a power of two */
};

/* Makes room for n elements. Returns 0 or -ENOMEM. */
int refhash_reserve(struct refhash *h, size_t n);

/*
 * Adds an element unless one with its id is there.
 * Returns 0, -EEXIST or -ENOMEM.
 */
int refhash_add(struct refhash *h, uint32_t index);

/* The index of the element with that id, or REFHASH_NONE. */
uint32_t refhash_find(const struct refhash *h, uint64_t id);

/* Frees the slots; the hash is empty and may be used again. */
void refhash_free(struct refhash *h);

#endif
