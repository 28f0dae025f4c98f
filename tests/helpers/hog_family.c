/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues and rings of the families that no protocol counter knows. */
#include "memhog.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define STALLS 5
#define PROTOCOL 253	 /* of IP: for experiments (RFC 3692) */
#define ETHERTYPE 0x88b5 /* likewise (IEEE 802) */
#define BLOCK_BYTES (128 << 10)
#define FRAME_BYTES 2048
#define STREAM_CHUNK 65000

static const char payload[65536];

/* Where a queue's packets go. */
union target {
	struct sockaddr any;
	struct sockaddr_in inet;
	struct sockaddr_nl netlink;
	struct sockaddr_ll packet;
};

static int make(struct worker *w, int family, int type, int protocol,
		int *ret_fd)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return worker_error(w, "socket", -errno);
	w->fds[w->n_fds++] = *ret_fd = fd;
	return hog_set_rcvbuf(fd, (int64_t)(2 * w->bytes + sizeof(payload)));
}

/* Sends to what may be several queues until the last one has its part. */
static int fill_queues(struct worker *w, int sender, const union target *to,
		       socklen_t len, uint64_t part)
{
	struct hog_meminfo mi = { 0 };
	uint64_t last = 0;
	int stalls = 0;

	while (mi.rmem < part && stalls < STALLS) {
		if (sendto(sender, payload, w->hog->dgram, 0, &to->any, len) <
			    0 &&
		    errno != ENOBUFS && errno != EAGAIN)
			return worker_error(w, "send", -errno);
		int err = hog_meminfo(w->fds[w->n_fds - 1], &mi);
		if (err < 0)
			return worker_error(w, "SO_MEMINFO", err);
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

/* Each of them gets a clone of every packet. */
int family_raw_fill(struct worker *w)
{
	const union target to = { .inet = { .sin_family = AF_INET,
					    .sin_addr.s_addr =
						    htonl(INADDR_LOOPBACK) } };
	int err = 0, fd = -1;

	for (size_t i = 0; i < w->want_fds && !err; i++)
		err = make(w, AF_INET, SOCK_RAW, PROTOCOL, &fd);
	if (err)
		return err;
	return fill_queues(w, fd, &to, sizeof(to.inet), w->bytes / w->want_fds);
}

static int bind_packet(struct worker *w, int fd, uint16_t type)
{
	const struct sockaddr_ll at = { .sll_family = AF_PACKET,
					.sll_protocol = htons(type),
					.sll_ifindex =
						(int)if_nametoindex("lo") };

	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		return worker_error(w, "bind", -errno);
	return 0;
}

int family_packet_fill(struct worker *w)
{
	const union target to = { .packet = { .sll_family = AF_PACKET,
					      .sll_protocol = htons(ETHERTYPE),
					      .sll_ifindex =
						      (int)if_nametoindex("lo"),
					      .sll_halen = 6 } };
	int err = 0, fd = -1;
	int sender = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sender < 0)
		return worker_error(w, "socket", -errno);
	for (size_t i = 0; i < w->want_fds && !err; i++) {
		err = make(w, AF_PACKET, SOCK_DGRAM, 0, &fd);
		if (!err)
			err = bind_packet(w, fd, ETHERTYPE);
	}
	if (!err)
		err = fill_queues(w, sender, &to, sizeof(to.packet),
				  w->bytes / w->want_fds);
	close(sender);
	return err;
}

/* Nothing ever comes: the ring is there all the same. */
int family_ring_fill(struct worker *w)
{
	unsigned blocks = (unsigned)(w->bytes / w->want_fds / BLOCK_BYTES);
	struct tpacket_req rq = { .tp_block_size = BLOCK_BYTES,
				  .tp_block_nr = blocks,
				  .tp_frame_size = FRAME_BYTES,
				  .tp_frame_nr = blocks *
						 (BLOCK_BYTES / FRAME_BYTES) };
	size_t bytes = (size_t)blocks * BLOCK_BYTES;
	int err = 0, fd = -1;

	for (size_t i = 0; i < w->want_fds && !err; i++) {
		err = make(w, AF_PACKET, SOCK_RAW, 0, &fd);
		if (err)
			break;
		if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &rq,
			       sizeof(rq)) < 0)
			return worker_error(w, "PACKET_RX_RING", -errno);
		if (w->hog->map &&
		    mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE, fd, 0) == MAP_FAILED)
			return worker_error(w, "mmap", -errno);
	}
	w->me->held = w->want_fds * bytes;
	return err;
}

int family_ring_measure(struct worker *w)
{
	w->me->sockets = w->n_fds;
	return 0;
}

