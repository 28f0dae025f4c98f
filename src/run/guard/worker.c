/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "model/gap.h"
#include "run/guard/guard.h"
#include "run/guard/left_out.h"
#include "run/guard/packet.h"
#include "run/guard/page.h"

#define INHERITED_MAX 64

static struct {
	struct guard_page *page;
	int sock;
	bool keep_stdin;
	sigset_t mask;
	/* of the caller: it may wait for them to be closed */
	int inherited[INHERITED_MAX];
	size_t n_inherited;
} us;

static int note_inherited(int dir, const char *name, int fd, void *data)
{
	(void)name;
	(void)data;
	if (fd > STDERR_FILENO && fd != dir && fd != us.sock &&
	    us.n_inherited < INHERITED_MAX)
		us.inherited[us.n_inherited++] = fd;
	return 0;
}

static void list_inherited(void)
{
	char buf[2048] __attribute__((aligned(8)));
	int dir = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return;
	(void)pids_each(dir, buf, sizeof(buf), note_inherited, NULL);
	close(dir);
}

void worker_attach(struct guard_page *page, int sock, int keep_stdin)
{
	us.page = page;
	us.sock = sock;
	us.keep_stdin = keep_stdin;
	list_inherited();
	at_attach(page->slots);
	at_use(AT_MAIN, 0);
}

static void say(enum packet_word word)
{
	const struct packet p = { 0, (char)word };

	while (send(us.sock, &p, sizeof(p), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

/* Text that is written meanwhile goes to the supervisor. */
static void let_go(void)
{
	for (int fd = us.keep_stdin ? STDOUT_FILENO : STDIN_FILENO;
	     fd <= STDERR_FILENO; fd++)
		dup2(us.sock, fd);
	while (us.n_inherited)
		close(us.inherited[--us.n_inherited]);
}

void guard_sample_begin(void)
{
	sigset_t set;

	if (!us.page)
		return;
	/* who is stopped must have a terminal, to give it back first */
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, &us.mask);
	fflush(stdout);
	say(PACKET_BEGIN);
	let_go();
	left_out_begin(us.page);
}

/* They come as the lowest numbers that are free: 0, 1 and 2. */
static void take_back(void)
{
	int fds[3];
	union {
		char space[CMSG_SPACE(sizeof(fds))];
		struct cmsghdr head;
	} control;
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	ssize_t n;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	do
		n = recvmsg(us.sock, &msg, 0);
	while (n < 0 && errno == EINTR);
	/* without them there is nobody to tell */
	if (n != 1 || msg.msg_flags & MSG_CTRUNC)
		_exit(1);
}

void guard_sample_end(void)
{
	if (!us.page)
		return;
	at_leave();
	atomic_fetch_add(&us.page->samples, 1);
	say(PACKET_END);
	take_back();
	sigprocmask(SIG_SETMASK, &us.mask, NULL);
}

void guard_gaps(struct gaps *gaps)
{
	if (us.page)
		left_out_gaps(us.page, gaps);
}

unsigned long guard_samples_before(void)
{
	return us.page ? atomic_load(&us.page->samples) : 0;
}

unsigned guard_restarts(void)
{
	return us.page ? us.page->restarts : 0;
}
