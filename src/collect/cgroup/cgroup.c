/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/cgroup/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/mountinfo.h"
#include "util/buf.h"
#include "util/idhash.h"
#include "util/span.h"

/* fs/kernfs: FILEID_KERNFS, since 5.5, the id alone */
#define HANDLE_TYPE_KERNFS 0xfe
#define HANDLE_BYTES 8

/* Without the right to open by handle: how far the tree is searched. */
#define DIRS_MAX 20000
#define DEPTH_MAX 32

#define GAP_EFFECT "sockets of some cgroups are shown without its path"

struct lookup {
	struct snapshot *snap;
	struct idhash ids; /* wanted; the value says whether it is found */
	size_t found;
	int mount;	      /* fd of the mount point */
	char point[PATH_MAX]; /* its path */
};

/* Which ids do the kept sockets have? Returns 0 or -ENOMEM. */
static int wanted_ids(struct lookup *l)
{
	uint64_t last = 0;

	for (size_t i = 0; i < l->snap->socks.n; i++) {
		uint64_t id = l->snap->socks.v[i].cgroup_id;

		if (id && id != last && idhash_add(&l->ids, id, 0) == -ENOMEM)
			return -ENOMEM;
		last = id;
	}
	return 0;
}

/* Opens the first cgroup2 mount. Returns 0, -ENOENT or another -errno. */
static int open_mount(const struct source *src, struct lookup *l)
{
	struct buf text = { 0 };
	struct mount mount;
	struct span rest;
	int err = source_read(src, "proc/self/mountinfo", &text);

	rest = span_of(text.data, text.len);
	if (!err)
		err = -ENOENT;
	while (err == -ENOENT && parse_mount(&rest, &mount)) {
		if (!span_is(mount.fstype, "cgroup2") ||
		    !parse_mount_unescape(mount.point, l->point,
					  sizeof(l->point)))
			continue;
		l->mount = open(l->point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = l->mount < 0 ? -errno : 0;
	}
	buf_free(&text);
	return err;
}

static int add(struct lookup *l, uint64_t id, const char *path)
{
	uint32_t *done = idhash_find(&l->ids, id);

	if (!done || *done)
		return 0;
	*done = 1;
	l->found++;
	return snapshot_add_cgroup(l->snap, id, path[0] ? path : "/");
}

/* Opens the directory with that id. Returns an fd or -errno. */
static int open_id(const struct lookup *l, uint64_t id)
{
	union {
		struct file_handle handle;
		char space[sizeof(struct file_handle) + HANDLE_BYTES];
	} u = { .handle = { .handle_bytes = HANDLE_BYTES,
			    .handle_type = HANDLE_TYPE_KERNFS } };
	int fd;

	memcpy(u.handle.f_handle, &id, HANDLE_BYTES);
	fd = open_by_handle_at(l->mount, &u.handle,
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The path of an open directory, from the mount point on. */
static int path_of(const struct lookup *l, int fd, char *ret, size_t cap)
{
	size_t skip = strlen(l->point);
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return -errno;
	path[n] = '\0';
	if (strncmp(path, l->point, skip) || (path[skip] && path[skip] != '/'))
		return -EXDEV; /* above what is mounted here */
	span_copy(span_of(path + skip, (size_t)n - skip), ret, cap);
	return 0;
}

/* Returns 0 (found or not), -EPERM where it is not allowed, or -ENOMEM. */
static int by_handle(struct lookup *l, uint64_t id)
{
	char path[PATH_MAX];
	int fd = open_id(l, id);
	int err;

	if (fd < 0)
		return fd == -ESTALE || fd == -ENOENT ? 0 : -EPERM;
	err = path_of(l, fd, path, sizeof(path));
	close(fd);
	return err ? 0 : add(l, id, path);
}

/* A level of the search; path ends where dir is. */
static int search(struct lookup *l, int fd, struct buf *path, unsigned depth,
		  unsigned *dirs)
{
	DIR *dir = fdopendir(fd);
	size_t len = path->len;
	struct dirent *e;
	int err = 0;

	if (!dir) {
		close(fd);
		return 0;
	}
	while (!err && l->found < l->ids.n && *dirs < DIRS_MAX &&
	       (e = readdir(dir))) {
		int sub;

		if (e->d_type != DT_DIR || e->d_name[0] == '.')
			continue;
		(*dirs)++;
		err = buf_printf(path, "/%s", e->d_name);
		if (!err)
			err = add(l, e->d_ino, path->data);
		sub = openat(dirfd(dir), e->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (sub >= 0 && !err && depth < DEPTH_MAX)
			err = search(l, sub, path, depth + 1, dirs);
		else if (sub >= 0)
			close(sub);
		path->len = len;
	}
	closedir(dir);
	return err;
}

static int by_search(struct lookup *l)
{
	struct buf path = { 0 };
	unsigned dirs = 0;
	struct stat st;
	int err = 0;

	/* the id is the inode, on 64-bit kernels */
	if (!fstat(l->mount, &st))
		err = add(l, st.st_ino, "/");
	if (!err)
		err = search(l, dup(l->mount), &path, 0, &dirs);
	if (!err && dirs >= DIRS_MAX)
		gaps_add(&l->snap->gaps, "cgroup", 0, GAP_EFFECT,
			 "more than %d cgroups", DIRS_MAX);
	buf_free(&path);
	return err;
}

static int look_up(struct lookup *l)
{
	for (size_t i = 0; i < l->ids.size; i++) {
		int err = l->ids.keys[i] ? by_handle(l, l->ids.keys[i]) : 0;

		if (err == -EPERM)
			return by_search(l);
		if (err)
			return err;
	}
	return 0;
}

int cgroup_paths(const struct source *src, struct snapshot *snap)
{
	struct lookup l = { .snap = snap, .mount = -1 };
	int err = wanted_ids(&l);

	if (err || !l.ids.n)
		goto out;
	err = open_mount(src, &l);
	if (!err)
		err = look_up(&l);
	else if (err != -ENOMEM && err != -ENOENT)
		gaps_add(&snap->gaps, "cgroup", err, GAP_EFFECT, "cgroup2");
out:
	if (l.mount >= 0)
		close(l.mount);
	idhash_free(&l.ids);
	return err == -ENOMEM ? err : 0;
}
