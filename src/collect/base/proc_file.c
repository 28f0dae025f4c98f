/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "source/source.h"
#include "system/at.h"
#include "util/buf.h"

#define READ_BYTES 65536

/* "/proc/4194304/task/4194304/schedstat" is the longest kind. */
struct path {
	char s[96];
};

/* Returns 0 or -ENAMETOOLONG. */
static int path_of(struct proc_at at, struct path *ret, const char *format,
		   va_list args)
{
	size_t len = 0;
	int n;

	if (!at.own)
		len = (size_t)snprintf(ret->s, sizeof(ret->s), "%d/",
				       (int)at.pid);
	n = vsnprintf(ret->s + len, sizeof(ret->s) - len, format, args);
	if (n < 0 || (size_t)n >= sizeof(ret->s) - len)
		return -ENAMETOOLONG;
	return 0;
}

/* Of the last arguments of the function that it stands in. */
#define MAKE_PATH(err, at, ret, format)                 \
	do {                                            \
		va_list args;                           \
                                                        \
		va_start(args, format);                 \
		(err) = path_of(at, ret, format, args); \
		va_end(args);                           \
	} while (0)

static enum at_what what_of(struct proc_at at, const struct path *path)
{
	static const struct {
		const char *prefix;
		enum at_what what;
	} kinds[] = {
		{ "ns/mnt", AT_NAME }, /* which one: others in it are left out */
		{ "fd", AT_FDS },	  { "smaps", AT_MAPS },
		{ "maps", AT_MAPS },	  { "task", AT_THREADS },
		{ "ns/", AT_NAMESPACES }, { "mountinfo", AT_MOUNT },
		{ "exe", AT_MAPS },
	};
	const char *name = path->s;

	if (!at.own)
		name = strchr(name, '/') + 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)))
			return kinds[i].what;
	return AT_NAME;
}

/* It is marked until at_leave(). Returns 0, or -ETIMEDOUT: leave it alone. */
static int enter(struct proc_at at, const struct path *path)
{
	return at_enter(at.pid, what_of(at, path));
}

static int open_path(struct proc_at at, const struct path *path, int flags)
{
	int err = enter(at, path), fd;

	if (err)
		return err;
	fd = openat(at.dir, path->s, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int proc_open(struct proc_at at, int flags, const char *format, ...)
{
	struct path path;
	int err;

	MAKE_PATH(err, at, &path, format);
	return err ? err : open_path(at, &path, flags);
}

static ssize_t read_some(struct proc_at at, const struct path *path, char *dst,
			 size_t cap)
{
	int fd = open_path(at, path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read(fd, dst, cap - 1);
	if (n < 0)
		n = -errno;
	else
		dst[n] = '\0';
	close(fd);
	at_leave();
	return n;
}

ssize_t proc_read(struct proc_at at, char *dst, size_t cap, const char *format,
		  ...)
{
	struct path path;
	int err;

	dst[0] = '\0';
	MAKE_PATH(err, at, &path, format);
	return err ? err : read_some(at, &path, dst, cap);
}

static int read_rest(int fd, size_t max, struct buf *ret)
{
	for (;;) {
		ssize_t n;
		int err = buf_reserve(ret, READ_BYTES);

		if (err)
			return err;
		at_next();
		n = read(fd, ret->data + ret->len, READ_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : 0;
		ret->len += (size_t)n;
		ret->data[ret->len] = '\0';
		if (ret->len >= max)
			return -EFBIG;
	}
}

int proc_read_all(struct proc_at at, size_t max, struct buf *ret,
		  const char *format, ...)
{
	struct path path;
	int fd, err;

	buf_clear(ret);
	MAKE_PATH(err, at, &path, format);
	if (err)
		return err;
	fd = open_path(at, &path, O_RDONLY);
	if (fd < 0)
		return fd;
	err = read_rest(fd, max, ret);
	close(fd);
	at_leave();
	return err;
}

ssize_t proc_read_comm(struct proc_at at, pid_t tid, char *dst, size_t cap)
{
	ssize_t n = tid ? proc_read(at, dst, cap, "task/%d/comm", (int)tid)
			: proc_read(at, dst, cap, "comm");

	/* it may contain others; only the last one is not its own */
	if (n > 0 && dst[n - 1] == '\n')
		dst[--n] = '\0';
	return n;
}

ssize_t proc_read_link(struct proc_at at, char *dst, size_t cap,
		       const char *format, ...)
{
	struct path path;
	ssize_t n;
	int err;

	MAKE_PATH(err, at, &path, format);
	if (err)
		return err;
	err = enter(at, &path);
	if (err)
		return err;
	n = readlinkat(at.dir, path.s, dst, cap);
	if (n < 0)
		n = -errno;
	at_leave();
	return n;
}

int proc_stat(struct proc_at at, struct stat *ret, int flags,
	      const char *format, ...)
{
	struct path path;
	int err;

	MAKE_PATH(err, at, &path, format);
	if (err)
		return err;
	err = enter(at, &path);
	if (!err && fstatat(at.dir, path.s, ret, flags))
		err = -errno;
	at_leave();
	return err;
}

int proc_statx(struct proc_at at, struct statx *ret, int flags, unsigned mask,
	       const char *format, ...)
{
	struct path path;
	int err;

	MAKE_PATH(err, at, &path, format);
	if (err)
		return err;
	err = enter(at, &path);
	if (!err && statx(at.dir, path.s, flags, mask, ret))
		err = -errno;
	at_leave();
	return err;
}

/*
 * Of what is open as held, and nothing else: the number may be another file's
 * by now, one of a server that does not answer. By the name of /proc, for
 * fgetxattr() refuses O_PATH.
 */
static ssize_t read_name(int held, char *dst, size_t cap)
{
	char path[32];
	struct statx stx;
	ssize_t n;

	if (statx(held, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE,
		  &stx))
		return -errno;
	if (!S_ISSOCK(stx.stx_mode))
		return -ENOTSOCK;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", held);
	n = getxattr(path, "system.sockprotoname", dst, cap - 1);
	return n < 0 ? -errno : n;
}

ssize_t proc_read_protocol(pid_t pid, int fd, char *dst, size_t cap)
{
	char path[64];
	ssize_t n = at_enter((int)pid, AT_FDS);
	int held;

	dst[0] = '\0';
	if (n)
		return n;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	held = open(path, O_PATH | O_CLOEXEC);
	n = held < 0 ? -errno : read_name(held, dst, cap);
	dst[n > 0 ? n : 0] = '\0';
	if (held >= 0)
		close(held);
	at_leave();
	return n;
}

int proc_read_source(const struct source *src, pid_t pid, const char *name,
		     struct buf *ret)
{
	struct proc_at at = { .pid = pid, .own = true };
	struct path path;
	char whole[64];
	int err;

	snprintf(path.s, sizeof(path.s), "%s", name);
	snprintf(whole, sizeof(whole), "proc/%d/%s", (int)pid, name);
	err = enter(at, &path);
	if (!err)
		err = source_read(src, whole, ret);
	at_leave();
	return err;
}
