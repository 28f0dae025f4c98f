/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_cgroup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "collect/base/proc_file.h"
#include "source/source.h"
#include "parse/cgroup/cgroup.h"
#include "parse/proc/mountinfo.h"
#include "util/buf.h"

#define THROTTLED_PERCENT 80
#define PERIODS_MIN 2

static void take_mount(const struct mount *mount, struct cgroup_mount *ret)
{
	struct cgroup_mount m;

	if (ret->point[0])
		return;
	if (parse_mount_unescape(mount->root, m.root, sizeof(m.root)) &&
	    parse_mount_unescape(mount->point, m.point, sizeof(m.point)))
		*ret = m;
}

int cgroup_mounts_find(const struct source *src, struct cgroup_mounts *ret)
{
	struct buf text = { 0 };
	struct mount mount;
	struct span rest;
	int err = source_read(src, "proc/self/mountinfo", &text);

	*ret = (struct cgroup_mounts){ 0 };
	rest = span_of(text.data, err ? 0 : text.len);
	while (parse_mount(&rest, &mount)) {
		if (span_is(mount.fstype, "cgroup2"))
			take_mount(&mount, &ret->unified);
		if (!span_is(mount.fstype, "cgroup"))
			continue;
		if (comma_list_has(mount.super, "freezer"))
			take_mount(&mount, &ret->freezer);
		if (comma_list_has(mount.super, "cpu"))
			take_mount(&mount, &ret->cpu);
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

/* Appends; the path stands where it is mounted, less what is not mounted. */
static bool join(const struct cgroup_mount *m, struct span path, char *dst,
		 size_t cap)
{
	size_t root = strlen(m->root), len;
	struct span rest = path;

	if (!strcmp(m->root, "/"))
		root = 0;
	/* a path above the namespace's own root begins with "/.." */
	if (!m->point[0] || span_starts(path, "/..") ||
	    (root && !span_starts(path, m->root)))
		return false;
	rest = span_of(path.p + root, path.len - root);
	if (root && rest.len && *rest.p != '/')
		return false;
	len = strlen(m->point + 1);
	if (len + rest.len + 1 > cap)
		return false;
	memcpy(dst, m->point + 1, len);
	memcpy(dst + len, rest.p, rest.len);
	len += rest.len;
	while (len && dst[len - 1] == '/')
		len--;
	dst[len] = '\0';
	return true;
}

/* The directory of a process's cgroup; controller "" is cgroup2. */
static bool find_dir(const struct source *src, const struct cgroup_mount *m,
		     pid_t pid, const char *controller, char *dst, size_t cap)
{
	struct buf text = { 0 };
	struct cgroup_line line;
	struct span rest;
	bool found = false;

	if (!m->point[0] || proc_read_source(src, pid, "cgroup", &text))
		return false;
	rest = span_of(text.data, text.len);
	while (!found && parse_cgroup_line(&rest, &line))
		if (*controller ? comma_list_has(line.controllers, controller)
				: !line.controllers.len)
			found = join(m, line.path, dst, cap);
	buf_free(&text);
	return found;
}

static int read_file(const struct source *src, const char *dir,
		     const char *file, struct buf *ret)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", dir, file);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	return source_read(src, path, ret);
}

bool cgroup_is_frozen(const struct source *src, const struct cgroup_mounts *m,
		      pid_t pid)
{
	struct buf text = { 0 };
	struct span rest, line;
	char dir[PATH_MAX];
	bool frozen = false;

	if (find_dir(src, &m->unified, pid, "", dir, sizeof(dir)) &&
	    !read_file(src, dir, "cgroup.events", &text))
		frozen = opt_or0(parse_flat_key(span_of(text.data, text.len),
						"frozen")) == 1;
	if (!frozen &&
	    find_dir(src, &m->freezer, pid, "freezer", dir, sizeof(dir)) &&
	    !read_file(src, dir, "freezer.state", &text)) {
		rest = span_of(text.data, text.len);
		frozen = span_line(&rest, &line) && span_is(line, "FROZEN");
	}
	buf_free(&text);
	return frozen;
}

static void read_level(const struct source *src, const char *dir,
		       struct cgroup_quota *q)
{
	struct buf text = { 0 };
	struct span s = { .p = NULL };

	if (!read_file(src, dir, "cpu.stat", &text))
		s = span_of(text.data, text.len);
	/* the root has none of these, cgroup2 only below +cpu */
	q->periods[q->n] = opt_or0(parse_flat_key(s, "nr_periods"));
	q->throttled[q->n] = opt_or0(parse_flat_key(s, "nr_throttled"));
	q->n++;
	buf_free(&text);
}

void cgroup_read_quota(const struct source *src, const struct cgroup_mounts *m,
		       pid_t pid, struct cgroup_quota *ret)
{
	const struct cgroup_mount *mount = &m->cpu;
	char dir[PATH_MAX];
	char *slash;

	ret->n = 0;
	if (!find_dir(src, mount, pid, "cpu", dir, sizeof(dir))) {
		mount = &m->unified;
		if (!find_dir(src, mount, pid, "", dir, sizeof(dir)))
			return;
	}
	while (ret->n < QUOTA_LEVELS && strlen(dir) > strlen(mount->point)) {
		read_level(src, dir, ret);
		slash = strrchr(dir, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
}

bool cgroup_was_throttled(const struct cgroup_quota *before,
			  const struct cgroup_quota *after)
{
	if (before->n != after->n) /* it was moved */
		return false;
	for (size_t i = 0; i < after->n; i++) {
		uint64_t periods = after->periods[i] - before->periods[i];
		uint64_t hit = after->throttled[i] - before->throttled[i];

		if (after->periods[i] >= before->periods[i] + PERIODS_MIN &&
		    after->throttled[i] > before->throttled[i] &&
		    hit * 100 > periods * THROTTLED_PERCENT)
			return true;
	}
	return false;
}
