/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/table/words/growth.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "screen/parts.h"
#include "util/fnv.h"
#include "util/vec.h"

/* No screen has more; a filter looks at all. */
#define ROWS_MAX 1000

static bool matches(const struct screen *s, const char *raw)
{
	return !s->filter[0] || (raw && strstr(raw, s->filter));
}

static struct row *add(struct rows *rows)
{
	if (VEC_GROW(rows))
		return NULL;
	rows->v[rows->n] = (struct row){ .sock = NO_SOCK };
	return &rows->v[rows->n++];
}

static void take_rate(struct row *row, const struct rate *rate)
{
	row->rate = rate;
	row->speed = rate ? growth_speed(rate) : 0;
	row->speed_known = rate && (rate->known || rate->slope.known);
}

static const char *owner_of(const struct drawing *d, const struct sock *s)
{
	const struct sock_owner *o = lookup_owners(d->l, s);

	return o ? lookup_comm(d->l, o->pid) : lookup_program(d->l, s);
}

static int socket_rows(const struct drawing *d, struct rows *ret)
{
	const struct snapshot *snap = d->r->snap;

	for (size_t i = 0; i < snap->socks.n && ret->n < ROWS_MAX; i++) {
		uint32_t at = d->r->acct->sock_rank[i];
		const struct sock *s = &snap->socks.v[at];
		struct row *row;

		if (!sock_held_bytes(s))
			break;
		if (!matches(d->s, owner_of(d, s)))
			continue;
		row = add(ret);
		if (!row)
			return -ENOMEM;
		row->id.cookie = s->cookie;
		row->bytes = (int64_t)sock_held_bytes(s);
		row->drops = s->mem.drops;
		row->sockets = 1;
		row->sock = at;
		if (d->r->rates)
			take_rate(row, rates_sock(d->r->rates, snap, at));
	}
	return 0;
}

uint64_t row_key_id(const struct by_sum *sum, const struct by_row *row)
{
	const char *key = by_key(sum, row);

	return key ? fnv_id(fnv_string(FNV_BASIS, key)) : 0;
}

static void take_delta(const struct drawing *d, struct row *row)
{
	const struct by_sum *b = &d->s->before;
	int64_t ms = d->r->rates ? d->r->rates->interval_ms : 0;

	for (size_t i = 0; ms > 0 && b->by == d->s->by && i < b->n; i++) {
		if (row_key_id(b, &b->v[i]) != row->id.key_id)
			continue;
		row->speed = ((double)row->bytes - (double)b->v[i].held_bytes) *
			     1000 / (double)ms;
		row->speed_known = true;
		return;
	}
}

static int group_rows(const struct drawing *d, struct rows *ret)
{
	const struct by_sum *sum = &d->s->now;

	for (size_t i = 0; i < sum->n && ret->n < ROWS_MAX; i++) {
		const char *key = by_key(sum, &sum->v[i]);
		struct row *row;

		if (!matches(d->s, key) || !sum->v[i].held_bytes)
			continue;
		row = add(ret);
		if (!row)
			return -ENOMEM;
		snprintf(row->id.key, sizeof(row->id.key), "%s",
			 key ? key : "");
		row->id.key_id = row_key_id(sum, &sum->v[i]);
		row->id.pid = sum->v[i].pid;
		row->bytes = (int64_t)sum->v[i].held_bytes;
		row->drops = sum->v[i].drops;
		row->sockets = sum->v[i].sockets;
		take_delta(d, row);
		if (row->id.pid && d->r->rates)
			take_rate(row, rates_holder(d->r->rates, d->r->snap,
						    row->id.pid));
	}
	return 0;
}

static int memory_rows(const struct drawing *d, struct rows *ret)
{
	const struct processes *ps = &d->r->snap->processes;

	for (size_t i = 0; i < ps->n && ret->n < ROWS_MAX; i++) {
		const struct process *p = &ps->v[d->r->acct->process_rank[i]];
		struct row *row;

		if (!p->rss_bytes.known || !matches(d->s, p->comm))
			continue;
		row = add(ret);
		if (!row)
			return -ENOMEM;
		row->id.pid = p->pid;
		snprintf(row->id.key, sizeof(row->id.key), "%d %s", (int)p->pid,
			 p->comm);
		row->bytes = (int64_t)p->rss_bytes.v;
		if (d->r->rates)
			take_rate(row, rates_process(d->r->rates, d->r->snap,
						     p->pid));
	}
	return 0;
}

static int by_sort(const void *a, const void *b, void *arg)
{
	const struct row *x = a, *y = b;
	const struct screen *s = arg;

	if (s->sort == SORT_GROWTH &&
	    (x->speed < y->speed || x->speed > y->speed))
		return x->speed < y->speed ? 1 : -1;
	if (s->sort == SORT_DROPS && x->drops != y->drops)
		return x->drops < y->drops ? 1 : -1;
	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	if (x->id.cookie != y->id.cookie)
		return x->id.cookie < y->id.cookie ? -1 : 1;
	return strcmp(x->id.key, y->id.key);
}

int rows_make(const struct drawing *d, struct rows *ret)
{
	static int (*const make[])(const struct drawing *d,
				   struct rows *ret) = {
		[LIST_SOCKETS] = socket_rows,
		[LIST_BY] = group_rows,
		[LIST_MEMORY] = memory_rows,
	};
	int err = make[d->s->list](d, ret);

	if (!err && ret->n)
		qsort_r(ret->v, ret->n, sizeof(*ret->v), by_sort, d->s);
	return err;
}
