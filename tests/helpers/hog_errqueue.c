/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Senders that ask for timestamps and never take them. */
#include "memhog.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/net_tstamp.h>

#define BURST 64
#define STALLS 20

static const char payload[65536];

static int ask_for_timestamps(int fd)
{
	int v = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;

	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &v, sizeof(v)) < 0
		       ? -errno
		       : 0;
}

/* Each datagram comes back to the error queue as it is handed to lo. */
static int fill_one(const struct worker *w, int fd, uint64_t target)
{
	struct hog_meminfo mi = { 0 };
	uint64_t last = 0;
	int stalls = 0;
	int err;

	while (mi.rmem < target && stalls < STALLS) {
		for (int i = 0; i < BURST; i++)
			if (send(fd, payload, w->hog->dgram, 0) < 0 &&
			    errno != ENOBUFS)
				return -errno;
		err = hog_meminfo(fd, &mi);
		if (err < 0)
			return err;
		stalls = mi.rmem == last ? stalls + 1 : 0;
		if (stalls)
			hog_sleep_ms(2);
		last = mi.rmem;
	}
	return mi.rmem < target ? -ETIMEDOUT : 0;
}

static int open_one(struct worker *w, uint64_t target, uint16_t sink)
{
	int fd = -1;
	int err = hog_socket(w->hog, SOCK_DGRAM, &fd);

	if (err < 0)
		return worker_error(w, "socket", err);
	w->fds[w->n_fds++] = fd;
	err = hog_set_rcvbuf(fd, (int64_t)(target + BURST * sizeof(payload)));
	if (err < 0)
		return worker_error(w, "SO_RCVBUF", err);
	err = ask_for_timestamps(fd);
	if (err < 0)
		return worker_error(w, "SO_TIMESTAMPING", err);
	err = hog_connect(w, fd, w->me, sink);
	if (!err)
		err = fill_one(w, fd, target);
	return err < 0 ? worker_error(w, "send", err) : 0;
}

/* What arrives at the sink is dropped there, and the sink is closed at last. */
int errqueue_udp_fill(struct worker *w)
{
	uint64_t target = w->bytes / w->want_fds;
	uint16_t port = 0;
	int sink = -1;
	int err = hog_socket(w->hog, SOCK_DGRAM, &sink);

	if (err < 0)
		return worker_error(w, "socket", err);
	err = hog_set_rcvbuf(sink, 0);
	if (!err)
		err = hog_bind(w, sink, &port);
	for (size_t i = 0; i < w->want_fds && !err; i++)
		err = open_one(w, target, port);
	close(sink);
	return err < 0 && !w->me->error[0] ? worker_error(w, "sink", err) : err;
}
