/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/mask_table.h"
#include "util/fnv.h"

#include <errno.h>
#include <string.h>

struct thing {
	uint32_t kind;
	uint32_t number;
	size_t len;
};

static uint64_t hash(unsigned kind, const void *bytes, size_t len)
{
	return fnv_id(fnv_bytes(FNV_BASIS ^ kind, bytes, len));
}

static int add(struct mask_table *t, uint64_t h, const struct thing *thing,
	       const void *bytes)
{
	size_t at = t->things.len;
	int err;

	if (at > UINT32_MAX)
		return -ENOMEM;
	err = buf_append(&t->things, thing, sizeof(*thing));
	if (!err)
		err = buf_append(&t->things, bytes, thing->len);
	if (!err)
		err = idhash_add(&t->seen, h, (uint32_t)at);
	return err;
}

int mask_number(struct mask_table *t, unsigned kind, const void *bytes,
		size_t len, uint32_t *ret)
{
	uint64_t h = hash(kind, bytes, len);
	struct thing thing = { .kind = kind, .len = len };
	const uint32_t *at;
	int err;

	/* another thing with the same hash: the next id, then */
	while ((at = idhash_find(&t->seen, h))) {
		struct thing other;

		memcpy(&other, t->things.data + *at, sizeof(other));
		if (other.kind == kind && other.len == len &&
		    !memcmp(t->things.data + *at + sizeof(other), bytes, len)) {
			*ret = other.number;
			return 0;
		}
		h = h + 1 ? h + 1 : 1;
	}
	thing.number = t->last[kind] + 1;
	err = add(t, h, &thing, bytes);
	if (!err)
		*ret = t->last[kind] = thing.number;
	return err;
}

void mask_table_free(struct mask_table *t)
{
	idhash_free(&t->seen);
	buf_free(&t->things);
}
