/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/watched.h"

#include <errno.h>
#include <stdlib.h>

#include "collect/base/cache.h"
#include "diagnose/diagnose.h"
#include "diagnose/queues/suspects.h"
#include "run/guard/guard.h"
#include "run/message.h"
#include "run/record/player.h"
#include "run/record/recorder.h"
#include "run/sample.h"
#include "run/sample_steps.h"
#include "run/settings.h"
#include "run/watch/tick.h"
#include "util/vec.h"

/* What rates are made of where a recording is entered in the middle. */
#define PRIME_SAMPLES 32

static int by_sock(const void *a, const void *b)
{
	const struct probe *x = a, *y = b;

	return (x->sock > y->sock) - (x->sock < y->sock);
}

/* The sample before is the first of two looks. */
static int look_back(struct snapshot *snap, const struct account *acct,
		     const struct rates *rates)
{
	uint32_t suspects[SUSPECTS_MAX];
	size_t n = suspects_of(snap, acct, suspects, SUSPECTS_MAX);
	struct probes *probes = &snap->probes;

	for (size_t i = 0; i < n; i++) {
		if (VEC_GROW(probes))
			return -ENOMEM;
		if (rates_probe(rates, snap, suspects[i],
				&probes->v[probes->n]))
			probes->n++;
	}
	if (probes->n)
		qsort(probes->v, probes->n, sizeof(*probes->v), by_sock);
	probes->taken = probes->n > 0;
	return 0;
}

static int judge(const struct settings *s, struct watched *w,
		 const struct clocks *at, struct sample *ret)
{
	int err = account(&ret->snap, &ret->acct);

	if (!err)
		err = kept_holders_add(s, &w->holders, at->mono_ms, &ret->snap,
				       &ret->acct);
	if (!err && s->mask)
		err = sample_mask(s, ret);
	if (!err)
		err = rates_add(&w->rates, at, &ret->snap, &ret->acct);
	/* what was recorded of a second look is more than two samples tell */
	if (!err && !s->no_probe && !ret->snap.probes.taken)
		err = look_back(&ret->snap, &ret->acct, &w->rates);
	if (!err)
		err = diagnose_watched(&ret->snap, &ret->acct, &w->rates,
				       &ret->findings);
	if (!err)
		diagnose_etas(&ret->findings, &w->rates);
	return err;
}

/* All that is shown: from --sample on, COUNT of them. */
static int open_recording(const struct settings *s, struct watched *w)
{
	int status = player_open(s->replay, &w->player);

	if (status != STATUS_OK)
		return status;
	w->end = player_count(w->player);
	if (s->sample)
		status = player_find(w->player, s->sample, &w->begin);
	if (s->count && s->count < w->end - w->begin)
		w->end = w->begin + (size_t)s->count;
	w->next = w->begin;
	return status;
}

static int open_live(const struct settings *s, struct watched *w)
{
	w->cache = collect_cache_new(s->interval);
	if (!w->cache)
		return message_errno(-ENOMEM);
	return s->record ? recorder_open(s, &w->rec) : STATUS_OK;
}

int watched_open(const struct settings *s, struct watched *ret)
{
	struct watched w = { 0 };
	int status = s->replay ? open_recording(s, &w) : open_live(s, &w);

	if (status == STATUS_OK)
		*ret = w;
	else
		watched_close(&w);
	return status;
}

void watched_close(struct watched *w)
{
	rates_free(&w->rates);
	kept_holders_free(&w->holders);
	collect_cache_free(w->cache);
	recorder_close(w->rec);
	player_close(w->player);
	gaps_free(&w->gaps);
	*w = (struct watched){ 0 };
}

static int64_t ms_of(struct opt_u64 v)
{
	return (int64_t)opt_or0(v);
}

/*
 * The clocks of the machine that was recorded. Its uptime goes on in suspend;
 * where only that is known a suspend is time that went by.
 */
static void recorded_clocks(const struct snapshot *snap, struct clocks *ret)
{
	struct opt_u64 up = snap->host.uptime_ms;
	struct opt_u64 awake = snap->host.awake_ms;

	ret->wall_ms = ms_of(snap->time_ms);
	ret->boot_ms = up.known ? ms_of(up) : ret->wall_ms;
	ret->mono_ms = up.known && awake.known ? ms_of(awake) : ret->boot_ms;
}

