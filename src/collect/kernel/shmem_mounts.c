/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/shmem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "collect/base/context.h"
#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/mountinfo.h"
#include "system/at.h"
#include "util/buf.h"
#include "util/idhash.h"

#define TMPFS_MAGIC 0x01021994
/* A host of containers has hundreds, each with a table of its own to read. */
#define NAMESPACES_MAX 512
#define ROOT_MAX 32 /* "/proc/PID/root" */

/* root: "" for our own mounts; pid: who is in the namespace, 0 for us. */
static int add_mount(const struct mount *m, const char *root, pid_t pid,
		     struct idhash *seen, struct snapshot *snap)
{
	struct shm_object o = { .kind = SHM_MOUNT, .pid = pid };
	char path[ROOT_MAX + PATH_MAX], *point;
	struct statfs fs;
	struct stat st;

	snprintf(path, sizeof(path), "%s", root);
	point = path + strlen(path);
	/* another file system may have been mounted over it */
	if (!parse_mount_unescape(m->point, point, PATH_MAX) ||
	    (pid ? at_enter(pid, AT_MOUNT) : at_enter_path(point, AT_MOUNT)) ||
	    stat(path, &st) || statfs(path, &fs) || fs.f_type != TMPFS_MAGIC)
		return 0;
	if (idhash_add(seen, (uint64_t)st.st_dev + 1, 0))
		return 0;
	o.id = st.st_dev;
	o.bytes = (uint64_t)(fs.f_blocks - fs.f_bfree) * (uint64_t)fs.f_bsize;
	snprintf(o.name, sizeof(o.name), "%.63s", point);
	return shm_objects_add(&snap->shmem, &o);
}

/* Of a process, or 0 for our own. */
static int read_mounts(const struct source *src, pid_t pid, struct idhash *seen,
		       struct snapshot *snap)
{
	struct buf text = { 0 };
	struct mount m;
	struct span rest;
	char root[ROOT_MAX] = "";
	int err = pid ? proc_read_source(src, pid, "mountinfo", &text)
		      : source_read(src, "proc/self/mountinfo", &text);

	if (pid)
		snprintf(root, sizeof(root), "/proc/%d/root", (int)pid);
	rest = span_of(text.data, text.len);
	while (!err && parse_mount(&rest, &m))
		if (span_is(m.fstype, "tmpfs"))
			err = add_mount(&m, root, pid, seen, snap);
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

/* Of a process, or 0 for us; 0 where it cannot be read. */
static uint64_t namespace_of(int proc, pid_t pid)
{
	struct stat st;
	int err = pid ? proc_stat(proc_at(proc, pid), &st, 0, "ns/mnt")
		      : fstatat(proc, "self/ns/mnt", &st, 0);

	return err ? 0 : st.st_ino;
}

static int other_namespaces(const struct source *src, int proc,
			    const struct pids *pids, struct idhash *seen,
			    struct snapshot *snap)
{
	struct idhash known = { 0 };
	int err = idhash_add(&known, namespace_of(proc, 0), 0);

	if (err == -EINVAL) /* a kernel without such namespaces */
		return 0;
	for (size_t i = 0; err != -ENOMEM && i < pids->n; i++) {
		err = idhash_add(&known, namespace_of(proc, pids->v[i]), 0);
		/* nor through another process that is in there */
		if (err || at_enter(pids->v[i], AT_MOUNT))
			continue;
		if (known.n > NAMESPACES_MAX) {
			gaps_add(&snap->gaps, "mount namespaces", 0,
				 "not every tmpfs is named", "more than %d",
				 NAMESPACES_MAX);
			break;
		}
		err = read_mounts(src, pids->v[i], seen, snap);
	}
	at_leave();
	idhash_free(&known);
	return err == -ENOMEM ? err : 0;
}

int shmem_mounts(struct collect *c, struct idhash *ret_seen)
{
	struct pids pids = { 0 };
	int err = read_mounts(&c->src, 0, ret_seen, c->snap);

	at_leave();
	if (!err)
		err = c->proc < 0 ? c->proc : pids_list(c->proc, &pids);
	if (!err)
		err = other_namespaces(&c->src, c->proc, &pids, ret_seen,
				       c->snap);
	pids_free(&pids);
	return err;
}
