/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_epoll.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "collect/base/context.h"
#include "collect/base/proc_file.h"
#include "parse/proc/fdinfo.h"
#include "util/idhash.h"

#define FDS_A_PROCESS 20000
#define FDS_IN_ALL 100000

#define SETS_MAX 1024
#define TEXT_MAX ((size_t)2 << 20) /* 20000 entries are 1.5 MB */
#define ANON "anon_inode:"

/* The sets of one process, and what is looked for in them. */
struct sets {
	struct epoll_probe *e;
	struct proc_at at;
	struct idhash by_inode; /* of holds */
	struct hold *holds;
	size_t n_holds;
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

int epoll_probe_open(struct collect *c, struct epoll_probe *ret)
{
	struct epoll_probe e = { .c = c, .fds = FDS_IN_ALL };
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
	*ret = e;
	return 0;
}

void epoll_probe_close(struct epoll_probe *e)
{
	buf_free(&e->text);
}

/*
 * Sets in a set share one inode with eventfds and timers. If the fd that it was
 * added by is still such a thing, it was read as a set of its own.
 */
static bool is_lost_set(const struct sets *s, const struct epoll_entry *entry)
{
	char link[sizeof(ANON) - 1];
	ssize_t n;

	if (entry->dev != s->e->anon_dev || entry->inode != s->e->anon_inode)
		return false;
	n = proc_read_link(s->at, link, sizeof(link), "fd/%d", entry->tfd);
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

static void add_entry(struct sets *s, const struct epoll_entry *entry)
{
	struct hold *h = find_hold(s, entry);

	if (!h) {
		if (entry->has_inode && is_lost_set(s, entry))
			s->unclear = true;
		return;
	}
	if (epoll_entry_armed(entry)) {
		h->edge |= epoll_entry_edge(entry);
		h->level |= !epoll_entry_edge(entry);
	}
	h->spent |= epoll_entry_spent(entry);
}

static int read_set(struct sets *s, int fd)
{
	struct buf *text = &s->e->text;
	int err = proc_read_all(s->at, TEXT_MAX, text, "fdinfo/%d", fd);
	struct epoll_entry entry;
	struct span rest;
	unsigned bad = 0;

	if (err == -ENOENT) /* closed meanwhile */
		return 0;
	if (err)
		return err == -EFBIG ? -E2BIG : err;
	rest = span_of(text->data, text->len);
	while (parse_epoll_entry(&rest, &entry, &bad))
		add_entry(s, &entry);
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

static int read_sets(struct sets *s)
{
	const struct fd_walk *fds = &s->e->c->fds;
	struct fd_refs sets = fd_walk_of(fds, FD_EPOLL, s->at.pid);
	int err = sets.n > SETS_MAX ? -E2BIG : 0;

	for (size_t i = 0; !err && i < sets.n; i++)
		err = read_set(s, sets.v[i].fd);
	if (!err && fd_walk_of(fds, FD_RING, s->at.pid).n)
		err = -EXFULL;
	return !err && s->unclear ? -E2BIG : err;
}

/* Returns 0 where what the process has open is known, or -errno. */
static int walk_fds(struct epoll_probe *e, pid_t pid)
{
	uint32_t max = e->fds < FDS_A_PROCESS ? e->fds : FDS_A_PROCESS;
	const struct fd_process *p;
	int err = fd_walk_process(&e->c->fds, pid, max, &p);

	if (err || p->err)
		return err ? err : p->err;
	if (p->fds > max)
		return -E2BIG;
	e->fds -= p->fds;
	return 0;
}

int epoll_probe(struct epoll_probe *e, pid_t pid, struct hold *holds, size_t n)
{
	struct sets s = { .e = e,
			  .at = proc_at(e->c->proc, pid),
			  .holds = holds,
			  .n_holds = n };
	int err = walk_fds(e, pid);

	if (!err)
		err = index_holds(&s);
	if (!err)
		err = read_sets(&s);
	idhash_free(&s.by_inode);
	return err;
}
