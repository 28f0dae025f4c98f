/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/kernel/detail.h"
#include "parse/field.h"
#include "util/fnv.h"
#include "util/idhash.h"
#include "util/vec.h"

#define CALLERS_MAX 8192 /* a kernel has some dozens; a forged file more */

/* Two callers that share all 64 bits do not occur. */
static uint64_t key_of(const struct vmalloc_area *a)
{
	uint64_t h = fnv_bytes(FNV_BASIS, a->function.p, a->function.len);

	h = fnv_bytes(h, "", 1); /* "ab" of "c" is not "a" of "bc" */
	return fnv_id(fnv_bytes(h, a->module.p, a->module.len));
}

/* The place of the area's caller, made where it is new. -ENOMEM else. */
static int caller_of(struct vmalloc_callers *all, struct idhash *index,
		     const struct vmalloc_area *a, uint32_t *ret)
{
	uint64_t key = key_of(a);
	const uint32_t *at = idhash_find(index, key);
	struct vmalloc_caller *c;

	if (at) {
		*ret = *at;
		return 0;
	}
	if (all->n > CALLERS_MAX) {
		*ret = CALLERS_MAX;
		return 0;
	}
	if (VEC_GROW(all) || idhash_add(index, key, (uint32_t)all->n))
		return -ENOMEM;
	c = &all->v[all->n];
	*c = (struct vmalloc_caller){ .stacks = a->stack };
	span_copy(a->function, c->name, sizeof(c->name));
	span_copy(a->module, c->module, sizeof(c->module));
	if (!c->name[0])
		snprintf(c->name, sizeof(c->name), "(no caller)");
	if (all->n == CALLERS_MAX)
		*c = (struct vmalloc_caller){ .name = "(others)" };
	*ret = (uint32_t)all->n++;
	return 0;
}

static int by_bytes(const void *a, const void *b)
{
	const struct vmalloc_caller *x = a, *y = b;

	if (x->bytes != y->bytes)
		return (x->bytes < y->bytes) - (x->bytes > y->bytes);
	return strcmp(x->name, y->name);
}

static int add(struct vmalloc_callers *all, struct idhash *index,
	       const struct vmalloc_area *a, uint64_t page_size)
{
	uint64_t bytes = 0;
	uint32_t at = 0;
	int err;

	if (__builtin_mul_overflow(a->pages, page_size, &bytes))
		return -ERANGE;
	err = caller_of(all, index, a, &at);
	if (!err)
		err = field_add(&all->v[at].bytes, bytes, AMOUNT_MAX);
	if (!err)
		all->v[at].areas++;
	return err;
}

int parse_vmalloc_callers(struct span text, uint64_t page_size,
			  struct vmalloc_callers *ret, unsigned *bad)
{
	struct vmalloc_callers all = { 0 };
	struct idhash index = { 0 };
	unsigned n = 0, n_bad = 0;
	struct span line;
	int err = 0;

	while (err != -ENOMEM && span_line(&text, &line)) {
		struct vmalloc_area area = { 0 };

		if (!span_starts(line, "0x"))
			continue;
		n++;
		err = line_whole(&text, line) ? parse_vmalloc_area(line, &area)
					      : -EINVAL;
		if (!err && area.pages)
			err = add(&all, &index, &area, page_size);
		n_bad += err != 0;
	}
	idhash_free(&index);
	if (err == -ENOMEM || !n) {
		free(all.v);
		return n ? -ENOMEM : -EINVAL;
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_bytes);
	free(ret->v);
	*ret = all;
	*bad += n_bad;
	return 0;
}
