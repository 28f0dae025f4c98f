/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "system/program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/clock.h"

#define TICK_MS 10
#define GRACE_MS 2000
#define START_MS 5000
#define SWEEP_MS 500 /* each may have left others */

/* What the child has above its three: where it says why it failed. */
#define REPORT_FD 3

static int become(const struct program *p)
{
	if (geteuid() == p->uid && geteuid())
		return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
	if (setgroups(0, NULL) || setresgid(p->gid, p->gid, p->gid) ||
	    setresuid(p->uid, p->uid, p->uid))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

static void usual_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Those that are given may have the numbers that others are to get. */
static int set_fds(const struct program *p, int *report)
{
	int in = p->in < 0 ? open("/dev/null", O_RDONLY)
			   : fcntl(p->in, F_DUPFD, REPORT_FD + 1);
	int out = fcntl(p->out < 0 ? STDOUT_FILENO : p->out, F_DUPFD,
			REPORT_FD + 1);
	int err = fcntl(p->out < 0 ? STDERR_FILENO : p->out, F_DUPFD,
			REPORT_FD + 1);

	if (in < 0 || out < 0 || err < 0)
		return -errno;
	if (*report != REPORT_FD && dup3(*report, REPORT_FD, O_CLOEXEC) < 0)
		return -errno;
	*report = REPORT_FD;
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(err, STDERR_FILENO) < 0)
		return -errno;
	if (!close_range(REPORT_FD + 1, ~0U, 0))
		return 0;
	/* before 5.9 */
	for (long fd = sysconf(_SC_OPEN_MAX); fd > REPORT_FD; fd--)
		close((int)fd);
	return 0;
}

static int settle(const struct program *p, pid_t parent, int *report)
{
	int err;

	if (p->confined ? setsid() < 0 : setpgid(0, 0))
		return -errno;
	usual_signals();
	err = set_fds(p, report);
	if (!err && chdir("/"))
		err = -errno;
	if (!err && p->confined && become(p))
		err = -EPERM;
	/* another user would have it forgotten */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return !err && getppid() != parent ? -ECANCELED : err;
}

_Noreturn static void child(const struct program *p, pid_t parent, int report)
{
	int err = settle(p, parent, &report);

	for (size_t i = 0; !err && p->paths[i]; i++) {
		execve(p->paths[i], p->argv, p->env);
		if (!p->paths[i + 1])
			err = -errno;
	}
	if (write(report, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

/* What the child says; nothing, and an end, where the program runs. */
static int hear(int fd, pid_t pid)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int err = 0, n;

	do
		n = poll(&p, 1, START_MS);
	while (n < 0 && errno == EINTR);
	/* the program lies where nobody answers */
	if (!n)
		err = -ETIMEDOUT;
	else if (read(fd, &err, sizeof(err)) < 0)
		err = -errno;
	if (err) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, err == -ETIMEDOUT ? WNOHANG : 0);
	}
	return err;
}

int program_start(const struct program *p, pid_t *ret)
{
	pid_t us = getpid(), pid;
	int ends[2], err;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (p->confined)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (!pid)
		child(p, us, ends[1]);
	err = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (!err)
		err = hear(ends[0], pid);
	close(ends[0]);
	if (!err)
		*ret = pid;
	return err;
}

/* Whether it ended within the time. */
static bool ended(pid_t pid, unsigned ms, int *ret_status)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };

	for (unsigned t = 0; t <= ms; t += TICK_MS) {
		pid_t got = waitpid(pid, ret_status, WNOHANG);

		if (got == pid)
			return true;
		if (got < 0 && errno != EINTR) {
			*ret_status = 0;
			return true;
		}
		nanosleep(&tick, NULL);
	}
	return false;
}

int program_wait(pid_t pid, unsigned ms, int *ret_status)
{
	if (ended(pid, ms, ret_status))
		return 0;
	kill(-pid, SIGTERM);
	if (!ended(pid, GRACE_MS, ret_status)) {
		kill(-pid, SIGKILL);
		/* it may sleep in the kernel: nobody waits for that */
		ended(pid, GRACE_MS, ret_status);
	}
	return -ETIMEDOUT;
}

void program_sweep(void)
{
	const struct timespec tick = { .tv_nsec = 1000000 };
	int64_t end = clock_ms(CLOCK_MONOTONIC) + SWEEP_MS;
	char text[4096], *rest;
	ssize_t n;
	int fd;

	while (clock_ms(CLOCK_MONOTONIC) < end) {
		fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
		if (fd >= 0)
			close(fd);
		if (n <= 0)
			return;
		text[n] = '\0';
		for (char *p = text; *p; p = rest) {
			long pid = strtol(p, &rest, 10);

			if (rest == p)
				break;
			kill((pid_t)pid, SIGKILL);
			waitpid((pid_t)pid, NULL, WNOHANG);
			rest += *rest == ' ';
		}
		nanosleep(&tick, NULL);
	}
}
