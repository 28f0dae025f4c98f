/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/idhash.h"

#include <errno.h>
#include <stdlib.h>

#include "util/mix.h"

#define MIN_SIZE 64

/* Where the id is, or the empty slot where it would be. */
static size_t probe(const struct idhash *h, uint64_t id)
{
	size_t i = (size_t)mix64(id) & (h->size - 1);

	while (h->keys[i] && h->keys[i] != id)
		i = (i + 1) & (h->size - 1);
	return i;
}

int idhash_reserve(struct idhash *h, size_t n)
{
	struct idhash grown = { .n = h->n,
				.size = h->size ? h->size : MIN_SIZE };

	if (n > SIZE_MAX / 64)
		return -ENOMEM;
	while (grown.size < 2 * n)
		grown.size *= 2;
	if (grown.size == h->size)
		return 0;
	grown.keys = calloc(grown.size, sizeof(*grown.keys));
	grown.values = calloc(grown.size, sizeof(*grown.values));
	if (!grown.keys || !grown.values) {
		idhash_free(&grown);
		return -ENOMEM;
	}
	for (size_t i = 0; i < h->size; i++) {
		size_t to;

		if (!h->keys[i])
			continue;
		to = probe(&grown, h->keys[i]);
		grown.keys[to] = h->keys[i];
		grown.values[to] = h->values[i];
	}
	idhash_free(h);
	*h = grown;
	return 0;
}

int idhash_add(struct idhash *h, uint64_t id, uint32_t value)
{
	size_t i;
	int err;

	if (!id)
		return -EINVAL;
	err = idhash_reserve(h, h->n + 1);
	if (err)
		return err;
	i = probe(h, id);
	if (h->keys[i])
		return -EEXIST;
	h->keys[i] = id;
	h->values[i] = value;
	h->n++;
	return 0;
}

uint32_t *idhash_find(const struct idhash *h, uint64_t id)
{
	size_t i;

	if (!h->size || !id)
		return NULL;
	i = probe(h, id);
	return h->keys[i] ? &h->values[i] : NULL;
}

void idhash_free(struct idhash *h)
{
	if (!h)
		return;
	free(h->keys);
	free(h->values);
	*h = (struct idhash){ 0 };
}
