/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/kept_holders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "run/holders.h"
#include "run/sample_steps.h"
#include "run/settings.h"
#include "util/vec.h"

#define SAMPLES 10 /* that it stays good for */
#define PART_OF_CPU 200
#define MOVES_PART 8 /* of what no counter names */
#define MOVES_BYTES ((int64_t)4 << 20)

/* All that holders_look() fills, but for the gaps. */
#define LISTS(X)            \
	X(consumers)        \
	X(page_pools)       \
	X(shmem)            \
	X(detail.vmalloc)   \
	X(detail.tasks)     \
	X(detail.hugenodes) \
	X(detail.bpf)

static int copy_rows(void **to, size_t *cap, const void *from, size_t n,
		     size_t size)
{
	if (!n)
		return 0;
	if (vec_reserve(to, cap, n, size))
		return -ENOMEM;
	memcpy(*to, from, n * size);
	return 0;
}

/* The lists of to are empty. */
static int copy(const struct snapshot *from, struct snapshot *to)
{
	int err = 0;

	to->detail = from->detail;
#define X(list)                \
	to->list = from->list; \
	to->list.v = NULL;     \
	to->list.n = to->list.cap = 0;
	LISTS(X)
#undef X
#define X(list)                                                      \
	if (!err)                                                    \
		err = copy_rows((void **)&to->list.v, &to->list.cap, \
				from->list.v, from->list.n,          \
				sizeof(*from->list.v));              \
	if (!err)                                                    \
		to->list.n = from->list.n;
	LISTS(X)
#undef X
	return err;
}

static void add_gaps(const struct gaps *from, size_t first, struct gaps *to)
{
	for (size_t i = first; i < from->n; i++)
		gaps_add(to, from->v[i].what, from->v[i].error,
			 from->v[i].effect, "%s", from->v[i].example);
}

static void forget(struct kept_holders *k)
{
	snapshot_free(&k->of);
	k->of = (struct snapshot){ 0 };
	k->known = false;
}

void kept_holders_free(struct kept_holders *k)
{
	forget(k);
}

static int ask(const struct settings *s, struct kept_holders *k, int64_t now_ms,
	       struct snapshot *snap, struct account *acct)
{
	const struct collect_opts opts = sample_opts(s);
	struct collect c = collect_none(snap);
	size_t gaps = snap->gaps.n;
	int err;

	forget(k);
	pace_begin(&k->pace);
	err = collect_begin(&opts, snap, &c);
	if (!err)
		err = holders_look(s, &c, acct);
	collect_end(&c);
	pace_end(&k->pace, now_ms, PART_OF_CPU);
	if (!err)
		err = copy(snap, &k->of);
	if (err)
		return err;
	add_gaps(&snap->gaps, gaps, &k->of.gaps);
	k->known = true;
	k->age = 0;
	return 0;
}

/* What they had then, of what no counter names. */
static int64_t named(const struct kept_holders *k)
{
	int64_t sum = 0;

	for (size_t i = 0; i < k->of.consumers.n; i++) {
		const struct consumer *c = &k->of.consumers.v[i];

		if (c->basis == BASIS_EXACT && c->counted_in == COUNTED_NOWHERE)
			sum += (int64_t)c->bytes;
	}
	return sum;
}

/* More than a machine breathes: it is another amount. */
static bool fell(int64_t from, int64_t to)
{
	return from - to > MOVES_BYTES + (from > 0 ? from / MOVES_PART : 0);
}

static bool moved(const struct kept_holders *k, int64_t rest)
{
	return fell(k->rest, rest) || fell(rest, k->rest);
}

/* They gave back what they had: it is not said of them any more. */
static int give(const struct kept_holders *k, int64_t rest,
		struct snapshot *snap, struct account *acct)
{
	int64_t then = named(k);
	int err;

	if (!k->known || (then && fell(then, rest)))
		return 0;
	err = copy(&k->of, snap);
	if (err)
		return err;
	add_gaps(&k->of.gaps, 0, &snap->gaps);
	account_kernel(snap, &acct->id, &acct->kernel);
	return 0;
}

int kept_holders_add(const struct settings *s, struct kept_holders *k,
		     int64_t now_ms, struct snapshot *snap,
		     struct account *acct)
{
	int64_t rest = opt_i64_or0(acct->kernel.unaccounted);
	unsigned wanted;
	bool due;

	/* of one process nobody judges them */
	if (snap->source != SOURCE_LIVE || s->pid)
		return 0;
	wanted = holders_wanted(s, snap, acct);
	if (!wanted) {
		forget(k);
		return 0;
	}
	due = !k->known || wanted & ~k->wanted || ++k->age >= SAMPLES ||
	      moved(k, rest);
	if (!due || !pace_due(&k->pace, now_ms))
		return give(k, rest, snap, acct);
	k->wanted = wanted;
	k->rest = rest;
	return ask(s, k, now_ms, snap, acct);
}
