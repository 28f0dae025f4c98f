/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/tree.h"
#include "util/buf.h"

#define SIZE_LIMIT ((size_t)64 << 20)
#define FIRST_READ 4096
#define RETRIES 8

/* A pipe or a terminal in a captured folder must not make us wait. */
#define SAFE_FLAGS (O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

int source_open_live(struct source *ret)
{
	int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret = (struct source){ .root = fd };
	return 0;
}

int source_open_capture(const char *dir, struct source *ret)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret = (struct source){ .root = fd, .capture = true };
	return 0;
}

void source_close(struct source *s)
{
	if (s && s->root >= 0)
		close(s->root);
	if (s)
		s->root = -1;
}

/* openat2() (5.6): "/" and ".." of any symlink stay below the root. */
static int open_in_root(int root, const char *name, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	/* EAGAIN: something was renamed while ".." was looked up */
	for (int i = 0; i < RETRIES; i++) {
		long fd = syscall(SYS_openat2, root, name, &how, sizeof(how));

		if (fd >= 0)
			return (int)fd;
		if (errno != EAGAIN && errno != EINTR)
			break;
	}
	return -errno;
}

/* Opens the part of a path up to the next slash; no symlink, no "..". */
static int open_part(int dir, const char *part, size_t len, int flags)
{
	char name[NAME_MAX + 1];
	int fd;

	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, part, len);
	name[len] = '\0';
	if (!strcmp(name, ".."))
		return -EXDEV;
	fd = openat(dir, name, flags | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

/* Older kernels: part by part, and symlinks are not followed at all. */
static int open_by_parts(int root, const char *name, int flags)
{
	int dir = dup(root), fd;

	if (dir < 0)
		return -errno;
	for (;;) {
		size_t len = strcspn(name, "/");
		bool last = !name[len + strspn(name + len, "/")];

		fd = open_part(dir, name, len,
			       last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(dir);
		if (fd < 0 || last)
			return fd;
		dir = fd;
		name += len + strspn(name + len, "/");
	}
}

static int open_contained(int root, const char *name, int flags)
{
	int fd = open_in_root(root, name, flags);

	/* EPERM: a seccomp filter that does not know the call */
	if (fd == -ENOSYS || fd == -EPERM)
		fd = open_by_parts(root, name, flags);
	return fd;
}

/* Whether it is a file or a folder: to open a device can do things. */
static int check_kind(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? 0 : -EINVAL;
}

static int open_captured(int root, const char *name, int flags)
{
	int fd = open_contained(root, name, O_PATH | O_CLOEXEC);
	int err;

	if (fd < 0)
		return fd;
	err = check_kind(fd);
	close(fd);
	if (err)
		return err;
	fd = open_contained(root, name, flags | SAFE_FLAGS);
	if (fd < 0)
		return fd;
	err = check_kind(fd);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int source_open(const struct source *s, const char *name, int flags)
{
	int fd;

	if (!*name || *name == '/')
		return -EINVAL;
	/* its files have no descriptor, and its folders are not listed */
	if (s->tree)
		return -ENOENT;
	if (s->capture)
		return open_captured(s->root, name, flags);
	do
		fd = openat(s->root, name, flags | SAFE_FLAGS);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

DIR *source_open_dir(const struct source *s, const char *name)
{
	int fd = source_open(s, name, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

/* Reads until the end, for /proc files have no size. */
static int read_all(int fd, struct buf *b)
{
	for (;;) {
		size_t room = b->len > FIRST_READ ? b->len : FIRST_READ;
		ssize_t n;
		int err = buf_reserve(b, room);

		if (err)
			return err;
		n = read(fd, b->data + b->len, room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		b->len += (size_t)n;
		if (b->len > SIZE_LIMIT)
			return -EFBIG;
	}
	b->data[b->len] = '\0';
	return 0;
}

int source_read_fd(int fd, struct buf *ret)
{
	int err;

	buf_clear(ret);
	err = read_all(fd, ret);
	if (err)
		buf_clear(ret);
	return err;
}

static int read_tree(const struct tree *tree, const char *name, struct buf *ret)
{
	const struct tree_file *file = tree_find(tree, name);

	buf_clear(ret);
	return file ? buf_append(ret, file->data, file->len) : -ENOENT;
}

int source_read(const struct source *s, const char *name, struct buf *ret)
{
	int fd, err;

	if (s->tree) {
		err = read_tree(s->tree, name, ret);
		return !err && s->normalise ? s->normalise(name, ret) : err;
	}
	fd = source_open(s, name, O_RDONLY);
	buf_clear(ret);
	if (fd < 0)
		return fd;
	err = source_read_fd(fd, ret);
	close(fd);
	if (!err && s->normalise)
		err = s->normalise(name, ret);
	return err;
}
