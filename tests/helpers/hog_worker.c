/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One worker: fill, answer to the supervisor's rounds, go on. */
#include "memhog.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

void hog_sleep_ms(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&ts, NULL);
}

int worker_error(struct worker *w, const char *what, int err)
{
	snprintf(w->me->error, sizeof(w->me->error), "%s: %s", what,
		 strerror(-err));
	return err;
}

int worker_skip(struct worker *w, const char *why)
{
	snprintf(w->me->error, sizeof(w->me->error), "%s", why);
	atomic_store(&w->me->state, SLOT_SKIP);
	return -ENOTSUP;
}

/* Every wait is bounded by the alarm that the supervisor has set. */
int worker_wait_port(struct worker *w, uint16_t *ret_port)
{
	unsigned port;

	while ((port = atomic_load(&w->other->port)) == 0) {
		if (atomic_load(&w->other->state) >= SLOT_SKIP)
			return worker_error(w, "the other end", -EPIPE);
		hog_sleep_ms(1);
	}
	*ret_port = (uint16_t)port;
	return 0;
}

int worker_wait_other(struct worker *w)
{
	while (atomic_load(&w->other->state) == SLOT_BUSY)
		hog_sleep_ms(1);
	if (atomic_load(&w->other->state) != SLOT_DONE)
		return worker_error(w, "the other end", -EPIPE);
	return 0;
}

static int worker_measure(struct worker *w)
{
	return w->role->measure ? w->role->measure(w) : hog_measure_fds(w);
}

void worker_fill(struct worker *w)
{
	int err = 0;

	w->me->pid = getpid();
	if (w->want_fds) {
		w->fds = calloc(w->want_fds, sizeof(*w->fds));
		if (!w->fds)
			err = worker_error(w, "memory", -ENOMEM);
	}
	if (!err)
		err = w->role->fill(w);
	if (!err)
		err = worker_measure(w);
	if (!err)
		atomic_store(&w->me->state, SLOT_DONE);
	else if (atomic_load(&w->me->state) != SLOT_SKIP)
		atomic_store(&w->me->state, SLOT_FAILED);
}

void worker_answer(struct worker *w)
{
	unsigned round = atomic_load(&w->hog->share->round);

	if (round == atomic_load(&w->me->round))
		return;
	if (worker_measure(w) < 0)
		atomic_store(&w->me->state, SLOT_FAILED);
	atomic_store(&w->me->round, round);
}

/* Many workers on few CPUs look less often. */
static long patience_ms(const struct hog *h)
{
	size_t ms = h->share->n_slots / 20;

	return ms < 2 ? 2 : ms > 100 ? 100 : (long)ms;
}

_Noreturn void worker_main(struct worker *w, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(1);
	worker_fill(w);
	while (w->role->tick || !atomic_load(&w->hog->share->ready)) {
		worker_answer(w);
		if (w->role->tick)
			w->role->tick(w);
		else
			hog_sleep_ms(patience_ms(w->hog));
	}
	/* thousands of workers must not disturb what is measured */
	for (;;)
		pause();
}
