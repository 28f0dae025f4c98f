/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/textfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A run takes a second; what is older than that many was left behind. */
#define LEFT_BEHIND 3600

/* The folder is opened once: what follows cannot be led elsewhere. */
struct place {
	int dir;
	const char *name;
	char temp[NAME_MAX + 1];
};

static int open_place(const char *path, struct place *ret)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	char dir[PATH_MAX];
	int n;

	ret->name = slash ? slash + 1 : path;
	if (!*ret->name || len >= sizeof(dir))
		return *ret->name ? -ENAMETOOLONG : -EISDIR;
	memcpy(dir, path, len);
	dir[len] = '\0';
	n = snprintf(ret->temp, sizeof(ret->temp), ".%s.%ld.tmp", ret->name,
		     (long)getpid());
	if (n < 0 || (size_t)n >= sizeof(ret->temp))
		return -ENAMETOOLONG;
	if (slash)
		ret->dir = open(len ? dir : "/",
				O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	else
		ret->dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return ret->dir < 0 ? -errno : 0;
}

/* rename() would put the file in the place of /dev/null, too. */
static int check_target(const struct place *p)
{
	struct stat st;

	if (fstatat(p->dir, p->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

/*
 * No other process has this pid: a file of that name is left from a run that
 * was killed, or was put there by somebody who must not be written for.
 */
static int open_temp(const struct place *p)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(p->dir, p->temp, flags, 0600);

	if (fd < 0 && errno == EEXIST) {
		if (unlinkat(p->dir, p->temp, 0) < 0)
			return -errno;
		fd = openat(p->dir, p->temp, flags, 0600);
	}
	return fd < 0 ? -errno : fd;
}

/* The rename must not reach the disk before the bytes do. */
static int settle(int fd)
{
	if (fchmod(fd, 0644) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

static int fill(int fd, int (*write)(void *arg, FILE *out), void *arg)
{
	FILE *out = fdopen(fd, "w");
	int err;

	if (!out) {
		err = -errno;
		close(fd);
		return err;
	}
	err = write(arg, out);
	if (!err)
		err = settle(fd);
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

static bool is_temp(const struct place *p, const char *name)
{
	size_t stem = strlen(p->name), len = strlen(name);

	return name[0] == '.' && len > stem + strlen("..0.tmp") - 1 &&
	       !strncmp(name + 1, p->name, stem) && name[stem + 1] == '.' &&
	       !strcmp(name + len - strlen(".tmp"), ".tmp");
}

/* A run that was killed left its temporary file: they must not pile up. */
static void sweep(const struct place *p)
{
	int fd = openat(p->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct stat st;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(dir)))
		if (is_temp(p, e->d_name) &&
		    !fstatat(p->dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    st.st_mtime < time(NULL) - LEFT_BEHIND)
			unlinkat(p->dir, e->d_name, 0);
	closedir(dir);
}

static int replace(const struct place *p, int (*write)(void *arg, FILE *out),
		   void *arg)
{
	int err, fd = open_temp(p);

	if (fd < 0)
		return fd;
	err = fill(fd, write, arg);
	if (!err && renameat(p->dir, p->temp, p->dir, p->name) < 0)
		err = -errno;
	if (err)
		unlinkat(p->dir, p->temp, 0);
	else
		fsync(p->dir); /* some file systems cannot: it is written */
	if (!err)
		sweep(p);
	return err;
}

int textfile_write(const char *path, int (*write)(void *arg, FILE *out),
		   void *arg)
{
	struct place p;
	int err = open_place(path, &p);

	if (err)
		return err;
	err = check_target(&p);
	if (!err)
		err = replace(&p, write, arg);
	close(p.dir);
	return err;
}
