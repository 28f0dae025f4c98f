/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/source.h"

static int self_inode(int root, uint64_t *ret)
{
	int err = netns_read_link(root, "proc/thread-self/ns/net", ret);

	/* before 3.17; this is the main thread there */
	return err == -ENOENT ? netns_read_link(root, "proc/self/ns/net", ret)
			      : err;
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
	*ret = home;
	return 0;
}

void netns_home_close(struct netns_home *home)
{
	if (home->fd >= 0)
		close(home->fd);
	home->fd = -1;
}

/* Opens a way to the namespace, if it still leads there. */
static int open_way(int root, const char *path, uint64_t inode)
{
	struct stat st;
	int fd = openat(root, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ESRCH ? -ENOENT : -errno;
	if (!fstat(fd, &st) && st.st_ino == inode)
		return fd;
	close(fd);
	return -ENOENT;
}

static int open_pid(int root, pid_t pid, uint64_t inode)
{
	char path[64];

	if (!pid)
		return -ENOENT;
	snprintf(path, sizeof(path), "proc/%d/ns/net", pid);
	return open_way(root, path, inode);
}

static int open_holder(int root, const struct netns_place *place)
{
	char path[64];

	if (!place->holder)
		return -ENOENT;
	snprintf(path, sizeof(path), "proc/%d/fd/%d", place->holder,
		 place->holder_fd);
	return open_way(root, path, place->inode);
}

static int open_place(int root, const struct netns_places *p,
		      const struct netns_place *place)
{
	int fd = open_pid(root, place->first, place->inode);

	if (fd < 0 && place->last != place->first)
		fd = open_pid(root, place->last, place->inode);
	if (fd < 0 && place->path != NO_PATH)
		fd = open_way(root, p->paths.data + place->path, place->inode);
	if (fd == -ENOENT)
		fd = open_holder(root, place);
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
	int fd = open_place(home->root, p, &p->v[place]);

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
