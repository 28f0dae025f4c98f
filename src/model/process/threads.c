/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/threads.h"

#include <stdlib.h>

#define NS_PER_MS 1000000

/* A thread runs all the time if it wanted this much of it. */
#define SPINNING_PERCENT 80

static int by_tid(const void *a, const void *b)
{
	const struct thread *x = a, *y = b;

	return (x->tid > y->tid) - (x->tid < y->tid);
}

void threads_free(struct threads *t)
{
	free(t->v);
	*t = (struct threads){ 0 };
}

enum tristate threads_await(const struct threads *t, int32_t fd)
{
	enum tristate ret = t->whole && t->n ? NO : MAYBE;

	for (size_t i = 0; i < t->n; i++) {
		const struct task_call *c = &t->v[i].call;

		if (c->call == CALL_READ && c->fd == fd)
			return YES;
		if (c->call == CALL_POLL || c->call == CALL_UNKNOWN)
			ret = MAYBE;
	}
	return ret;
}

static bool all_stopped(const struct threads *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].state != 'T' && t->v[i].state != 't')
			return false;
	return t->n && t->whole;
}

static bool all_locked(const struct threads *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].call.call != CALL_LOCK)
			return false;
	return t->n && t->whole;
}

static const struct thread *same_before(const struct threads *before,
					const struct thread *t)
{
	const struct thread *b = NULL;

	if (before->n)
		b = bsearch(t, before->v, before->n, sizeof(*b), by_tid);
	return b && b->state == t->state ? b : NULL;
}

static bool is_blocked(const struct thread *before, const struct thread *after,
		       struct threads_span span)
{
	(void)before;
	(void)span;
	return after->state == 'D';
}

static bool is_spinning(const struct thread *before, const struct thread *after,
			struct threads_span span)
{
	if (after->state != 'R' || !span.ms || after->ticks < before->ticks)
		return false;
	/* on a busy machine it cannot have all the time that it wants */
	if (before->wanted_ns && after->wanted_ns > before->wanted_ns)
		return (after->wanted_ns - before->wanted_ns) / NS_PER_MS *
			       100 >=
		       span.ms * SPINNING_PERCENT;
	return (after->ticks - before->ticks) * 1000 * 100 >=
	       span.ms * span.ticks_per_second * SPINNING_PERCENT;
}

/* A thread that is in the same state both times, as is() asks. */
static bool any(const struct threads *before, const struct threads *after,
		struct threads_span span,
		bool (*is)(const struct thread *before,
			   const struct thread *after,
			   struct threads_span span),
		pid_t *ret_tid)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct thread *b = same_before(before, &after->v[i]);

		if (b && is(b, &after->v[i], span)) {
			*ret_tid = b->tid;
			return true;
		}
	}
	return false;
}

enum not_reading threads_why(const struct threads *before,
			     const struct threads *after,
			     struct threads_span span, pid_t *ret_tid)
{
	if (all_stopped(before) && all_stopped(after))
		return READER_STOPPED;
	if (any(before, after, span, is_blocked, ret_tid))
		return READER_BLOCKED;
	if (all_locked(before) && all_locked(after))
		return READER_WAITING;
	if (any(before, after, span, is_spinning, ret_tid))
		return READER_SPINNING;
	return READER_UNKNOWN;
}
