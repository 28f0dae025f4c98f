/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/state_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/alert/policy.h"

static int check_dir(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_uid && st.st_uid != geteuid()) || (st.st_mode & 022))
		return -EPERM;
	return 0;
}

static int open_dir(const char *dir, bool usual)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(dir, flags);

	if (fd < 0 && errno == ENOENT && usual && mkdir(dir, 0700) == 0)
		fd = open(dir, flags);
	return fd < 0 ? -errno : fd;
}

int state_dir_open(const char *path, struct state_dir *ret)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	struct state_dir d;
	char dir[PATH_MAX];
	int err;

	/* the longest suffix must fit, too */
	if (!slash || len >= sizeof(dir) ||
	    strlen(slash + 1) + sizeof(STATE_LOCK) > sizeof(d.name))
		return -ENAMETOOLONG;
	snprintf(dir, sizeof(dir), "%.*s", len ? (int)len : 1, path);
	snprintf(d.name, sizeof(d.name), "%s", slash + 1);
	d.fd = open_dir(dir, !strcmp(path, STATE_DEFAULT));
	if (d.fd < 0)
		return d.fd;
	err = check_dir(d.fd);
	if (err) {
		close(d.fd);
		return err;
	}
	*ret = d;
	return 0;
}

/* A file that others can open could be locked by them for good. */
static int check_lock(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    st.st_nlink != 1 || (st.st_mode & 077))
		return -EPERM;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? -EBUSY : -errno;
}

int state_dir_lock(const struct state_dir *d, int *ret)
{
	char name[NAME_MAX + sizeof(STATE_LOCK)];
	int fd, err;

	snprintf(name, sizeof(name), "%s" STATE_LOCK, d->name);
	fd = openat(d->fd, name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
			    O_NOCTTY,
		    0600);
	if (fd < 0)
		return -errno;
	err = check_lock(fd);
	if (err) {
		close(fd);
		return err;
	}
	*ret = fd;
	return 0;
}
