/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/words/consumer_words.h"

#include <stddef.h>

#include "model/memory/parts.h"

/* What is no one part of memory; else the part has both its words. */
static const char *const names[] = {
	[COUNTED_NOWHERE] = "nowhere",
	[COUNTED_SLAB] = "slab",
	[COUNTED_OTHERWISE] = "otherwise",
};

static const char *const words[] = {
	[COUNTED_NOWHERE] = "no counter",
	[COUNTED_SLAB] = "slab",
	[COUNTED_OTHERWISE] = "several",
};

static const struct memory_part_row *part_of(enum counted_in where)
{
	for (size_t i = 0; i < MEMORY_PARTS_N; i++)
		if (where != COUNTED_NOWHERE &&
		    memory_parts[i].counted_in == where)
			return &memory_parts[i];
	return NULL;
}

const char *counted_in_name(enum counted_in where)
{
	const struct memory_part_row *part = part_of(where);

	return part ? part->name : names[where];
}

const char *counted_in_words(enum counted_in where)
{
	const struct memory_part_row *part = part_of(where);

	return part ? part->label : words[where];
}

uint64_t consumers_nowhere(const struct consumers *all)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].counted_in == COUNTED_NOWHERE &&
		    all->v[i].basis == BASIS_EXACT)
			sum += all->v[i].bytes;
	return sum;
}
