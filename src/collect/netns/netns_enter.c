/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "source/source.h"
#include "system/at.h"

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
	struct stat st;
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
	home.dev = fstat(home.fd, &st) ? 0 : st.st_dev;
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

/* Whether it is that namespace: one of the file system that ours is of, too. */
static bool is_namespace(const struct netns_home *home, int held,
			 uint64_t inode)
{
	struct statx stx;

	return !statx(held, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO,
		      &stx) &&
	       stx.stx_ino == inode &&
	       makedev(stx.stx_dev_major, stx.stx_dev_minor) == home->dev;
}

/*
 * Opens a way to the namespace that is held by O_PATH, if it still leads there:
 * whatever else may be there by now must not be opened.
 */
static int check_way(const struct netns_home *home, int held, uint64_t inode)
{
	char path[32];
	int fd = -ENOENT;

	if (held < 0)
		return held == -ESRCH ? -ENOENT : held;
	if (is_namespace(home, held, inode)) {
		snprintf(path, sizeof(path), "self/fd/%d", held);
		fd = openat(home->proc, path,
			    O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	close(held);
	return fd;
}

static int open_pid(const struct netns_home *home, pid_t pid, uint64_t inode)
{
	if (!pid)
		return -ENOENT;
	return check_way(home,
			 proc_open(proc_at(home->proc, pid), O_PATH, "ns/net"),
			 inode);
}

static int open_mount(const struct netns_home *home, const char *path,
		      uint64_t inode)
{
	int fd = at_enter_path(path, AT_MOUNT);

	if (!fd) {
		fd = openat(home->root, path, O_PATH | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	return check_way(home, fd, inode);
}

static int open_holder(const struct netns_home *home,
		       const struct netns_place *place)
{
	if (!place->holder)
		return -ENOENT;
	return check_way(home,
			 proc_open(proc_at(home->proc, place->holder), O_PATH,
				   "fd/%d", place->holder_fd),
			 place->inode);
}

static int open_place(const struct netns_home *home,
		      const struct netns_places *p,
		      const struct netns_place *place)
{
	int fd = open_pid(home, place->first, place->inode);

	if (fd < 0 && place->last != place->first)
		fd = open_pid(home, place->last, place->inode);
	if (fd < 0 && place->path != NO_PATH)
		fd = open_mount(home, p->paths.data + place->path,
				place->inode);
	if (fd == -ENOENT)
		fd = open_holder(home, place);
	if (fd == -ENOENT && place->own_fd >= 0) {
		fd = fcntl(place->own_fd, F_DUPFD_CLOEXEC, 0);
		fd = fd < 0 ? -errno : fd;
	}
	return fd;
}

/* Until netns_return(): a user has what is in it, and its locks. */
static int begin(const struct netns_place *place)
{
	char name[32];

	snprintf(name, sizeof(name), "net:[%llu]",
		 (unsigned long long)place->inode);
	return at_enter_path(name, AT_NETNS);
}

int netns_enter(const struct netns_home *home, const struct netns_places *p,
		size_t place)
{
	uint64_t inode = 0;
	int err = begin(&p->v[place]), fd;

	if (err)
		return err;
	fd = open_place(home, p, &p->v[place]);
	(void)begin(&p->v[place]);
	if (fd < 0) {
		at_leave();
		return fd;
	}
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

	at_leave();
	if (setns(home->fd, CLONE_NEWNET))
		return -errno;
	err = self_inode(home->root, &inode);
	if (err)
		return err;
	return inode == home->inode ? 0 : -EXDEV;
}
