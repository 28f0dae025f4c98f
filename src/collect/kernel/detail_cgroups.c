/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup.h"
#include "parse/proc/mountinfo.h"
#include "util/buf.h"

#define WHAT "removed cgroups"
#define EFFECT "how many removed cgroups still hold memory is not known"
#define DIRS_MAX 100000
#define DEPTH_MAX 32
#define INITIAL_CGROUPNS 0xEFFFFFFBU /* include/linux/proc_ns.h */

/* The mounted trees, relative to the source; "" where there is none. */
struct roots {
	char v2[PATH_MAX];
	char v1[PATH_MAX]; /* of the memory controller */
};

static bool has_word(struct span list, const char *word)
{
	struct span part;

	while (span_until(&list, ',', &part))
		if (span_is(part, word))
			return true;
	return span_is(list, word);
}

static void keep(struct span point, char dst[PATH_MAX])
{
	char text[PATH_MAX];
	size_t skip;

	if (dst[0] || !parse_mount_unescape(point, text, sizeof(text)))
		return;
	skip = strspn(text, "/");
	memmove(dst, text + skip, strlen(text + skip) + 1);
}

static int find_roots(const struct source *src, struct roots *ret)
{
	struct buf text = { 0 };
	struct span rest;
	struct mount m;
	int err;

	if (src->capture) {
		snprintf(ret->v2, sizeof(ret->v2), "sys/fs/cgroup");
		return 0;
	}
	err = source_read(src, "proc/self/mountinfo", &text);
	rest = span_of(text.data, text.len);
	while (!err && parse_mount(&rest, &m)) {
		if (span_is(m.fstype, "cgroup2"))
			keep(m.point, ret->v2);
		else if (span_is(m.fstype, "cgroup") && span_is(m.root, "/") &&
			 has_word(m.super, "memory"))
			keep(m.point, ret->v1);
	}
	buf_free(&text);
	return err;
}

static int read_stat(const struct source *src, const char *dir,
		     struct buf *text, struct cgroup_stat *ret)
{
	char path[PATH_MAX + 16];
	unsigned bad = 0;
	int err;

	snprintf(path, sizeof(path), "%s/cgroup.stat", dir);
	err = source_read(src, path, text);
	if (!err)
		err = parse_cgroup_stat(span_of(text->data, text->len), ret,
					&bad);
	if (!err && !ret->dying.known)
		err = -EINVAL;
	return err;
}

/* The directory in dir that has more than half of the dying; else false. */
static bool deeper(const struct source *src, char dir[PATH_MAX],
		   uint64_t *dying, struct buf *text)
{
	DIR *d = source_open_dir(src, dir);
	char path[PATH_MAX + 300];
	const struct dirent *e;
	bool found = false;

	for (int n = 0; d && !found && n < DIRS_MAX && (e = readdir(d)); n++) {
		struct cgroup_stat st = { 0 };

		if (e->d_type != DT_DIR || e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (strlen(path) >= PATH_MAX ||
		    read_stat(src, path, text, &st) || st.dying.v <= *dying / 2)
			continue;
		*dying = st.dying.v;
		memcpy(dir, path, strlen(path) + 1);
		found = true;
	}
	if (d)
		closedir(d);
	return found;
}

/* Returns 0 where cgroup2 tells. */
static int count_v2(const struct source *src, char root[PATH_MAX],
		    struct buf *text, struct dying_cgroups *ret)
{
	size_t len = strlen(root);
	struct cgroup_stat st = { 0 };
	uint64_t dying;
	int err = len ? read_stat(src, root, text, &st) : -ENOENT;

	if (err)
		return err;
	ret->dying = st.dying;
	ret->living = st.descendants;
	dying = st.dying.v;
	for (int i = 0; dying && i < DEPTH_MAX; i++)
		if (!deeper(src, root, &dying, text))
			break;
	if (dying)
		snprintf(ret->where, sizeof(ret->where), "%.127s",
			 root[len] ? root + len : "/");
	return 0;
}

/* Adds the directories of a tree, its root included. Returns 0 or -errno. */
static int count_dirs(int fd, unsigned depth, uint64_t *n)
{
	DIR *d = fdopendir(fd);
	const struct dirent *e;
	int err = 0;

	if (!d) {
		close(fd);
		return -errno;
	}
	if (++*n > DIRS_MAX || depth > DEPTH_MAX)
		err = -E2BIG;
	while (!err && (e = readdir(d))) {
		int sub;

		if (e->d_type != DT_DIR || e->d_name[0] == '.')
			continue;
		sub = openat(dirfd(d), e->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (sub >= 0) /* else it was removed meanwhile */
			err = count_dirs(sub, depth + 1, n);
	}
	closedir(d);
	return err;
}

/* A container sees its own directories and everybody's number. */
static bool sees_all_cgroups(void)
{
	struct stat st;

	return !stat("/proc/self/ns/cgroup", &st) &&
	       st.st_ino == INITIAL_CGROUPNS;
}

static int count_v1(const struct source *src, const char *root,
		    struct buf *text, struct dying_cgroups *ret)
{
	struct opt_u64 total = { 0 };
	unsigned bad = 0;
	uint64_t n = 0;
	int fd, err = source_read(src, "proc/cgroups", text);

	if (!err)
		err = parse_cgroup_count(span_of(text->data, text->len),
					 "memory", &total, &bad);
	if (err || !total.known)
		return err ? err : -ENOENT;
	fd = source_open(src, root, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fd;
	err = count_dirs(fd, 0, &n);
	if (err)
		return err;
	ret->living = opt_u64(n);
	ret->dying = opt_u64(total.v > n ? total.v - n : 0);
	return 0;
}

int detail_cgroups(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	struct dying_cgroups *dying = &snap->detail.cgroups;
	struct roots roots = { .v2 = "" };
	struct buf text = { 0 };
	int err = find_roots(src, &roots);

	/* where both are mounted, the memory controller is in one of them */
	if (!err && roots.v1[0] && sees_all_cgroups())
		err = count_v1(src, roots.v1, &text, dying);
	else if (!err)
		err = count_v2(src, roots.v2, &text, dying);
	buf_free(&text);
	if (err && err != -ENOMEM && !(src->capture && err == -ENOENT))
		gaps_add(&snap->gaps, WHAT, -err, EFFECT, "%s",
			 roots.v1[0] ? "/proc/cgroups" : "cgroup.stat");
	return err == -ENOMEM ? err : 0;
}
