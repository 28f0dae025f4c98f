/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/columns/lookup.h"
#include "render/report.h"

struct key {
	int64_t v;
	uint32_t sock;
	uint32_t rank; /* by HELD; qsort() is not stable */
	bool known;
};

struct order {
	const struct lookup *l;
	const struct column *column;
};

static int by_rank(const struct key *x, const struct key *y)
{
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_number(const void *a, const void *b, void *arg)
{
	const struct key *x = a, *y = b;

	(void)arg;
	if (x->known != y->known)
		return x->known ? -1 : 1;
	if (x->known && x->v != y->v)
		return x->v > y->v ? -1 : 1;
	return by_rank(x, y);
}

/* Cells are made anew: 100k of them in memory would be more than the rows. */
static int by_text(const void *a, const void *b, void *arg)
{
	const struct key *x = a, *y = b;
	const struct order *o = arg;
	const struct socks *socks = &o->l->r->snap->socks;
	char one[CELL_MAX], other[CELL_MAX];
	size_t n = o->column->text(o->l, &socks->v[x->sock], one, CELL_MAX);
	size_t m = o->column->text(o->l, &socks->v[y->sock], other, CELL_MAX);
	int diff;

	if (!n != !m)
		return n ? -1 : 1;
	diff = n ? strcmp(one, other) : 0;
	return diff ? diff : by_rank(x, y);
}

static void fill(const struct order *o, struct key *keys)
{
	const struct socks *socks = &o->l->r->snap->socks;

	for (size_t i = 0; i < socks->n; i++) {
		uint32_t sock = o->l->r->acct->sock_rank[i];
		struct key *k = &keys[i];

		*k = (struct key){ .sock = sock, .rank = (uint32_t)i };
		if (o->column->number)
			k->known =
				o->column->number(o->l, &socks->v[sock], &k->v);
	}
}

/* Returns 0 or -ENOMEM. */
static int sort_rows(const struct order *o, uint32_t *rows, size_t n)
{
	struct key *keys = calloc(n ? n : 1, sizeof(*keys));
	struct order arg = *o;

	if (!keys)
		return -ENOMEM;
	fill(o, keys);
	qsort_r(keys, n, sizeof(*keys), o->column->number ? by_number : by_text,
		&arg);
	for (size_t i = 0; i < n; i++)
		rows[i] = keys[i].sock;
	free(keys);
	return 0;
}

int order_rows(const struct lookup *l, uint32_t **ret)
{
	const char *sort = l->r->view.sort ? l->r->view.sort : "HELD";
	size_t n = l->r->snap->socks.n;
	struct order o = { l, column_find(span_of(sort, strlen(sort))) };
	uint32_t *rows;
	int err;

	if (!o.column)
		return -EINVAL;
	rows = calloc(n ? n : 1, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	err = l->r->view.sort ? sort_rows(&o, rows, n) : 0;
	/* by HELD they are ranked already */
	if (!l->r->view.sort && n)
		memcpy(rows, l->r->acct->sock_rank, n * sizeof(*rows));
	if (err)
		free(rows);
	else
		*ret = rows;
	return err;
}
