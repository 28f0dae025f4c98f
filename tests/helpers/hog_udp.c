/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Datagrams that nobody reads. */
#include "memhog.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BURST 256
#define STALLS 5
#define PEER_RCVBUF (16 << 20)

static const char payload[65536];

/* Keeps clear of the size at which a full queue drops. */
static int udp_open(struct worker *w, uint64_t target, uint16_t *ret_port)
{
	const struct hog *h = w->hog;
	int64_t rcvbuf = h->rcvbuf;
	int fd = -1;
	int err = hog_socket(h, SOCK_DGRAM, &fd);

	if (err < 0)
		return worker_error(w, "socket", err);
	w->fds[w->n_fds++] = fd;
	if (rcvbuf == HOG_RCVBUF_AUTO)
		rcvbuf = (int64_t)(target + 2 * sizeof(payload));
	err = hog_set_rcvbuf(fd, rcvbuf);
	if (err < 0)
		return worker_error(w, "SO_RCVBUF", err);
	err = hog_bind(w, fd, ret_port);
	return err < 0 ? worker_error(w, "bind", err) : 0;
}

static uint64_t datagrams_missing(uint64_t bytes, uint64_t truesize)
{
	uint64_t n = truesize ? (bytes + truesize - 1) / truesize : 1;

	return n < BURST ? n : BURST;
}

/* Until the target is queued, or the queue takes no more. */
static int udp_fill_one(const struct worker *w, int fd, int sender,
			uint64_t target)
{
	struct hog_meminfo mi = { 0 };
	uint64_t truesize = 0;
	uint64_t last = 0;
	int stalls = 0;
	int err;

	while (mi.rmem < target && stalls < STALLS) {
		uint64_t n = datagrams_missing(target - mi.rmem, truesize);

		for (uint64_t i = 0; i < n; i++)
			if (send(sender, payload, w->hog->dgram, 0) < 0 &&
			    errno != ENOBUFS)
				return -errno;
		err = hog_meminfo(fd, &mi);
		if (err < 0)
			return err;
		if (!truesize)
			truesize = mi.rmem;
		if (mi.rmem == last) {
			stalls++;
			hog_sleep_ms(2);
		} else {
			stalls = 0;
		}
		last = mi.rmem;
	}
	return 0;
}

/* One sender for all; it is gone before anybody looks. */
int udp_fill(struct worker *w)
{
	bool until_full = w->hog->rcvbuf != HOG_RCVBUF_AUTO;
	uint64_t target = w->bytes / w->want_fds;
	uint16_t port = 0;
	int sender = -1;
	int err = hog_socket(w->hog, SOCK_DGRAM, &sender);

	if (err < 0)
		return worker_error(w, "socket", err);
	err = hog_bind(w, sender, &port);
	for (size_t i = 0; i < w->want_fds && !err; i++) {
		err = udp_open(w, target, &port);
		if (err < 0)
			break;
		err = hog_connect(w, sender, w->me, port);
		if (!err)
			err = udp_fill_one(w, w->fds[i], sender,
					   until_full ? UINT64_MAX : target);
	}
	close(sender);
	return err < 0 && !w->me->error[0] ? worker_error(w, "send", err) : err;
}

/* Requests until the replies fill the queue and one of them is dropped. */
static int fill_with_replies(struct worker *w, int fd)
{
	struct hog_meminfo mi = { 0 };

	for (int i = 0; i < 8000 && mi.drops == 0; i++) {
		if (send(fd, payload, w->hog->dgram, 0) < 0 &&
		    errno != ENOBUFS && errno != EAGAIN)
			return -errno;
		if (i % 8 == 7)
			hog_sleep_ms(10);
		int err = hog_meminfo(fd, &mi);
		if (err < 0)
			return err;
	}
	return mi.drops ? 0 : -ETIMEDOUT;
}

int udp_origin_fill(struct worker *w)
{
	const struct hog *h = w->hog;
	uint16_t port = 0;
	int err = worker_wait_port(w, &port);

	for (size_t i = 0; i < w->want_fds && !err; i++) {
		int fd = -1;

		err = hog_socket(h, SOCK_DGRAM, &fd);
		if (err < 0)
			return worker_error(w, "socket", err);
		w->fds[w->n_fds++] = fd;
		if (h->rcvbuf != HOG_RCVBUF_AUTO)
			err = hog_set_rcvbuf(fd, h->rcvbuf);
		if (err < 0)
			return worker_error(w, "SO_RCVBUF", err);
		err = hog_connect(w, fd, w->other, port);
		if (!err)
			err = fill_with_replies(w, fd);
		if (err < 0)
			worker_error(w, "send", err);
	}
	return err;
}

/* It goes on asking, so that the drops go on rising. */
void udp_origin_tick(struct worker *w)
{
	for (size_t i = 0; i < w->n_fds; i++)
		send(w->fds[i], payload, w->hog->dgram, MSG_DONTWAIT);
	hog_sleep_ms(atomic_load(&w->hog->share->ready) ? 100 : 20);
}

int udp_echo_fill(struct worker *w)
{
	uint16_t port = 0;
	int fd = -1;
	int err = hog_socket(w->hog, SOCK_DGRAM, &fd);

	if (err < 0)
		return worker_error(w, "socket", err);
	w->fds[w->n_fds++] = fd;
	err = hog_set_rcvbuf(fd, PEER_RCVBUF);
	if (err < 0)
		return worker_error(w, "SO_RCVBUF", err);
	err = hog_bind(w, fd, &port);
	if (err < 0)
		return worker_error(w, "bind", err);
	atomic_store(&w->me->port, port);
	return 0;
}

void udp_echo_tick(struct worker *w)
{
	struct pollfd p = { .fd = w->fds[0], .events = POLLIN };
	struct sockaddr_storage from;
	char buf[65536];

	poll(&p, 1, 5);
	for (int i = 0; i < BURST; i++) {
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(p.fd, buf, sizeof(buf), MSG_DONTWAIT,
				     (struct sockaddr *)&from, &len);

		if (n < 0)
			return;
		sendto(p.fd, buf, (size_t)n, MSG_DONTWAIT,
		       (struct sockaddr *)&from, len);
	}
}
