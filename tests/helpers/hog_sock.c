/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets of memhog: what they hold, their buffers, their addresses. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/sock_diag.h>

/*
 * held as the report counts it: nobody read, so that rmem_alloc is the
 * queue; fwd_alloc is a quota and no memory; the two wmem figures can count
 * the same buffer.
 */
int hog_meminfo(int fd, struct hog_meminfo *ret)
{
	uint32_t v[SK_MEMINFO_VARS + 8] = { 0 };
	socklen_t len = sizeof(v);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, v, &len) < 0)
		return -errno;
	ret->rmem = v[SK_MEMINFO_RMEM_ALLOC];
	ret->tx = v[SK_MEMINFO_WMEM_ALLOC];
	if (v[SK_MEMINFO_WMEM_QUEUED] > ret->tx)
		ret->tx = v[SK_MEMINFO_WMEM_QUEUED];
	ret->held = ret->rmem + ret->tx + v[SK_MEMINFO_OPTMEM] +
		    v[SK_MEMINFO_BACKLOG];
	ret->drops = v[SK_MEMINFO_DROPS];
	return 0;
}

int hog_measure_fds(struct worker *w)
{
	uint64_t held = 0;
	uint64_t drops = 0;

	for (size_t i = 0; i < w->n_fds; i++) {
		struct hog_meminfo mi;
		int err = hog_meminfo(w->fds[i], &mi);

		if (err < 0)
			return worker_error(w, "SO_MEMINFO", err);
		held += mi.held;
		drops += mi.drops;
	}
	w->me->held = held;
	w->me->drops = drops;
	w->me->sockets = w->n_fds;
	return 0;
}

/* The kernel doubles what it is given (net/core/sock.c). */
static int set_buf(int fd, int force, int plain, int64_t bytes)
{
	int v = bytes > INT32_MAX / 2 ? INT32_MAX / 2 : (int)bytes;

	if (setsockopt(fd, SOL_SOCKET, force, &v, sizeof(v)) == 0)
		return 0;
	if (errno != EPERM ||
	    setsockopt(fd, SOL_SOCKET, plain, &v, sizeof(v)) < 0)
		return -errno;
	return 0;
}

int hog_set_rcvbuf(int fd, int64_t bytes)
{
	return set_buf(fd, SO_RCVBUFFORCE, SO_RCVBUF, bytes);
}

int hog_set_sndbuf(int fd, int64_t bytes)
{
	return set_buf(fd, SO_SNDBUFFORCE, SO_SNDBUF, bytes);
}

int hog_socket(const struct hog *h, int type, int *ret_fd)
{
	int fd = socket(h->ipv6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/*
 * Each worker binds to an address of its own in 127.0.0.0/8, as there are
 * more sockets than ephemeral ports; IPv6 has but one.
 */
static socklen_t loopback(const struct worker *w, const struct slot *slot,
			  uint16_t port, union address *ret)
{
	uint32_t index = (uint32_t)(slot - w->hog->share->slot);

	memset(ret, 0, sizeof(*ret));
	if (w->hog->ipv6) {
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_addr = in6addr_loopback;
		ret->v6.sin6_port = htons(port);
		return sizeof(ret->v6);
	}
	ret->v4.sin_family = AF_INET;
	ret->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index);
	ret->v4.sin_port = htons(port);
	return sizeof(ret->v4);
}

int hog_bind(const struct worker *w, int fd, uint16_t *ret_port)
{
	union address a;
	socklen_t len = loopback(w, w->me, 0, &a);

	if (bind(fd, &a.any, len) < 0)
		return -errno;
	if (getsockname(fd, &a.any, &len) < 0)
		return -errno;
	*ret_port = ntohs(w->hog->ipv6 ? a.v6.sin6_port : a.v4.sin_port);
	return 0;
}

int hog_connect(const struct worker *w, int fd, const struct slot *to,
		uint16_t port)
{
	union address a;
	socklen_t len = loopback(w, to, port, &a);

	return connect(fd, &a.any, len) < 0 ? -errno : 0;
}

static int bring_lo_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int err = 0;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr) < 0) {
		err = -errno;
	} else if (!(ifr.ifr_flags & IFF_UP)) {
		ifr.ifr_flags = (short)(ifr.ifr_flags | IFF_UP);
		if (ioctl(fd, SIOCSIFFLAGS, &ifr) < 0)
			err = -errno;
	}
	close(fd);
	return err;
}

int hog_enter_netns(const char *name)
{
	char path[512];
	int err = 0;

	if (strcmp(name, "new") == 0)
		return unshare(CLONE_NEWNET) < 0 ? -errno : bring_lo_up();
	if (strchr(name, '/'))
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), "/run/netns/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (setns(fd, CLONE_NEWNET) < 0)
		err = -errno;
	close(fd);
	return err < 0 ? err : bring_lo_up();
}

uint64_t hog_netns_inode(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) < 0 ? 0 : st.st_ino;
}
