/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/rates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/growth/rate_samples.h"
#include "model/snapshot.h"
#include "util/vec.h"

/* What the clocks may drift apart between two samples. */
#define CLOCK_BLUR_MS 1000

const char *rate_term_name(unsigned term)
{
	return term == TERM_AVAILABLE ? "available" : memory_parts[term].key;
}

static bool same_key(const struct rate_key *x, const struct rate_key *y)
{
	return x->kind == y->kind && x->a == y->a && x->b == y->b;
}

/* idhash mixes its keys; 0 is reserved there. */
static uint64_t hash(const struct rate_key *k)
{
	uint64_t h =
		(k->a * 0x9e3779b97f4a7c15ULL ^ k->b) * 0x9e3779b97f4a7c15ULL +
		k->kind;

	return h ? h : 1;
}

/* The place of a key, or the first free hash for it; two may have one hash. */
static struct rate *find(const struct rates *r, const struct rate_key *key,
			 uint64_t *ret_hash)
{
	uint64_t h = hash(key);

	for (;; h++) {
		const uint32_t *at = h ? idhash_find(&r->index, h) : NULL;

		if (h && !at)
			break;
		if (at && same_key(&r->v[*at]->key, key))
			return r->v[*at];
	}
	*ret_hash = h;
	return NULL;
}

static struct rate *add(struct rates *r, const struct rate_key *key, uint64_t h)
{
	struct rate *rate;

	if (VEC_GROW(r) || idhash_reserve(&r->index, r->n + 1))
		return NULL;
	rate = calloc(1, sizeof(*rate));
	if (!rate)
		return NULL;
	rate->key = *key;
	rate->fell_ms = rate->read_ms = INT64_MIN;
	idhash_add(&r->index, h, (uint32_t)r->n);
	r->v[r->n++] = rate;
	return rate;
}

/* Half of the points: the window becomes twice as long. */
static void thin(struct rate *rate)
{
	size_t kept = 0;

	if (rate_span_ms(rate) >= RATE_SPAN_MS) {
		memmove(&rate->v[0], &rate->v[1],
			(rate->n - 1) * sizeof(*rate->v));
		rate->n--;
		return;
	}
	for (size_t i = (rate->n - 1) % 2; i < rate->n; i += 2)
		rate->v[kept++] = rate->v[i];
	rate->spacing_ms = (rate->v[kept - 1].at_ms - rate->v[0].at_ms) /
			   (int64_t)(kept - 1);
	rate->n = kept;
}

static void begin_growth(struct rate *rate, int64_t at_ms, int64_t value)
{
	rate->grows_ms = at_ms;
	rate->grows_from = value;
}

/* The newest value is always the last point, also where it is not kept. */
static void push(struct rate *rate, int64_t at_ms, int64_t value)
{
	size_t n = rate->n;

	if (n && value < rate->v[n - 1].value)
		rate->fell_ms = at_ms;
	if (!n || value < rate->v[n - 1].value)
		begin_growth(rate, at_ms, value);
	if (n > 1 && rate->v[n - 1].at_ms - rate->v[n - 2].at_ms <
			     rate->spacing_ms - rate->spacing_ms / 4)
		rate->n--;
	else if (n == RATE_POINTS)
		thin(rate);
	rate->v[rate->n++] =
		(struct slope_point){ .at_ms = at_ms, .value = value };
}

static void fit(struct rate *rate)
{
	slope_fit(rate->v, rate->n, &rate->slope);
	if (rate->fell_ms > rate->v[0].at_ms)
		rate->slope.only_grows = false;
	/* standing still is a stop, too */
	if (rate->slope.known && rate->slope.low <= 0)
		begin_growth(rate, rate->v[rate->n - 1].at_ms,
			     rate_value(rate));
}

struct rate *rates_push(struct rates *r, const struct rate_key *key,
			int64_t value)
{
	uint64_t h = 0;
	struct rate *rate = find(r, key, &h);
	int64_t before = 0, passed = 0;

	if (!rate)
		rate = add(r, key, h);
	if (!rate)
		return NULL;
	if (rate->n) {
		before = rate_value(rate);
		passed = r->last.mono_ms - rate->v[rate->n - 1].at_ms;
	}
	rate->known = passed > 0;
	push(rate, r->last.mono_ms, value);
	if (rate->known)
		rate->per_second =
			(double)(value - before) * 1000 / (double)passed;
	fit(rate);
	rate->seen = true;
	rate->eta = (struct eta){ 0 };
	rate->eta_to = NULL;
	return rate;
}

struct rate *rates_find(const struct rates *r, const struct rate_key *key)
{
	uint64_t h;

	return find(r, key, &h);
}

void rate_eta(struct rate *rate, double distance, const char *to)
{
	struct eta eta;

	slope_eta(&rate->slope, distance, &eta);
	if (!eta.known ||
	    eta.high_seconds * 1000 > (double)rate_span_ms(rate) * RATE_REACH)
		return;
	if (rate->eta.known && rate->eta.high_seconds <= eta.high_seconds)
		return;
	rate->eta = eta;
	rate->eta_to = to;
}

static void forget(struct rates *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i]);
	r->n = 0;
	idhash_free(&r->index);
	r->samples = 0;
	r->interval_ms = r->suspended_ms = r->clock_step_ms = 0;
}

/* Those that are gone, or no longer among the largest. */
static int drop_unseen(struct rates *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->v[i]->seen)
			r->v[kept++] = r->v[i];
		else
			free(r->v[i]);
	if (kept == r->n)
		return 0;
	r->n = kept;
	memset(r->index.keys, 0, r->index.size * sizeof(*r->index.keys));
	r->index.n = 0;
	for (size_t i = 0; i < kept; i++) {
		uint64_t h = 0;

		find(r, &r->v[i]->key, &h);
		if (idhash_add(&r->index, h, (uint32_t)i))
			return -ENOMEM;
	}
	return 0;
}

static int64_t beyond_blur(int64_t ms)
{
	return ms > CLOCK_BLUR_MS || ms < -CLOCK_BLUR_MS ? ms : 0;
}

/* What the clocks say of the time since the last sample. */
static void take_time(struct rates *r, const struct clocks *at,
		      const char *boot_id)
{
	int64_t mono = at->mono_ms - r->last.mono_ms;
	int64_t boot = at->boot_ms - r->last.boot_ms;
	int64_t wall = at->wall_ms - r->last.wall_ms;

	r->restarted =
		r->samples && (mono < 0 || strcmp(r->boot_id, boot_id) != 0);
	if (r->restarted)
		forget(r);
	if (r->samples) {
		r->interval_ms = mono;
		r->suspended_ms = beyond_blur(boot - mono);
		r->clock_step_ms = beyond_blur(wall - boot);
	}
	r->last = *at;
	memcpy(r->boot_id, boot_id, sizeof(r->boot_id));
	r->samples++;
}

int rates_add(struct rates *r, const struct clocks *at,
	      const struct snapshot *snap, const struct account *acct)
{
	int err;

	take_time(r, at, snap->host.boot_id);
	for (size_t i = 0; i < r->n; i++)
		r->v[i]->seen = false;
	err = rates_sample(r, snap, acct);
	return err ? err : drop_unseen(r);
}

void rates_free(struct rates *r)
{
	forget(r);
	free(r->v);
	*r = (struct rates){ 0 };
}
