/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/refhash.h"

#include <errno.h>
#include <stdlib.h>

#include "util/mix.h"
#include "util/pages.h"

#define MIN_SIZE 64

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* Where the id is, or the empty slot where it would be. */
static size_t probe(const struct refhash *h, uint64_t id)
{
	uint64_t hash = mix64(id);
	size_t i = (size_t)hash & (h->size - 1);

	while (h->slots[i].ref) {
		const struct refslot *s = &h->slots[i];

		if (s->tag == tag_of(hash) &&
		    h->id_of(h->array, s->ref - 1) == id)
			break;
		i = (i + 1) & (h->size - 1);
	}
	return i;
}

static void put(struct refhash *h, size_t at, uint64_t id, uint32_t ref)
{
	h->slots[at] = (struct refslot){ tag_of(mix64(id)), ref };
}

int refhash_reserve(struct refhash *h, size_t n)
{
	struct refhash grown = *h;

	if (n > SIZE_MAX / 64)
		return -ENOMEM;
	if (!grown.size)
		grown.size = MIN_SIZE;
	while (grown.size / 4 * 3 < n)
		grown.size *= 2;
	if (grown.size == h->size)
		return 0;
	grown.slots = calloc(grown.size, sizeof(*grown.slots));
	if (!grown.slots)
		return -ENOMEM;
	/* ids fall everywhere: soon there is one in each page */
	pages_take(grown.slots, grown.size * sizeof(*grown.slots));
	for (size_t i = 0; i < h->size; i++) {
		uint32_t ref = h->slots[i].ref;
		uint64_t id;

		if (!ref)
			continue;
		id = h->id_of(h->array, ref - 1);
		put(&grown, probe(&grown, id), id, ref);
	}
	free(h->slots);
	*h = grown;
	return 0;
}

int refhash_add(struct refhash *h, uint32_t index)
{
	uint64_t id = h->id_of(h->array, index);
	int err = refhash_reserve(h, h->n + 1);
	size_t at;

	if (err)
		return err;
	at = probe(h, id);
	if (h->slots[at].ref)
		return -EEXIST;
	put(h, at, id, index + 1);
	h->n++;
	return 0;
}

uint32_t refhash_find(const struct refhash *h, uint64_t id)
{
	uint32_t ref = h->size ? h->slots[probe(h, id)].ref : 0;

	return ref ? ref - 1 : REFHASH_NONE;
}

void refhash_free(struct refhash *h)
{
	if (!h)
		return;
	free(h->slots);
	h->slots = NULL;
	h->n = h->size = 0;
}
