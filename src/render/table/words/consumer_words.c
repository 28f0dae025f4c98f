/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/words/consumer_words.h"

static const char *const names[] = {
	[COUNTED_NOWHERE] = "nowhere",	   [COUNTED_SLAB] = "slab",
	[COUNTED_VMALLOC] = "vmalloc",	   [COUNTED_PERCPU] = "percpu",
	[COUNTED_OTHERWISE] = "otherwise",
};

static const char *const words[] = {
	[COUNTED_NOWHERE] = "no counter", [COUNTED_SLAB] = "slab",
	[COUNTED_VMALLOC] = "vmalloc",	  [COUNTED_PERCPU] = "per-CPU",
	[COUNTED_OTHERWISE] = "several",
};

const char *counted_in_name(enum counted_in where)
{
	return names[where];
}

const char *counted_in_words(enum counted_in where)
{
	return words[where];
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
