/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/intrusive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect/base/fd_walk.h"
#include "source/source.h"
#include "parse/proc/mountinfo.h"
#include "util/buf.h"
#include "util/span.h"

#ifndef SIOCGSKNS
#define SIOCGSKNS 0x894C
#endif

/* The path of our cgroup in the hierarchy of net_cls. -ENOENT: no such one. */
static int net_cls_path(const struct source *src, struct buf *text,
			struct span *ret)
{
	struct span rest, line, id, names, name;
	int err = source_read(src, "proc/self/cgroup", text);

	if (err)
		return err;
	rest = span_of(text->data, text->len);
	while (span_line(&rest, &line)) {
		if (!span_until(&line, ':', &id) ||
		    !span_until(&line, ':', &names))
			continue;
		while (span_until(&names, ',', &name))
			if (span_is(name, "net_cls"))
				goto found;
		if (span_is(names, "net_cls"))
			goto found;
	}
	return -ENOENT;
found:
	*ret = line;
	return 0;
}

/* The class of that cgroup; the file is in the one hierarchy that has it. */
static int read_class(const struct source *src, struct span point,
		      struct span path, uint64_t *ret)
{
	char mount[2048], name[4200];
	struct buf text = { 0 };
	int err;

	if (!parse_mount_unescape(point, mount, sizeof(mount)))
		return -ENAMETOOLONG;
	snprintf(name, sizeof(name), "%s%.*s/net_cls.classid", mount + 1,
		 (int)path.len, path.p);
	err = source_read(src, name, &text);
	if (!err)
		err = span_u64(
			span_trim(span_of(text.data, strcspn(text.data, "\n"))),
			ret);
	buf_free(&text);
	return err;
}

int intrusive_allowed(const struct source *src)
{
	struct buf cgroup = { 0 }, mounts = { 0 };
	struct span path, rest;
	struct mount mount;
	uint64_t class = 0;
	int err = net_cls_path(src, &cgroup, &path);

	if (err) {
		err = err == -ENOENT ? 0 : err;
		goto out;
	}
	err = source_read(src, "proc/self/mountinfo", &mounts);
	rest = span_of(mounts.data, mounts.len);
	if (!err)
		err = -ENOENT;
	while (err && err != -ENOMEM && parse_mount(&rest, &mount))
		if (span_is(mount.fstype, "cgroup"))
			err = read_class(src, mount.point, path, &class);
	if (!err && class)
		err = -EBUSY;
out:
	buf_free(&cgroup);
	buf_free(&mounts);
	return err;
}

void borrower_close(struct borrower *b)
{
	if (b->pidfd >= 0)
		close(b->pidfd);
	*b = (struct borrower){ .pidfd = -1 };
}

static int borrow(struct borrower *b, const struct fd_ref *ref)
{
	long fd;

	if (b->pid != ref->pid) {
		borrower_close(b);
		fd = syscall(SYS_pidfd_open, ref->pid, 0);
		if (fd < 0)
			return errno == ENOSYS ? -EOPNOTSUPP : -errno;
		*b = (struct borrower){ ref->pid, (int)fd };
	}
	fd = syscall(SYS_pidfd_getfd, b->pidfd, ref->fd, 0);
	if (fd < 0)
		return errno == ENOSYS ? -EOPNOTSUPP : -errno;
	return (int)fd;
}

static int option(int fd, int name)
{
	socklen_t len = sizeof(int);
	int v = 0;

	return getsockopt(fd, SOL_SOCKET, name, &v, &len) ? 0 : v;
}

/* Returns 0 or -errno; -EPROTONOSUPPORT for what is neither TCP nor UDP. */
static int read_kind(int fd, struct sock *s)
{
	int protocol = option(fd, SO_PROTOCOL);

	s->family = (uint8_t)option(fd, SO_DOMAIN);
	s->type = (uint8_t)option(fd, SO_TYPE);
	if (s->family != AF_INET && s->family != AF_INET6)
		return -EPROTONOSUPPORT;
	if (protocol == IPPROTO_TCP && s->type == SOCK_STREAM)
		s->proto = PROTO_TCP;
	else if (protocol == IPPROTO_UDP && s->type == SOCK_DGRAM)
		s->proto = PROTO_UDP;
	else
		return -EPROTONOSUPPORT;
	return 0;
}

