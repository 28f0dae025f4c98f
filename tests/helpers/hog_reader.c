/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readers that do not do their duty: slow, deaf, waiting for something else. */
#include "memhog.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SLOW_MS 20

/* A datagram, or 64 KiB, of each queue, some fifty times a second. */
void slow_tick(struct worker *w)
{
	char buf[65536];

	for (size_t i = 0; i < w->n_fds; i++)
		(void)recv(w->fds[i], buf, sizeof(buf), MSG_DONTWAIT);
	hog_sleep_ms(SLOW_MS);
}

static int add_all(int set, const struct worker *w, uint32_t events)
{
	for (size_t i = 0; i < w->n_fds; i++) {
		struct epoll_event e = { .events = events };

		if (epoll_ctl(set, EPOLL_CTL_ADD, w->fds[i], &e) < 0)
			return -errno;
	}
	return 0;
}

/* It is told once, and reads nothing: it will not be told again. */
int udp_epoll_fill(struct worker *w)
{
	uint32_t how =
		strcmp(w->hog->kind, "oneshot") == 0 ? EPOLLONESHOT : EPOLLET;
	struct epoll_event seen[64];
	int err = udp_fill(w);

	if (err < 0)
		return err;
	w->extra = epoll_create1(EPOLL_CLOEXEC);
	if (w->extra < 0)
		return worker_error(w, "epoll_create1", -errno);
	err = add_all(w->extra, w, EPOLLIN | how);
	if (err < 0)
		return worker_error(w, "epoll_ctl", err);
	while (epoll_wait(w->extra, seen, 64, 0) > 0)
		;
	return 0;
}

void udp_epoll_tick(struct worker *w)
{
	struct epoll_event e;

	epoll_wait(w->extra, &e, 1, 200);
}

/* It waits for a lock that nobody will give it. */
void udp_futex_tick(struct worker *w)
{
	const struct timespec patience = { .tv_nsec = 500000000 };
	uint32_t word = 1;

	(void)w;
	syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, &patience, NULL, 0);
}

/* It works, and never comes round to reading. */
void udp_spin_tick(struct worker *w)
{
	struct timespec now, end;

	(void)w;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec++;
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while (now.tv_sec < end.tv_sec || now.tv_nsec < end.tv_nsec);
}
