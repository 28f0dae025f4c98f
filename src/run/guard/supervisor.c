/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/settings.h"
#include "util/clock.h"

/* The worker may give the terminal back before it follows a signal. */
#define STOP_MS 500

static void forget_times(struct supervisor *v)
{
	memset(v->slots, 0, sizeof(v->slots));
	v->tick_ms = clock_ms(CLOCK_MONOTONIC);
}

/* With it, for whoever started us watches us and not the worker. */
static void stop_too(struct supervisor *v)
{
	int64_t then = clock_ms(CLOCK_MONOTONIC);

	raise(SIGSTOP);
	kill(v->worker, SIGCONT);
	v->began_ms += clock_ms(CLOCK_MONOTONIC) - then;
	forget_times(v);
}

/* Whether the worker has ended; others were given up long ago. */
static bool reap(struct supervisor *v, int *ret_status)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
		if (pid != v->worker)
			continue;
		if (WIFSTOPPED(status)) {
			/* by the terminal; else it is one more that hangs */
			if (WSTOPSIG(status) != SIGSTOP)
				stop_too(v);
			continue;
		}
		*ret_status = status;
		return true;
	}
	return false;
}

/* A terminal sends its signals to the worker, too: only others are handed on. */
static void take_signal(struct supervisor *v,
			const struct signalfd_siginfo *info)
{
	int sig = (int)info->ssi_signo;

	if (sig == SIGCHLD)
		return;
	if (info->ssi_code != SI_KERNEL)
		kill(v->worker, sig);
	if (sig == SIGTSTP || sig == SIGWINCH || v->stop)
		return;
	v->stop = sig;
	v->stop_ms = clock_ms(CLOCK_MONOTONIC);
}

static void take_signals(struct supervisor *v)
{
	struct signalfd_siginfo info;

	while (read(v->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		take_signal(v, &info);
}

static int timeout_of(const struct supervisor *v)
{
	if (v->stop)
		return STOP_MS;
	return v->sampling ? (int)v->limits.tick_ms : -1;
}

enum outcome supervisor_watch(struct supervisor *v, int *ret_status)
{
	enum outcome out = WORKER_ENDED;

	forget_times(v);
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = v->signals, .events = POLLIN },
			{ .fd = v->sock, .events = POLLIN },
		};
		int n = poll(fds, 2, timeout_of(v));

		/* what it said last comes before its end */
		if (n > 0 && fds[1].revents)
			supervisor_hear(v);
		if (n > 0 && fds[0].revents)
			take_signals(v);
		if (reap(v, ret_status))
			return WORKER_ENDED;
		if (v->stop &&
		    clock_ms(CLOCK_MONOTONIC) - v->stop_ms >= STOP_MS)
			return WORKER_STOPPED;
		if (v->sampling && !supervisor_tick(v, &out))
			return out;
	}
}
