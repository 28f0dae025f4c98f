/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_epoll.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "parse/proc/fdinfo.h"
#include "util/idhash.h"

#define FDS_A_PROCESS 20000
#define FDS_IN_ALL 100000

#define SETS_MAX 1024
#define TEXT_MAX ((size_t)2 << 20) /* 20000 entries are 1.5 MB */
#define DIR_BYTES 32768

#define ANON "anon_inode:"

/* The sets of one process, and what is looked for in them. */
struct sets {
	struct epoll_probe *e;
	struct idhash by_inode; /* of holds */
	struct hold *holds;
	size_t n_holds;
	uint64_t seen; /* fds */
	size_t n;
	int fd[SETS_MAX];
	bool ring;
	bool unclear;
};

/* st_dev as the kernel has it inside (include/linux/kdev_t.h, MKDEV). */
static uint32_t kernel_dev(dev_t dev)
{
	return (uint32_t)major(dev) << 20 | (uint32_t)minor(dev);
}

static int stat_and_close(int fd, struct stat *ret)
{
	int err = fd < 0 || fstat(fd, ret) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return err;
}

int epoll_probe_open(int proc, struct epoll_probe *ret)
{
	struct epoll_probe e = { .proc = proc, .fds = FDS_IN_ALL };
	struct stat sock, anon;
	int err = stat_and_close(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
				 &sock);

	if (!err)
		err = stat_and_close(epoll_create1(EPOLL_CLOEXEC), &anon);
	if (err)
		return err;
	e.sock_dev = kernel_dev(sock.st_dev);
	e.anon_dev = kernel_dev(anon.st_dev);
	e.anon_inode = anon.st_ino;
	e.text = malloc(TEXT_MAX);
	if (!e.text)
		return -ENOMEM;
	*ret = e;
	return 0;
}

void epoll_probe_close(struct epoll_probe *e)
{
	free(e->text);
	e->text = NULL;
}

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	struct sets *s = data;
	char link[64];
	ssize_t n;

	if (s->seen++ >= FDS_A_PROCESS || !s->e->fds)
		return -E2BIG;
	s->e->fds--;
	n = readlinkat(dir, name, link, sizeof(link) - 1);
	if (n < 0)
		return errno == ENOENT ? 0 : -errno;
	link[n] = '\0';
	if (!strcmp(link, ANON "[io_uring]"))
		s->ring = true;
	if (strcmp(link, ANON "[eventpoll]") != 0)
		return 0;
	if (s->n >= SETS_MAX)
		return -E2BIG;
	s->fd[s->n++] = fd;
	return 0;
}

/*
 * Sets in a set share one inode with eventfds and timers. If the fd that it was
 * added by is still such a thing, it was looked at as a set of its own.
 */
static bool is_lost_set(const struct sets *s, int dir,
			const struct epoll_entry *entry)
{
	char name[16], link[sizeof(ANON) - 1];
	ssize_t n;

	if (entry->dev != s->e->anon_dev || entry->inode != s->e->anon_inode)
		return false;
	snprintf(name, sizeof(name), "%d", entry->tfd);
	n = readlinkat(dir, name, link, sizeof(link));
	return n != sizeof(link) || memcmp(link, ANON, sizeof(link)) != 0;
}

/* Before 4.13 there is only the fd number that it was added by. */
static struct hold *find_by_fd(const struct sets *s, int32_t fd)
{
	for (size_t i = 0; i < s->n_holds; i++)
		if (s->holds[i].fd == fd)
			return &s->holds[i];
	return NULL;
}

static struct hold *find_hold(const struct sets *s,
			      const struct epoll_entry *entry)
{
	const uint32_t *at;

	if (!entry->has_inode)
		return find_by_fd(s, entry->tfd);
	if (entry->dev != s->e->sock_dev)
		return NULL;
	at = idhash_find(&s->by_inode, entry->inode);
	return at ? &s->holds[*at] : NULL;
}

static void take_entry(struct sets *s, int dir, const struct epoll_entry *entry)
{
	struct hold *h = find_hold(s, entry);

	if (!h) {
		if (entry->has_inode && is_lost_set(s, dir, entry))
			s->unclear = true;
		return;
	}
	if (epoll_entry_armed(entry)) {
		h->edge |= epoll_entry_edge(entry);
		h->level |= !epoll_entry_edge(entry);
	}
	h->spent |= epoll_entry_spent(entry);
}

/* Returns the length or -errno. */
static ssize_t read_set(const struct epoll_probe *e, pid_t pid, int fd)
{
	size_t len = 0;
	char path[48];
	ssize_t n;
	int info;

	snprintf(path, sizeof(path), "%d/fdinfo/%d", pid, fd);
	info = openat(e->proc, path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return -errno;
	do {
		n = read(info, e->text + len, TEXT_MAX - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && len < TEXT_MAX);
	if (n < 0)
		n = -errno;
	close(info);
	if (n < 0)
		return n;
	return len < TEXT_MAX ? (ssize_t)len : -E2BIG;
}

static int probe_at_set(struct sets *s, int dir, pid_t pid, int fd)
{
	ssize_t len = read_set(s->e, pid, fd);
	struct epoll_entry entry;
	struct span rest;
	unsigned bad = 0;

	if (len == -ENOENT) /* closed meanwhile */
		return 0;
	if (len < 0)
		return (int)len;
	rest = span_of(s->e->text, (size_t)len);
	while (parse_epoll_entry(&rest, &entry, &bad))
		take_entry(s, dir, &entry);
	s->unclear |= bad;
	return 0;
}

static int index_holds(struct sets *s)
{
	int err = idhash_reserve(&s->by_inode, s->n_holds);

	for (size_t i = 0; !err && i < s->n_holds; i++)
		if (idhash_add(&s->by_inode, s->holds[i].inode, (uint32_t)i) ==
		    -ENOMEM)
			err = -ENOMEM;
	return err;
}

static int probe_at_sets(struct sets *s, int dir, pid_t pid)
{
	char buf[DIR_BYTES] __attribute__((aligned(8)));
	struct stat st;
	int err;

	/* since 6.2 the size of the directory is the number of fds */
	if (!fstat(dir, &st) && st.st_size > FDS_A_PROCESS)
		return -E2BIG;
	err = pids_each(dir, buf, sizeof(buf), look_at_fd, s);
	for (size_t i = 0; !err && i < s->n; i++)
		err = probe_at_set(s, dir, pid, s->fd[i]);
	if (!err && s->ring)
		err = -EXFULL;
	return !err && s->unclear ? -E2BIG : err;
}

int epoll_probe(struct epoll_probe *e, pid_t pid, struct hold *holds, size_t n)
{
	struct sets s = { .e = e, .holds = holds, .n_holds = n };
	char path[32];
	int dir, err;

	snprintf(path, sizeof(path), "%d/fd", pid);
	dir = openat(e->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	err = index_holds(&s);
	if (!err)
		err = probe_at_sets(&s, dir, pid);
	close(dir);
	idhash_free(&s.by_inode);
	return err;
}
