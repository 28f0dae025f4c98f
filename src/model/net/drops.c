/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/net/drops.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void drop_counts_add(struct drop_counts *c, const char *name, bool sending)
{
	struct drop_count *d;

	for (size_t i = 0; i < c->n; i++) {
		d = &c->v[i];
		if (d->sending == sending && !strcmp(d->name, name)) {
			d->count++;
			return;
		}
	}
	if (c->n == DROP_NAMES_MAX) {
		c->others++;
		return;
	}
	d = &c->v[c->n++];
	*d = (struct drop_count){ .sending = sending, .count = 1 };
	snprintf(d->name, sizeof(d->name), "%s", name);
}

static int by_count(const void *va, const void *vb)
{
	const struct drop_count *a = va, *b = vb;

	if (a->count != b->count)
		return (a->count < b->count) - (a->count > b->count);
	return strcmp(a->name, b->name);
}

void drop_counts_sort(struct drop_counts *c)
{
	qsort(c->v, c->n, sizeof(*c->v), by_count);
}

uint64_t drop_counts_of(const struct drop_counts *c, const char *name)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].name, name))
			sum += c->v[i].count;
	return sum;
}