int family_netlink_fill(struct worker *w)
{
	union target to = { .netlink = { .nl_family = AF_NETLINK } };
	socklen_t len = sizeof(to.netlink);
	int sender =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);
	int err = 0, fd = -1;

	if (sender < 0)
		return worker_error(w, "socket", -errno);
	hog_set_sndbuf(sender, sizeof(payload));
	for (size_t i = 0; i < w->want_fds && !err; i++) {
		err = make(w, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK, &fd);
		if (err)
			break;
		to.netlink = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
		if (bind(fd, &to.any, sizeof(to.netlink)) < 0 ||
		    getsockname(fd, &to.any, &len) < 0)
			err = worker_error(w, "bind", -errno);
		else
			err = fill_queues(w, sender, &to, sizeof(to.netlink),
					  w->bytes / w->want_fds);
	}
	close(sender);
	return err;
}

/* Abstract names: "memhog-PID-r-0" of the reader, -s- of its sender. */
static socklen_t unix_name(pid_t reader, char end, size_t i,
			   struct sockaddr_un *ret)
{
	int n;

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(ret->sun_path + 1, sizeof(ret->sun_path) - 1,
		     "memhog-%d-%c-%zu", (int)reader, end, i);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   (size_t)n);
}

static int unix_socket(struct worker *w, int type, char end, size_t i,
		       pid_t reader, int *ret_fd)
{
	struct sockaddr_un at;
	socklen_t len = unix_name(reader, end, i, &at);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return worker_error(w, "socket", -errno);
	*ret_fd = fd;
	if (bind(fd, (struct sockaddr *)&at, len) < 0)
		return worker_error(w, "bind", -errno);
	return 0;
}

static int unix_connect(struct worker *w, int fd, char end, size_t i,
			pid_t reader)
{
	struct sockaddr_un at;
	socklen_t len = unix_name(reader, end, i, &at);

	/* the sender of datagrams may not be there yet */
	for (int tries = 0; connect(fd, (struct sockaddr *)&at, len) < 0;
	     tries++) {
		if ((errno != ECONNREFUSED && errno != ENOENT) || tries > 5000)
			return worker_error(w, "connect", -errno);
		hog_sleep_ms(1);
	}
	return 0;
}

int family_unix_stream_fill(struct worker *w)
{
	int listener = -1;
	int err = unix_socket(w, SOCK_STREAM, 'r', 0, getpid(), &listener);

	if (!err && listen(listener, 128) < 0)
		err = worker_error(w, "listen", -errno);
	atomic_store(&w->me->port, 1);
	for (size_t i = 0; i < w->want_fds && !err; i++) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			err = worker_error(w, "accept", -errno);
		else
			w->fds[w->n_fds++] = fd;
	}
	if (!err)
		err = worker_wait_other(w);
	close(listener);
	return err;
}

/* Two that are connected to each other: no limit but the sender's buffer. */
int family_unix_dgram_fill(struct worker *w)
{
	int err = 0;

	for (size_t i = 0; i < w->want_fds && !err; i++) {
		int fd = -1;

		err = unix_socket(w, SOCK_DGRAM, 'r', i, getpid(), &fd);
		if (fd >= 0)
			w->fds[w->n_fds++] = fd;
	}
	atomic_store(&w->me->port, 1);
	for (size_t i = 0; i < w->n_fds && !err; i++)
		err = unix_connect(w, w->fds[i], 's', i, getpid());
	return err ? err : worker_wait_other(w);
}

static int unix_fill_one(struct worker *w, int fd, size_t chunk, uint64_t part)
{
	struct hog_meminfo mi = { 0 };
	int tries = 0;
	int err = hog_set_sndbuf(fd, (int64_t)(2 * part + sizeof(payload)));

	while (!err && mi.tx < part) {
		if (send(fd, payload, chunk, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
			/* before the other end has connected, 10 at once */
			if (errno != EAGAIN || tries++ > 5000)
				return worker_error(w, "send", -errno);
			hog_sleep_ms(1);
		}
		err = hog_meminfo(fd, &mi);
	}
	return err < 0 ? worker_error(w, "SO_MEMINFO", err) : 0;
}

static int unix_sender(struct worker *w, int type)
{
	bool dgram = type == SOCK_DGRAM;
	uint16_t port;
	int err = worker_wait_port(w, &port);
	pid_t reader = err ? 0 : w->other->pid;

	for (size_t i = 0; i < w->want_fds && !err; i++) {
		int fd = -1;

		err = unix_socket(w, type, 's', i, reader, &fd);
		if (fd >= 0)
			w->fds[w->n_fds++] = fd;
		if (!err)
			err = unix_connect(w, fd, 'r', dgram ? i : 0, reader);
		if (!err)
			err = unix_fill_one(
				w, fd, dgram ? w->hog->dgram : STREAM_CHUNK,
				w->bytes / w->want_fds);
	}
	return err;
}

int family_unix_stream_send(struct worker *w)
{
	return unix_sender(w, SOCK_STREAM);
}

int family_unix_dgram_send(struct worker *w)
{
	return unix_sender(w, SOCK_DGRAM);
}

/* The kernel charges the sender for what the reader does not take. */
int family_unix_measure(struct worker *w)
{
	w->me->held = w->other->held;
	w->me->sockets = w->n_fds;
	return 0;
}
