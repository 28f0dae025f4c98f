/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/incident.h"

#include <string.h>

#include "util/span.h"

struct step {
	const struct incident_rules *rules;
	const struct run_facts *run;
	struct events *events;
};

/* One line of whole characters, whatever got into the title. */
static void copy_line(const char *text, char *dst, size_t cap)
{
	size_t len = strlen(text);

	if (len >= cap) {
		len = cap - 1;
		while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	span_copy(span_of(text, len), dst, cap);
	for (char *p = dst; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
}

static void add_event(struct step *st, enum news news, size_t standing,
		      struct incident *in)
{
	if (news != NEWS_OVER)
		in->told_ms = st->run->now_ms;
	if (st->events->n < INCIDENTS_MAX)
		st->events->v[st->events->n++] = (struct event){
			.news = news, .standing = standing, .incident = *in
		};
}

static bool flapped(const struct step *st, const struct incident *in)
{
	return in->cleared_ms &&
	       st->run->now_ms - in->cleared_ms < FLAP_WINDOW_MS;
}

/* Not reported yet: it must stand for some runs. */
static void wait_for(struct step *st, struct incident *in,
		     const struct standing *s, size_t at)
{
	bool above = s && s->severity >= st->rules->level;

	if (!above) {
		in->seen = st->run->blind && !s ? in->seen : 0;
		return;
	}
	if (!in->seen++)
		in->first_ms = st->run->now_ms;
	if (in->seen < st->rules->runs)
		return;
	in->flaps = flapped(st, in) ? in->flaps + 1 : 0;
	in->raised = true;
	in->clear = 0;
	in->severity = s->severity;
	add_event(st, NEWS_RAISED, at, in);
}

static void keep(struct step *st, struct incident *in, const struct standing *s,
		 size_t at)
{
	uint64_t again = st->rules->renotify_ms;

	in->clear = 0;
	if (s->severity < st->rules->level)
		return;
	if (s->severity > in->severity) {
		in->severity = s->severity;
		add_event(st, NEWS_WORSE, at, in);
	} else if (again && st->run->now_ms - in->told_ms >= again) {
		add_event(st, NEWS_REMINDER, at, in);
	}
}

static uint32_t runs_to_clear(const struct step *st, const struct incident *in)
{
	uint32_t runs = st->rules->runs, flaps = in->flaps;

	if (st->run->rebooted)
		return 1;
	if (runs < CLEAR_RUNS)
		runs = CLEAR_RUNS;
	return runs << (flaps < FLAPS_MAX ? flaps : FLAPS_MAX);
}

/* Reported: until it has been away for some runs. */
static void watch_over(struct step *st, struct incident *in,
		       const struct standing *s, size_t at)
{
	/* what is raised is over only a level further down */
	if (s && s->severity + 1 >= st->rules->level) {
		keep(st, in, s, at);
		return;
	}
	if (st->run->blind)
		return;
	if (++in->clear < runs_to_clear(st, in))
		return;
	in->raised = false;
	in->seen = 0;
	in->cleared_ms = st->run->now_ms;
	add_event(st, NEWS_OVER, NOT_STANDING, in);
}

/* A clock that was set back must not silence anything for hours. */
static void not_after(uint64_t *t, uint64_t now)
{
	if (*t > now)
		*t = now;
}

static void advance(struct step *st, struct incident *in,
		    const struct standing *s, size_t at)
{
	not_after(&in->first_ms, st->run->now_ms);
	not_after(&in->told_ms, st->run->now_ms);
	not_after(&in->cleared_ms, st->run->now_ms);
	if (st->run->rebooted)
		in->seen = 0;
	if (s && s->severity >= st->rules->level)
		copy_line(s->title, in->title, sizeof(in->title));
	if (in->raised)
		watch_over(st, in, s, at);
	else
		wait_for(st, in, s, at);
}

static size_t standing_of(const struct standing *now, size_t n, const char *key)
{
	size_t at = NOT_STANDING;

	/* several findings of one holder: the worst stands for all */
	for (size_t i = 0; i < n; i++)
		if (!strcmp(now[i].key, key) &&
		    (at == NOT_STANDING || now[i].severity > now[at].severity))
			at = i;
	return at;
}

static bool known(const struct alert_state *state, const char *key)
{
	for (size_t i = 0; i < state->n_incidents; i++)
		if (!strcmp(state->incidents[i].key, key))
			return true;
	return false;
}

/* Returns how many had no room. */
static size_t add_new(const struct incident_rules *rules,
		      const struct standing *now, size_t n,
		      struct alert_state *state)
{
	size_t left_out = 0;

	for (size_t i = 0; i < n; i++) {
		struct incident *in = &state->incidents[state->n_incidents];

		if (now[i].severity < rules->level || known(state, now[i].key))
			continue;
		if (state->n_incidents == INCIDENTS_MAX) {
			left_out += standing_of(now, n, now[i].key) == i;
			continue;
		}
		*in = (struct incident){ 0 };
		copy_line(now[i].key, in->key, sizeof(in->key));
		state->n_incidents++;
	}
	return left_out;
}

/* What is over is remembered for a while, to see whether it comes back. */
static void forget(const struct step *st, struct alert_state *state)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->n_incidents; i++) {
		const struct incident *in = &state->incidents[i];

		if (in->raised || in->seen || flapped(st, in))
			state->incidents[kept++] = *in;
	}
	state->n_incidents = kept;
}

void incidents_step(const struct incident_rules *rules,
		    const struct run_facts *run, const struct standing *now,
		    size_t n, struct alert_state *state, struct events *ret)
{
	struct step st = { .rules = rules, .run = run, .events = ret };

	ret->n = 0;
	forget(&st, state);
	ret->left_out = add_new(rules, now, n, state);
	for (size_t i = 0; i < state->n_incidents; i++) {
		struct incident *in = &state->incidents[i];
		size_t at = standing_of(now, n, in->key);

		advance(&st, in, at == NOT_STANDING ? NULL : &now[at], at);
	}
	forget(&st, state);
}

const char *news_name(enum news news)
{
	static const char *const names[NEWS_N] = {
		[NEWS_RAISED] = "raised",
		[NEWS_WORSE] = "worse",
		[NEWS_REMINDER] = "reminder",
		[NEWS_OVER] = "over",
	};

	return names[news];
}
