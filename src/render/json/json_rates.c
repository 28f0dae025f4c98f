/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account_fields.h"
#include "account/growth/rates.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/table/words/growth.h"
#include "render/view.h"
#include "util/human.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* A figure with a name of its own. */
struct named {
	const char *name;
	const struct rate *rate;
};

static void rows_rate(struct walk *w, const void *row)
{
	walk_row(w, ((const struct named *)row)->rate);
}

static const struct field named[] = {
	SHOWN(struct named, name, "name", "What it is of.", .sure = true),
	ALL(fields_rate, .rows = rows_rate),
};
static const struct table report_named = TABLE(named);

static void put_named(struct walk *w, const char *name, const struct rate *rate)
{
	const struct named row = { name, rate };

	if (rate)
		walk_row(w, &row);
}

static void rows_terms(struct walk *w, const void *row)
{
	for (unsigned t = 0; t < RATE_TERMS_N; t++)
		put_named(w, rate_term_name(t), rates_term(row, t));
}

static void rows_protos(struct walk *w, const void *row)
{
	for (enum proto p = 0; p < PROTO_ACCOUNTED_N; p++)
		put_named(w, proto_name(p), rates_proto(row, p));
}

/* The largest figures of a kind in the last sample, as many as are shown. */
static size_t top_of(const struct walk *w, enum rate_kind kind,
		     const struct rate *top[RATE_SOCKS_MAX])
{
	const struct report *r = w->l->r;
	size_t n = growth_rank(r->rates, kind, false, top, RATE_SOCKS_MAX);

	return view_rows(&r->view, n);
}

static void rows_slabs(struct walk *w, const void *row)
{
	const struct rate *top[RATE_SOCKS_MAX];
	size_t n = top_of(w, RATE_SLAB, top);

	(void)row;
	for (size_t i = 0; i < n; i++)
		put_named(w, w->l->r->snap->memory.slabs.v[top[i]->slab].name,
			  top[i]);
}

static void rows_classes(struct walk *w, const void *row)
{
	const struct snapshot *snap = w->l->r->snap;
	const struct process_map *in = snap->process_map;

	for (enum process_map_class c = 0; in && c < PM_N; c++)
		if (in->class[c].count)
			put_named(w, process_map_class_name(c),
				  rates_class(row, snap, c));
}

#define RANKED(fn, kind)                                \
	static void fn(struct walk *w, const void *row) \
	{                                               \
		const struct rate *top[RATE_SOCKS_MAX]; \
		size_t n = top_of(w, kind, top);        \
                                                        \
		(void)row;                              \
		for (size_t i = 0; i < n; i++)          \
			walk_row(w, top[i]);            \
	}

RANKED(rows_holder_rates, RATE_HOLDER)
RANKED(rows_process_rates, RATE_PROCESS)
RANKED(rows_sock_rates, RATE_SOCK)

static const struct field holder[] = {
	ALL(fields_rate_owner),
	ALL(fields_rate_read),
	ALL(fields_rate),
};
static const struct table report_holder_rate = TABLE(holder);

static const struct field process[] = {
	ALL(fields_rate_owner),
	ALL(fields_rate),
};
static const struct table report_process_rate = TABLE(process);

static const struct sock *sock_of(const struct lookup *l, const void *row)
{
	return &l->r->snap->socks.v[((const struct rate *)row)->sock];
}

static void cookie(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	human_count(ret->chars, sock_of(l, row)->cookie);
}

static void proto(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	ret->word = sock_of(l, row)->proto;
}

static const struct field sock[] = {
	MADE(FIELD_CHARS, cookie, "cookie", "Of the socket.", .sure = true,
	     .pattern = "^[1-9][0-9]{0,19}$"),
	MADE_WORD(proto, "proto", "Its protocol.", field_proto_name, PROTO_N),
	ALL(report_holder_rate),
};
static const struct table report_sock_rate = TABLE(sock);

static const struct field rates[] = {
	ALL(fields_rates),
	LIST("terms",
	     "The terms of memory, the larger parts of the kernel, and what is "
	     "available.",
	     report_named, rows_terms),
	LIST("protocols", "What they have used.", report_named, rows_protos),
	LIST("holders", "What their sockets hold.", report_holder_rate,
	     rows_holder_rates),
	LIST("processes", "Their RSS.", report_process_rate,
	     rows_process_rates),
	LIST("sockets", "What they hold; the owner is the last one known.",
	     report_sock_rate, rows_sock_rates),
	LIST("slabs", "The largest caches.", report_named, rows_slabs),
	LIST("classes",
	     "With --pid what is resident of each class of inside, else its "
	     "size.",
	     report_named, rows_classes),
};
const struct table report_rates = TABLE(rates);

void rows_rates(struct walk *w, const void *row)
{
	(void)row;
	if (w->l->r->rates)
		walk_row(w, w->l->r->rates);
}
