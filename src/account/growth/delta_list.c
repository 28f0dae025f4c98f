/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/delta_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/fnv.h"
#include "util/vec.h"

static uint64_t hash(enum change_kind kind, pid_t pid, const char *name)
{
	return fnv_id(fnv_string(
		FNV_BASIS ^ (uint64_t)kind ^ (uint64_t)pid << 8, name));
}

static struct change *find(struct delta_list *l, enum change_kind kind,
			   pid_t pid, const char *name, uint64_t *ret_hash)
{
	uint64_t h = hash(kind, pid, name);
	const uint32_t *at;

	while ((at = idhash_find(&l->seen, h))) {
		struct change *c = &l->out->v[*at];

		if (c->kind == kind && c->pid == pid &&
		    !strcmp(l->out->names.data + c->name, name))
			return c;
		h = h + 1 ? h + 1 : 1;
	}
	*ret_hash = h;
	return NULL;
}

static int new_change(struct delta_list *l, uint64_t h, const char *name)
{
	struct delta *d = l->out;
	size_t at = d->names.len;

	if (d->n >= UINT32_MAX || VEC_GROW(d) ||
	    buf_append(&d->names, name, strlen(name) + 1))
		return -ENOMEM;
	d->v[d->n] = (struct change){ .name = at };
	return idhash_add(&l->seen, h, (uint32_t)d->n++);
}

void delta_list_add(struct delta_list *l, enum change_kind kind, pid_t pid,
		    const char *name, struct opt_i64 bytes,
		    struct opt_u64 count)
{
	struct change *c;
	uint64_t h = 0;

	if (l->error)
		return;
	c = find(l, kind, pid, name, &h);
	if (!c) {
		l->error = new_change(l, h, name);
		if (l->error)
			return;
		c = &l->out->v[l->out->n - 1];
		c->kind = kind;
		c->pid = pid;
	}
	c->there[l->side] = true;
	if (bytes.known)
		c->bytes[l->side] =
			opt_i64(opt_i64_or0(c->bytes[l->side]) + bytes.v);
	c->count[l->side] = opt_plus(c->count[l->side], count);
}

static uint64_t size_of(const struct change *c)
{
	int64_t v = opt_i64_or0(change_bytes(c));

	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* Terms keep their order; what was gathered first comes first. */
static int by_size(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	uint64_t p = size_of(x), q = size_of(y);

	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	if (x->kind != CHANGE_TERM && p != q)
		return (p < q) - (p > q);
	return (x->name > y->name) - (x->name < y->name);
}

static bool changed(const struct change *c)
{
	return c->kind == CHANGE_TERM || change_state(c) != CHANGE_SAME ||
	       opt_or0(c->count[0]) != opt_or0(c->count[1]);
}

int delta_list_end(struct delta_list *l)
{
	struct delta *d = l->out;
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		if (changed(&d->v[i]))
			d->v[n++] = d->v[i];
	d->n = n;
	if (n)
		qsort(d->v, n, sizeof(*d->v), by_size);
	for (size_t kind = 0, i = 0; kind <= CHANGE_N; kind++) {
		while (i < n && d->v[i].kind < kind)
			i++;
		d->begin[kind] = i;
	}
	idhash_free(&l->seen);
	return l->error;
}