static void add_gaps(const struct watched *w, struct snapshot *snap)
{
	for (size_t i = 0; i < w->gaps.n; i++)
		gaps_add(&snap->gaps, w->gaps.v[i].what, w->gaps.v[i].error,
			 w->gaps.v[i].effect, "%s", w->gaps.v[i].example);
}

static int take_live(const struct settings *s, struct watched *w,
		     struct clocks *ret_at, struct snapshot *ret)
{
	struct capture *none = NULL; /* --from is no option of these modes */
	int status;

	clocks_now(ret_at);
	status = sample_collect(s, w->cache, &none, ret);
	if (status == STATUS_OK)
		add_gaps(w, ret);
	return status;
}

static int take_recorded(struct watched *w, size_t index, struct clocks *ret_at,
			 struct snapshot *ret)
{
	int status = player_get(w->player, index, ret);

	if (status == STATUS_OK)
		recorded_clocks(ret, ret_at);
	return status;
}

bool watched_ended(const struct watched *w)
{
	return w->player && w->next >= w->end;
}

/* One sample of the past: only its figures count. */
static int prime_one(const struct settings *s, struct watched *w, size_t index)
{
	struct sample sample = { 0 };
	struct clocks at;
	int err, status = take_recorded(w, index, &at, &sample.snap);

	if (status != STATUS_OK)
		return status;
	err = account(&sample.snap, &sample.acct);
	if (!err && s->mask)
		err = sample_mask(s, &sample);
	if (!err)
		err = rates_add(&w->rates, &at, &sample.snap, &sample.acct);
	sample_free(&sample);
	return err ? message_errno(err) : STATUS_OK;
}

/* The first sample that rates before that one can rest on. */
static size_t window_of(const struct watched *w, size_t index)
{
	struct opt_u64 now = player_time(w->player, index);
	size_t i = index;

	while (i) {
		struct opt_u64 t = player_time(w->player, i - 1);

		if (!now.known || !t.known || t.v > now.v ||
		    now.v - t.v > RATE_SPAN_MS)
			break;
		i--;
	}
	return i;
}

/* Evenly spread over the window, and the one just before. */
static int prime(const struct settings *s, struct watched *w, size_t index)
{
	size_t from = window_of(w, index), n = index - from;
	size_t m = n < PRIME_SAMPLES ? n : PRIME_SAMPLES;
	int status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < m; i++)
		status = prime_one(
			s, w, m == n ? from + i : from + i * (n - 1) / (m - 1));
	return status;
}

/* Takes a sample and judges it: what others may hold up. */
static int take(const struct settings *s, struct watched *w, struct sample *ret)
{
	struct sample sample = { 0 };
	struct clocks at;
	int err, status = STATUS_OK;

	if (w->player && !w->rates.samples)
		status = prime(s, w, w->next);
	if (status == STATUS_OK && w->player)
		status = take_recorded(w, w->next, &at, &sample.snap);
	else if (status == STATUS_OK)
		status = take_live(s, w, &at, &sample.snap);
	if (status != STATUS_OK)
		return status;
	err = judge(s, w, &at, &sample);
	if (err < 0) {
		sample_free(&sample);
		return message_errno(err);
	}
	*ret = sample;
	return STATUS_OK;
}

int watched_tick(const struct settings *s, struct watched *w,
		 struct sample *ret)
{
	struct sample sample;
	int status;

	guard_sample_begin();
	status = take(s, w, &sample);
	guard_sample_end();
	if (status != STATUS_OK)
		return status;
	stay_lean(&w->heap);
	w->next++;
	/* what it tells is enough: the next one may be kept again */
	if (w->rec)
		recorder_write(w->rec, &sample.snap);
	*ret = sample;
	return STATUS_OK;
}

int watched_seek(const struct settings *s, struct watched *w, size_t index,
		 struct sample *ret)
{
	if (index != w->next)
		rates_free(&w->rates);
	w->next = index;
	return watched_tick(s, w, ret);
}

uint64_t watched_pace_ms(const struct watched *w)
{
	struct opt_u64 a, b;

	if (!w->next || watched_ended(w))
		return 0;
	a = player_time(w->player, w->next - 1);
	b = player_time(w->player, w->next);
	return a.known && b.known && b.v > a.v ? b.v - a.v : 0;
}