/* SO_MEMINFO, 4.12 */
static int read_mem(int fd, struct sock *s)
{
	uint32_t v[SK_MEMINFO_VARS + 8] = { 0 };
	socklen_t len = sizeof(v);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, v, &len) ||
	    len < sizeof(*v) * SK_MEMINFO_DROPS)
		return -errno;
	s->mem = (struct skmem){
		.rmem_alloc = v[SK_MEMINFO_RMEM_ALLOC],
		.rcvbuf = v[SK_MEMINFO_RCVBUF],
		.wmem_alloc = v[SK_MEMINFO_WMEM_ALLOC],
		.sndbuf = v[SK_MEMINFO_SNDBUF],
		.fwd_alloc = (int32_t)v[SK_MEMINFO_FWD_ALLOC],
		.wmem_queued = v[SK_MEMINFO_WMEM_QUEUED],
		.optmem = v[SK_MEMINFO_OPTMEM],
		.backlog = v[SK_MEMINFO_BACKLOG],
		.drops = v[SK_MEMINFO_DROPS],
	};
	s->has_mem = 1;
	s->has_drops = len >= sizeof(*v) * (SK_MEMINFO_DROPS + 1);
	/* what UDP's Recv-Q would say at most */
	if (s->proto == PROTO_UDP)
		s->rqueue = s->mem.rmem_alloc;
	return 0;
}

static void read_state(int fd, struct sock *s)
{
	struct tcp_info info = { .tcpi_state = SOCK_UNKNOWN };
	socklen_t len = sizeof(info);

	s->state = SOCK_CLOSE;
	if (s->proto == PROTO_TCP &&
	    !getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		s->state = info.tcpi_state < SOCK_STATE_N ? info.tcpi_state
							  : SOCK_UNKNOWN;
}

static void read_address(int fd, struct sock *s)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a = { .any.sa_family = AF_UNSPEC };
	socklen_t len = sizeof(a);

	if (getsockname(fd, &a.any, &len))
		return;
	if (a.any.sa_family == AF_INET) {
		memcpy(s->local, &a.v4.sin_addr, sizeof(a.v4.sin_addr));
		s->sport = ntohs(a.v4.sin_port);
	} else if (a.any.sa_family == AF_INET6) {
		memcpy(s->local, &a.v6.sin6_addr, sizeof(a.v6.sin6_addr));
		s->sport = ntohs(a.v6.sin6_port);
	}
}

static void read_namespace(int fd, struct borrowed *b)
{
	struct stat st;

	b->netns_fd = ioctl(fd, SIOCGSKNS);
	if (b->netns_fd >= 0 && !fstat(b->netns_fd, &st))
		b->netns = st.st_ino;
}

int intrusive_borrow(struct borrower *b, const struct fd_ref *ref,
		     struct borrowed *ret)
{
	struct borrowed found = { .netns_fd = -1 };
	struct sock *s = &found.sock;
	socklen_t len = sizeof(s->cookie);
	struct stat st;
	int fd = borrow(b, ref);
	int err = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) || !S_ISSOCK(st.st_mode) ||
	    st.st_ino != ref->inode) {
		err = -ENOENT;
		goto out;
	}
	s->inode = (uint32_t)st.st_ino;
	s->uid = st.st_uid;
	s->undumped = 1;
	err = read_kind(fd, s);
	if (!err)
		err = read_mem(fd, s);
	if (err)
		goto out;
	read_state(fd, s);
	read_address(fd, s);
	(void)getsockopt(fd, SOL_SOCKET, SO_COOKIE, &s->cookie, &len);
	read_namespace(fd, &found);
	*ret = found;
out:
	close(fd);
	return err;
}
