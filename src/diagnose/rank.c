/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdlib.h>
#include <string.h>

#include "account/memory/memcg.h"
#include "model/snapshot.h"

static uint64_t queues_of(const struct judge *j, enum proto proto)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < j->out->n; i++) {
		const struct finding_row *row = finding_row(j->out->v[i].code);

		if (row->one && j->out->v[i].proto == proto)
			sum += finding_bytes(&j->out->v[i]);
	}
	return sum;
}

/* What queues in that cgroup, or in one below it, hold. */
static uint64_t queues_in(const struct judge *j, const char *path)
{
	uint32_t at = path ? memcg_of_path(j->snap, path) : NO_MEMCG;
	uint64_t sum = 0;

	for (size_t i = 0; at != NO_MEMCG && i < j->out->n; i++) {
		const struct finding *f = &j->out->v[i];

		if (is_queue_code(f->code) && f->subject.cgroup &&
		    memcg_contains(j->snap, &j->snap->memcgs.v[at],
				   f->subject.cgroup))
			sum += finding_bytes(f);
	}
	return sum;
}

static bool half_of(uint64_t part, uint64_t whole)
{
	return part && part >= whole / 2;
}

/* Whether queues that were found hold half of it. */
static bool is_effect(const struct judge *j, const struct finding *f)
{
	const struct finding_row *row = finding_row(f->code);

	switch (row->effect_of) {
	case EFFECT_OF_PROTO:
		return half_of(queues_of(j, row->proto),
			       opt_or0(j->acct->proto[row->proto].effective));
	case EFFECT_OF_CGROUP:
		return half_of(queues_in(j, f->subject.cgroup),
			       finding_bytes(f));
	case EFFECT_OF_NONE:
		break;
	}
	return false;
}

static enum finding_rank rank_of(const struct judge *j, const struct finding *f)
{
	return is_effect(j, f) ? RANK_EFFECT : finding_row(f->code)->rank;
}

static bool may_be_raised(const struct judge *j, const struct finding *f)
{
	if (finding_row(f->code)->never_raised)
		return false;
	/* no more than that, but whatever it is, most of memory is there */
	return !f->upper_bound || half_of(finding_bytes(f), j->scale.base.v);
}

/*
 * Nearly out of memory: the largest abnormal holder is the cause, if giving
 * back what it holds would end the shortage.
 */
static void raise_largest(struct judge *j)
{
	const struct finding *anon;
	struct finding *worst = NULL;

	if (!j->scale.nearly_out)
		return;
	for (size_t i = 0; i < j->out->n; i++) {
		struct finding *f = &j->out->v[i];

		if (!may_be_raised(j, f))
			continue;
		if (!worst || finding_bytes(f) > finding_bytes(worst))
			worst = f;
	}
	/* who had most when nothing was left is why */
	anon = findings_find(j->out, F_PROCESS_ANON);
	if (j->snap->oom.kind != OOM_NONE && anon && worst &&
	    finding_bytes(anon) > finding_bytes(worst))
		return;
	if (worst &&
	    finding_bytes(worst) >= scale_limit(&j->scale, LIMIT_NEARLY_OUT))
		worst->severity = SEV_CRITICAL;
}

static int by_rank(const void *a, const void *b, void *arg)
{
	const struct judge *j = arg;
	const struct finding *x = a, *y = b;
	enum finding_rank xr = rank_of(j, x), yr = rank_of(j, y);
	uint64_t xb = finding_bytes(x), yb = finding_bytes(y);

	if (x->severity != y->severity)
		return (x->severity < y->severity) -
		       (x->severity > y->severity);
	if (xr != yr)
		return (xr > yr) - (xr < yr);
	if (xb != yb)
		return (xb < yb) - (xb > yb);
	return (x->code > y->code) - (x->code < y->code);
}

/* Puts the element at from behind the one at to; from is before to. */
static void move_behind(struct findings *out, size_t from, size_t to)
{
	struct finding f = out->v[from];

	memmove(&out->v[from], &out->v[from + 1],
		(to - from) * sizeof(*out->v));
	out->v[to] = f;
}

/*
 * Pages that no counter names are often what a named finding holds. Where the
 * kernel does not count all it has, they may be nothing at all.
 */
static bool stands_above(const struct finding *f, const struct finding *rest)
{
	unsigned lower = is_queue_code(f->code);

	return (is_queue_code(f->code) || rest->confidence == CONF_LOW) &&
	       f->severity + lower >= rest->severity &&
	       half_of(finding_bytes(f), finding_bytes(rest));
}

static void sink_unaccounted(struct findings *out)
{
	size_t at = 0, behind;

	while (at < out->n && !finding_row(out->v[at].code)->remainder)
		at++;
	behind = at;
	for (size_t i = at + 1; i < out->n; i++)
		if (stands_above(&out->v[i], &out->v[at]))
			behind = i;
	if (behind > at)
		move_behind(out, at, behind);
}

void rank_findings(struct judge *j)
{
	raise_largest(j);
	if (j->out->n > 1)
		qsort_r(j->out->v, j->out->n, sizeof(*j->out->v), by_rank, j);
	sink_unaccounted(j->out);
}
