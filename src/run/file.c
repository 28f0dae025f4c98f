/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/file.h"
#include "util/buf.h"

#define CHUNK 16384

int file_check(int fd, mode_t type, enum file_trust trust, mode_t others)
{
	struct stat st;
	bool ours;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_mode & S_IFMT) != type)
		return -EINVAL;
	ours = st.st_uid == geteuid();
	if (trust == FILE_OURS)
		ours = ours && st.st_nlink == 1;
	else
		ours = ours || !st.st_uid;
	return ours && !(st.st_mode & others) ? 0 : -EPERM;
}

static int read_all(int fd, size_t max, struct buf *ret)
{
	ssize_t n = 1;

	while (n) {
		if (ret->len > max)
			return -EFBIG;
		if (buf_reserve(ret, CHUNK))
			return -ENOMEM;
		n = read(fd, ret->data + ret->len, CHUNK);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			ret->len += (size_t)n;
	}
	return 0;
}

int file_read(int dir, const char *name, int flags, enum file_trust trust,
	      size_t max, struct buf *ret)
{
	int fd = open_regular(dir, name, O_RDONLY | flags, 0);
	int err;

	if (fd < 0)
		return fd;
	err = file_check(fd, S_IFREG, trust, 022);
	if (!err)
		err = read_all(fd, max, ret);
	close(fd);
	return err;
}

int file_open_folder(const char *path, int flags, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t len = slash ? (size_t)(slash - path) : 0;
	char dir[PATH_MAX];
	int fd;

	if (!*name)
		return -EISDIR;
	if (len >= sizeof(dir))
		return -ENAMETOOLONG;
	memcpy(dir, path, len);
	dir[len] = '\0';
	if (!len)
		strcpy(dir, slash ? "/" : ".");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	if (fd < 0)
		return -errno;
	*ret_name = name;
	return fd;
}

/* umask must not decide; the rename must not be on the disk before it. */
static int settle(int fd, mode_t mode)
{
	return fchmod(fd, mode) < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int fill(int fd, mode_t mode, int (*write)(void *arg, FILE *out),
		void *arg)
{
	FILE *out = fdopen(fd, "w");
	int err;

	if (!out) {
		err = -errno;
		close(fd);
		return err;
	}
	err = write(arg, out);
	if (!err && fflush(out))
		err = -errno;
	if (!err)
		err = settle(fd, mode);
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

int file_write(int dir, const char *name, mode_t mode,
	       int (*write)(void *arg, FILE *out), void *arg)
{
	int fd, err;

	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(dir, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = fill(fd, mode, write, arg);
	if (err)
		unlinkat(dir, name, 0);
	return err;
}

int file_replace(int dir, const char *name, const char *old)
{
	if (renameat(dir, name, dir, old) < 0)
		return -errno;
	fsync(dir); /* some file systems cannot: it is written */
	return 0;
}

const char *file_why(int err)
{
	switch (err) {
	case -ELOOP:
		return "it is a symbolic link";
	case -EINVAL:
		return "it is not a regular file";
	case -EPERM:
		return "it is owned by another user or writable by others";
	case -EBUSY:
		return "another process has it locked";
	case -EMLINK:
		return "it has another name (a hard link)";
	default:
		return strerror(-err);
	}
}
