/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that no fd leads to, or more than one, or that no table has. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATIENCE_MS 10000
#define SCM_MAX 253 /* fds in one message (include/net/scm.h) */

/* What is not an fd any more can only be measured before. */
int keep_measure(struct worker *w)
{
	return w->me->sockets || !w->n_fds ? 0 : hog_measure_fds(w);
}

static void close_fds(struct worker *w)
{
	for (size_t i = 0; i < w->n_fds; i++)
		close(w->fds[i]);
	w->n_fds = 0;
}

static int send_fds(int to, const int *fds, size_t n)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(SCM_MAX * sizeof(int))];
	} control = { .header = { .cmsg_len = CMSG_LEN(n * sizeof(int)),
				  .cmsg_level = SOL_SOCKET,
				  .cmsg_type = SCM_RIGHTS } };
	char byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &data,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = CMSG_SPACE(n * sizeof(int)) };

	memcpy(CMSG_DATA(&control.header), fds, n * sizeof(int));
	return sendmsg(to, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int owner_in_flight_fill(struct worker *w)
{
	int ends[2];
	int err = udp_fill(w);

	if (!err)
		err = hog_measure_fds(w);
	if (!err && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		err = worker_error(w, "socketpair", -errno);
	for (size_t i = 0; !err && i < w->n_fds; i += SCM_MAX) {
		size_t n = w->n_fds - i < SCM_MAX ? w->n_fds - i : SCM_MAX;

		err = send_fds(ends[0], w->fds + i, n);
		if (err < 0)
			worker_error(w, "SCM_RIGHTS", err);
	}
	close_fds(w);
	return err;
}

int owner_uring_fill(struct worker *w)
{
	struct io_uring_params params = { 0 };
	long ring = syscall(SYS_io_uring_setup, 8, &params);
	int err;

	if (ring < 0)
		return worker_skip(w, "io_uring is not permitted here");
	err = udp_fill(w);
	if (!err)
		err = hog_measure_fds(w);
	if (!err && syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES,
			    w->fds, (unsigned)w->n_fds) < 0)
		err = worker_error(w, "io_uring_register", -errno);
	close_fds(w);
	return err;
}

/* Makes the sockets in a namespace of its own and leaves it. */
static int fill_elsewhere(struct worker *w, bool keep_fd)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd, err;

	if (home < 0)
		return worker_error(w, "ns/net", -errno);
	err = hog_enter_netns("new");
	if (err < 0)
		return worker_error(w, "unshare", err);
	err = udp_fill(w);
	w->hog->share->netns = hog_netns_inode();
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (!keep_fd && fd >= 0)
		close(fd);
	if (setns(home, CLONE_NEWNET) < 0 && !err)
		err = worker_error(w, "setns", -errno);
	close(home);
	return err;
}

int owner_netns_fd_fill(struct worker *w)
{
	return fill_elsewhere(w, true);
}

int owner_netns_socket_fill(struct worker *w)
{
	return fill_elsewhere(w, false);
}

/* A child has the same fds. */
int owner_shared_fill(struct worker *w)
{
	pid_t parent = getpid();
	int err = udp_fill(w);
	pid_t pid;

	if (err)
		return err;
	pid = fork();
	if (pid < 0)
		return worker_error(w, "fork", -errno);
	if (!pid) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
			_exit(1);
		for (;;)
			pause();
	}
	w->hog->share->sharer = pid;
	return 0;
}

static int wait_closed(int fd)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		struct tcp_info info = { 0 };
		socklen_t len = sizeof(info);

		if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
			return -errno;
		if (info.tcpi_state == TCP_CLOSE)
			return 0;
		hog_sleep_ms(1);
	}
	return -ETIMEDOUT;
}

static int wait_all_closed(struct worker *w)
{
	int err = 0;

	for (size_t i = 0; i < w->n_fds && !err; i++) {
		err = wait_closed(w->fds[i]);
		if (err < 0)
			worker_error(w, "CLOSE", err);
	}
	return err;
}

/* The peer has closed; this end says that it has sent all, and reads nothing */
int owner_closed_fill(struct worker *w)
{
	int err = tcp_close_wait_fill(w);

	for (size_t i = 0; i < w->n_fds && !err; i++)
		if (shutdown(w->fds[i], SHUT_WR) < 0)
			err = worker_error(w, "shutdown", -errno);
	return err < 0 ? err : wait_all_closed(w);
}

int owner_reset_fill(struct worker *w)
{
	int err = tcp_rx_fill(w);

	return err < 0 ? err : wait_all_closed(w);
}
