/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/guard.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/alert/check.h"
#include "run/guard/packet.h"
#include "run/guard/supervisor.h"
#include "run/message.h"
#include "run/settings.h"
#include "screen/screen.h"
#include "system/program.h"
#include "util/clock.h"

/* Each must bring the next one further; a sample that succeeds begins anew. */
#define RESTARTS_MAX (LEFT_OUT_MAX + 4)

static bool is_wanted(const struct settings *s)
{
	static const bool reads[MODE_N] = {
		[MODE_REPORT] = true, [MODE_PROMETHEUS] = true,
		[MODE_WATCH] = true,  [MODE_ALERT] = true,
		[MODE_CHECK] = true,
	};

	/* what a plugin is given may hang as well */
	return s->mode == MODE_CHECK ||
	       (reads[s->mode] && !s->from && !s->replay && !s->diff);
}

/* Where there can be no supervisor nobody knows when there is an answer. */
static int failed(const struct settings *s, const char *message)
{
	return s->mode == MODE_CHECK ? check_unknown(message)
				     : message_error("%s", message);
}

/* What would end us, or is to reach the worker; not what nohup(1) ignores. */
static int catch_signals(struct supervisor *v)
{
	static const int signals[] = { SIGCHLD, SIGINT,	 SIGTERM, SIGHUP,
				       SIGQUIT, SIGTSTP, SIGWINCH };
	struct sigaction now;

	/* a caller that ignores it takes our children from us */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&v->caught);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigaction(signals[i], NULL, &now) &&
		    now.sa_handler != SIG_IGN)
			sigaddset(&v->caught, signals[i]);
	if (sigprocmask(SIG_BLOCK, &v->caught, &v->old))
		return -errno;
	v->signals = signalfd(-1, &v->caught, SFD_CLOEXEC | SFD_NONBLOCK);
	return v->signals < 0 ? -errno : 0;
}

static int set_up(const struct settings *s, struct supervisor *v)
{
	*v = (struct supervisor){ .s = s,
				  .signals = -1,
				  .began_ms = clock_ms(CLOCK_MONOTONIC) };
	limits_of(s, &v->limits);
	v->page = mmap(NULL, sizeof(*v->page), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (v->page == MAP_FAILED)
		return -errno;
	/* what a program that we run leaves behind is ours to end */
	if (s->jcmd)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	v->has_terminal =
		s->mode == MODE_WATCH && !tcgetattr(STDIN_FILENO, &v->terminal);
	return catch_signals(v);
}

static bool reads_stdin(const struct settings *s)
{
	return s->from || (s->nmt && !strcmp(s->nmt, "-"));
}

static void forget_marks(struct guard_page *page)
{
	for (unsigned i = 0; i < AT_SLOTS; i++)
		atomic_store(&page->slots[i].what, AT_NOTHING);
}

/* Returns 0 in the worker, 1 in its supervisor, or -errno. */
static int start_worker(struct supervisor *v)
{
	pid_t us = getpid();
	int socks[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks) < 0)
		return -errno;
	forget_marks(v->page);
	/* there is one answer, and time goes by before it reads, too */
	v->sampling = v->s->mode != MODE_WATCH;
	v->worker = fork();
	if (v->worker < 0) {
		close(socks[0]);
		close(socks[1]);
		return -errno;
	}
	if (v->worker) {
		close(socks[1]);
		v->sock = socks[0];
		return 1;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != us)
		_exit(STATUS_FAILED);
	close(socks[0]);
	close(v->signals);
	sigprocmask(SIG_SETMASK, &v->old, NULL);
	worker_attach(v->page, socks[1], reads_stdin(v->s));
	return 0;
}

/* The terminal as it was; a worker that was killed cannot give it back. */
static void give_terminal_back(const struct supervisor *v, bool for_good)
{
	if (!v->has_terminal)
		return;
	if (for_good)
		screen_abandon();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &v->terminal);
}

static int die_by(const struct supervisor *v, int sig)
{
	const struct rlimit none = { 0, 0 };

	/* the worker has left one, where that is wanted */
	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	sigprocmask(SIG_SETMASK, &v->old, NULL);
	raise(sig);
	return STATUS_FAILED;
}

static int end_of(const struct supervisor *v, int status)
{
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	give_terminal_back(v, true);
	if (v->s->mode == MODE_CHECK)
		return check_unknown("the check failed");
	return die_by(v, WTERMSIG(status));
}

static int no_answer(const struct supervisor *v)
{
	char message[120];

	snprintf(message, sizeof(message), "no answer within %lld s",
		 (long long)v->limits.all_ms / 1000);
	return failed(v->s, message);
}

/* Returns whether another worker is to go on; ret is the status if not. */
static bool watch_one(struct supervisor *v, int *ret)
{
	unsigned long samples = atomic_load(&v->page->samples);
	int status = 0;
	enum outcome out = supervisor_watch(v, &status);

	close(v->sock);
	if (out == WORKER_ENDED) {
		*ret = end_of(v, status);
		return false;
	}
	/* it may sleep in the kernel for good: nobody waits for that */
	kill(v->worker, SIGKILL);
	if (v->s->jcmd)
		program_sweep();
	v->page->restarts++;
	if (atomic_load(&v->page->samples) != samples)
		v->page->failures = 0;
	give_terminal_back(v, out != WORKER_STUCK);
	if (out == WORKER_STOPPED)
		*ret = die_by(v, v->stop);
	else if (out == WORKER_SILENT || ++v->page->failures > RESTARTS_MAX)
		*ret = no_answer(v);
	else
		return true;
	return false;
}

int guard_run(const struct settings *s, int (*run)(const struct settings *s))
{
	struct supervisor v;
	int err, ret;

	if (!is_wanted(s))
		return run(s);
	err = set_up(s, &v);
	for (;;) {
		int side = err ? err : start_worker(&v);

		if (!side)
			return run(s);
		if (side < 0) {
			char message[160];

			snprintf(message, sizeof(message),
				 "cannot start reading this machine: %s",
				 strerror(-side));
			return failed(s, message);
		}
		if (!watch_one(&v, &ret))
			return ret;
	}
}
