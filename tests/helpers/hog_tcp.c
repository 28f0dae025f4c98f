/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP queues that stand: received and not read, sent and not taken. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define CHUNK 65536
#define SINK_RCVBUF 2304 /* doubled by the kernel: a window of about 4 KiB */
#define PATIENCE_MS 10000
/* states by include/net/tcp_states.h, as bits of idiag_states */
#define BIT_ESTABLISHED (1U << TCP_ESTABLISHED)
#define BIT_FIN_WAIT1 (1U << TCP_FIN_WAIT1)

static const char payload[CHUNK];

static int tcp_listen(struct worker *w, int64_t rcvbuf)
{
	uint16_t port = 0;
	int err = hog_socket(w->hog, SOCK_STREAM, &w->extra);

	if (err < 0)
		return worker_error(w, "socket", err);
	err = hog_set_rcvbuf(w->extra, rcvbuf);
	if (err < 0)
		return worker_error(w, "SO_RCVBUF", err);
	err = hog_bind(w, w->extra, &port);
	if (err < 0)
		return worker_error(w, "bind", err);
	if (listen(w->extra, (int)w->want_fds + 1) < 0)
		return worker_error(w, "listen", -errno);
	atomic_store(&w->me->port, port);
	return 0;
}

static int tcp_accept_all(struct worker *w)
{
	while (w->n_fds < w->want_fds) {
		int fd = accept4(w->extra, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			return worker_error(w, "accept", -errno);
		w->fds[w->n_fds++] = fd;
	}
	return 0;
}

static int tcp_connect_all(struct worker *w, uint64_t sndbuf)
{
	struct timeval patience = { .tv_sec = 5 };
	uint16_t port = 0;
	int err = worker_wait_port(w, &port);

	while (!err && w->n_fds < w->want_fds) {
		int fd = -1;

		err = hog_socket(w->hog, SOCK_STREAM, &fd);
		if (err < 0)
			return worker_error(w, "socket", err);
		w->fds[w->n_fds++] = fd;
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			   sizeof(patience));
		if (sndbuf)
			err = hog_set_sndbuf(fd, (int64_t)sndbuf);
		if (!err)
			err = hog_connect(w, fd, w->other, port);
		if (err < 0)
			worker_error(w, "connect", err);
	}
	return err;
}

/* The whole queue, however the receiver's truesize comes out. */
static int64_t ample(const struct worker *w)
{
	return (int64_t)(2 * (w->bytes / w->want_fds) + 16 * CHUNK);
}

static int send_bytes(int fd, uint64_t bytes)
{
	while (bytes) {
		size_t len = bytes < CHUNK ? (size_t)bytes : CHUNK;
		ssize_t n = send(fd, payload, len, MSG_NOSIGNAL);

		if (n < 0)
			return -errno;
		bytes -= (uint64_t)n;
	}
	return 0;
}

int tcp_sender_fill(struct worker *w)
{
	int err = tcp_connect_all(w, 0);

	for (size_t i = 0; i < w->n_fds && !err; i++) {
		err = send_bytes(w->fds[i], w->bytes / w->want_fds);
		if (err < 0)
			worker_error(w, "send", err);
	}
	return err;
}

static int wait_sent(int fd)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		int queued = 0;

		if (ioctl(fd, SIOCOUTQ, &queued) < 0)
			return -errno;
		if (queued == 0)
			return 0;
		hog_sleep_ms(1);
	}
	return -ETIMEDOUT;
}

static int sender_end_fill(struct worker *w, const struct linger *linger)
{
	int err = tcp_sender_fill(w);

	for (size_t i = 0; i < w->n_fds && !err; i++) {
		err = wait_sent(w->fds[i]);
		if (err < 0)
			worker_error(w, "SIOCOUTQ", err);
	}
	while (!err && w->n_fds) {
		int fd = w->fds[--w->n_fds];

		if (setsockopt(fd, SOL_SOCKET, SO_LINGER, linger,
			       sizeof(*linger)) < 0)
			err = worker_error(w, "SO_LINGER", -errno);
		close(fd);
	}
	return err;
}

int tcp_sender_close_fill(struct worker *w)
{
	return sender_end_fill(w, &(struct linger){ 0 });
}

/* No wait at all: close() resets the connection. */
int tcp_sender_reset_fill(struct worker *w)
{
	return sender_end_fill(w, &(struct linger){ .l_onoff = 1 });
}

int tcp_rx_fill(struct worker *w)
{
	int err = tcp_listen(w, ample(w));

	if (!err)
		err = tcp_accept_all(w);
	if (!err)
		err = worker_wait_other(w);
	return err;
}

static int wait_close_wait(int fd)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		struct tcp_info info = { 0 };
		socklen_t len = sizeof(info);

		if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
			return -errno;
		if (info.tcpi_state == TCP_CLOSE_WAIT)
			return 0;
		hog_sleep_ms(1);
	}
	return -ETIMEDOUT;
}

int tcp_close_wait_fill(struct worker *w)
{
	int err = tcp_rx_fill(w);

	for (size_t i = 0; i < w->n_fds && !err; i++) {
		err = wait_close_wait(w->fds[i]);
		if (err < 0)
			worker_error(w, "CLOSE_WAIT", err);
	}
	return err;
}

int tcp_accept_queue_fill(struct worker *w)
{
	int err = tcp_listen(w, ample(w));

	return err < 0 ? err : worker_wait_other(w);
}

/* The rows of the table, for there is no fd; and all must have come. */
static int measure_rows(struct worker *w, uint32_t states, bool local,
			uint16_t port)
{
	uint64_t held = 0;
	uint64_t rows = 0;
	int err = hog_diag_tcp(w->hog, states, local, port, &held, &rows);

	if (err < 0)
		return worker_error(w, "sock_diag", err);
	w->me->held = held;
	w->me->sockets = rows;
	return 0;
}

int tcp_accept_queue_measure(struct worker *w)
{
	return measure_rows(w, BIT_ESTABLISHED, true,
			    (uint16_t)atomic_load(&w->me->port));
}

/* A peer that takes the connections and reads nothing. */
int tcp_sink_fill(struct worker *w)
{
	int err = tcp_listen(w, SINK_RCVBUF);

	return err < 0 ? err : tcp_accept_all(w);
}

/* The queue's truesize counts, so look at it after every chunk. */
static int queue_bytes(int fd, uint64_t bytes)
{
	struct hog_meminfo mi = { 0 };

	while (mi.tx < bytes) {
		if (send(fd, payload, CHUNK, MSG_NOSIGNAL) < 0)
			return -errno;
		int err = hog_meminfo(fd, &mi);
		if (err < 0)
			return err;
	}
	return 0;
}

int tcp_tx_fill(struct worker *w)
{
	uint64_t each = w->bytes / w->want_fds;
	int err = tcp_connect_all(w, each + 16 * CHUNK);

	for (size_t i = 0; i < w->n_fds && !err; i++) {
		err = queue_bytes(w->fds[i], each);
		if (err < 0)
			worker_error(w, "send", err);
	}
	return err < 0 ? err : worker_wait_other(w);
}

int tcp_orphan_fill(struct worker *w)
{
	int err = tcp_tx_fill(w);

	while (!err && w->n_fds)
		close(w->fds[--w->n_fds]);
	return err;
}

int tcp_orphan_measure(struct worker *w)
{
	return measure_rows(w, BIT_FIN_WAIT1, false,
			    (uint16_t)atomic_load(&w->other->port));
}
