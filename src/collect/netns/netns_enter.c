/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "source/source.h"

static int self_inode(int root, uint64_t *ret)
{
	char link[64];
	ssize_t n =
		readlinkat(root, "proc/thread-self/ns/net", link, sizeof(link));

	/* before 3.17; this is the main thread there */
	if (n < 0 && errno == ENOENT)
		n = readlinkat(root, "proc/self/ns/net", link, sizeof(link));
	if (n < 0)
		return -errno;
	*ret = netns_link_inode(span_of(link, (size_t)n));
	return *ret ? 0 : -EINVAL;
}

int netns_home_open(const struct source *src, struct netns_home *ret)
{
	struct netns_home home = { .root = src->root };
	int err = self_inode(src->root, &home.inode);

	if (err)
		return err;
	home.fd = source_open(src, "proc/thread-self/ns/net",
			      O_RDONLY | O_CLOEXEC);
	if (home.fd == -ENOENT)
		home.fd = source_open(src, "proc/self/ns/net",
				      O_RDONLY | O_CLOEXEC);
	if (home.fd < 0)
		return home.fd;
	home.proc =
		source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (home.proc < 0) {
		close(home.fd);
		return home.proc;
	}
	*ret = home;
	return 0;
}

void netns_home_close(struct netns_home *home)
{
	if (home->fd >= 0) {
		close(home->fd);
		close(home->proc);
	}
	home->fd = -1;
}

/* Keeps a way to the namespace that was opened, if it still leads there. */
static int check_way(int fd, uint64_t inode)
{
	struct stat st;

	if (fd < 0)
		return fd == -ESRCH ? -ENOENT : fd;
	if (!fstat(fd, &st) && st.st_ino == inode)
		return fd;
	close(fd);
	return -ENOENT;
}

static int open_pid(int proc, pid_t pid, uint64_t inode)
{
	if (!pid)
		return -ENOENT;
	return check_way(proc_open(proc_at(proc, pid), O_RDONLY, "ns/net"),
			 inode);
}

static int open_mount(int root, const char *path, uint64_t inode)
{
	int fd = openat(root, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	return check_way(fd < 0 ? -errno : fd, inode);
}

static int open_holder(int proc, const struct netns_place *place)
{
	if (!place->holder)
		return -ENOENT;
	return check_way(proc_open(proc_at(proc, place->holder),
				   O_RDONLY | O_NONBLOCK, "fd/%d",
				   place->holder_fd),
			 place->inode);
}

static int open_place(const struct netns_home *home,
		      const struct netns_places *p,
		      const struct netns_place *place)
{
	int fd = open_pid(home->proc, place->first, place->inode);

	if (fd < 0 && place->last != place->first)
		fd = open_pid(home->proc, place->last, place->inode);
	if (fd < 0 && place->path != NO_PATH)
		fd = open_mount(home->root, p->paths.data + place->path,
				place->inode);
	if (fd == -ENOENT)
		fd = open_holder(home->proc, place);
	if (fd == -ENOENT && place->own_fd >= 0) {
		fd = fcntl(place->own_fd, F_DUPFD_CLOEXEC, 0);
		fd = fd < 0 ? -errno : fd;
	}
	return fd;
}

int netns_enter(const struct netns_home *home, const struct netns_places *p,
		size_t place)
{
	uint64_t inode = 0;
	int err = 0;
	int fd = open_place(home, p, &p->v[place]);

	if (fd < 0)
		return fd;
	if (setns(fd, CLONE_NEWNET))
		err = -errno;
	close(fd);
	if (err)
		return err;
	err = self_inode(home->root, &inode);
	if (!err && inode == p->v[place].inode)
		return 0;
	/* moved, yet /proc does not show it: it is not our /proc */
	if (netns_return(home))
		return -ENOTRECOVERABLE;
	return err ? err : -EXDEV;
}

int netns_return(const struct netns_home *home)
{
	uint64_t inode = 0;
	int err;

	if (setns(home->fd, CLONE_NEWNET))
		return -errno;
	err = self_inode(home->root, &inode);
	if (err)
		return err;
	return inode == home->inode ? 0 : -EXDEV;
}
