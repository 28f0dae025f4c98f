/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/kernel/consumers.h"

#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"

#define PIPES "pipes"

/* No machine has more; a recording may claim it, and sums stay in int64_t. */
#define SUM_MAX (UINT64_C(1) << 57)

static uint64_t plus(uint64_t sum, uint64_t more)
{
	return more < SUM_MAX - sum ? sum + more : SUM_MAX;
}

uint64_t consumers_bytes(const struct snapshot *snap, const char *name)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < snap->consumers.n; i++)
		if (!strcmp(snap->consumers.v[i].name, name))
			sum = plus(sum, snap->consumers.v[i].bytes);
	return sum;
}

/* Its index, or n_other. */
static size_t find_at(const struct kernel_parts *k, const char *name,
		      enum basis basis)
{
	size_t i = 0;

	while (i < k->n_other &&
	       (k->other[i].basis != basis || strcmp(k->other[i].name, name)))
		i++;
	return i;
}

static struct other_part *find(struct kernel_parts *k, const struct consumer *c)
{
	size_t at = find_at(k, c->name, c->basis);

	return at < k->n_other ? &k->other[at] : NULL;
}

static void add(struct kernel_parts *k, size_t counted,
		const struct consumer *c, uint64_t *most)
{
	struct other_part *o = find(k, c);
	size_t at;

	if (o && o < k->other + counted)
		return;
	if (!o && k->n_other == OTHER_PARTS_MAX)
		return;
	if (!o) {
		o = &k->other[k->n_other++];
		*o = (struct other_part){ .name = c->name, .basis = c->basis };
	}
	at = (size_t)(o - k->other);
	o->bytes = plus(o->bytes, c->bytes);
	if (c->bytes < most[at])
		return;
	most[at] = c->bytes;
	o->pid = c->pid;
	memcpy(o->holder, c->holder, sizeof(o->holder));
}

void consumers_sum(const struct snapshot *snap, struct kernel_parts *ret)
{
	uint64_t most[OTHER_PARTS_MAX] = { 0 };
	size_t counted = ret->n_counted = ret->n_other;

	for (size_t i = 0; i < snap->consumers.n; i++) {
		const struct consumer *c = &snap->consumers.v[i];

		if (c->counted_in == COUNTED_NOWHERE && c->bytes)
			add(ret, counted, c, most);
	}
}

void consumers_doubt_pipes(struct kernel_parts *k)
{
	size_t exact = find_at(k, PIPES, BASIS_EXACT);
	size_t bound = find_at(k, PIPES, BASIS_UPPER_BOUND);

	if (exact == k->n_other)
		return;
	k->other[exact].basis = BASIS_UPPER_BOUND;
	if (bound == k->n_other)
		return;
	k->other[exact].bytes =
		plus(k->other[exact].bytes, k->other[bound].bytes);
	k->n_other--;
	memmove(&k->other[bound], &k->other[bound + 1],
		(k->n_other - bound) * sizeof(*k->other));
}

bool consumers_pipes_doubted(const struct snapshot *snap,
			     const struct kernel_parts *k)
{
	bool had = false;

	for (size_t i = 0; i < snap->consumers.n; i++)
		had |= snap->consumers.v[i].basis == BASIS_EXACT &&
		       !strcmp(snap->consumers.v[i].name, PIPES);
	return had && find_at(k, PIPES, BASIS_EXACT) == k->n_other;
}
