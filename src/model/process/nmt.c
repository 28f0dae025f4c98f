/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/nmt.h"

#include <stdlib.h>
#include <string.h>

void nmt_free(struct nmt *n)
{
	if (!n)
		return;
	free(n->ranges);
	*n = (struct nmt){ 0 };
}

const struct nmt_category *nmt_find(const struct nmt *n, const char *name)
{
	for (size_t i = 0; i < n->n; i++)
		if (!strcmp(n->v[i].name, name))
			return &n->v[i];
	return NULL;
}

static int by_start(const void *a, const void *b)
{
	const struct nmt_range *x = a, *y = b;

	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->end > y->end) - (x->end < y->end);
}

/* A range may hold a smaller one of another category: the first one stands. */
void nmt_sort(struct nmt *n)
{
	uint64_t end = 0;
	size_t kept = 0;

	if (n->n_ranges > 1)
		qsort(n->ranges, n->n_ranges, sizeof(*n->ranges), by_start);
	for (size_t i = 0; i < n->n_ranges; i++) {
		struct nmt_range r = n->ranges[i];

		if (r.start < end)
			r.start = end;
		if (r.start >= r.end)
			continue;
		end = r.end;
		n->ranges[kept++] = r;
	}
	n->n_ranges = kept;
}
