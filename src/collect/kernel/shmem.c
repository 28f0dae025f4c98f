/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "collect/kernel/shmem_mounts.h"
#include "model/snapshot.h"
#include "source/segments.h"
#include "source/source.h"
#include "util/idhash.h"

#define GAP_EFFECT "not all holders of shared memory are known"
#define GETDENTS_BYTES 65536
#define BLOCK 512 /* st_blocks, whatever the file system's own are */

/* One walk over all fds. */
struct search {
	struct snapshot *snap;
	struct idhash seen;    /* files by device and inode */
	struct idhash *mounts; /* devices whose files were counted */
	pid_t pid;
	char *buf;
};

/* A memfd, or a file that has no name any more. */
static bool nameless(const char *link, enum shm_kind *ret)
{
	static const char deleted[] = " (deleted)";
	size_t len = strlen(link), tail = sizeof(deleted) - 1;

	if (len < tail || strcmp(link + len - tail, deleted) || *link != '/')
		return false;
	*ret = strncmp(link, "/memfd:", 7) ? SHM_DELETED : SHM_MEMFD;
	return true;
}

/* Whether the file's pages are shmem; a deleted file on a disk is not ours. */
static bool in_tmpfs(int dir, const char *name)
{
	struct statfs fs;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dir, name);
	return !statfs(path, &fs) &&
	       (fs.f_type == 0x01021994 /* TMPFS_MAGIC */);
}

static int look_at_fd(int dir, const char *name, int id, void *data)
{
	struct search *s = data;
	struct shm_object o = { .pid = s->pid };
	char link[PATH_MAX];
	struct stat st;
	ssize_t n = readlinkat(dir, name, link, sizeof(link) - 1);
	int err;

	(void)id;
	if (n <= 0)
		return 0;
	link[n] = '\0';
	if (!nameless(link, &o.kind) || fstatat(dir, name, &st, 0) ||
	    !S_ISREG(st.st_mode) || !st.st_blocks || !in_tmpfs(dir, name))
		return 0;
	err = idhash_add(&s->seen, (uint64_t)st.st_dev << 40 ^ st.st_ino, 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	o.id = st.st_ino;
	o.bytes = (uint64_t)st.st_blocks * BLOCK;
	o.in_mount = idhash_find(s->mounts, (uint64_t)st.st_dev + 1) != NULL;
	snprintf(o.name, sizeof(o.name), "%.63s", link);
	return shm_objects_add(&s->snap->shmem, &o);
}

static int search_process(int proc, pid_t pid, struct search *s)
{
	char path[32];
	int dir, err;

	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		if (errno == EACCES || errno == EPERM)
			gaps_add(&s->snap->gaps, "shared memory fds", errno,
				 GAP_EFFECT, "pid %d", (int)pid);
		return 0;
	}
	s->pid = pid;
	err = pids_each(dir, s->buf, GETDENTS_BYTES, look_at_fd, s);
	close(dir);
	return err == -ENOMEM ? err : 0;
}

static int search_fds(struct snapshot *snap, struct idhash *mounts)
{
	struct search s = { .snap = snap,
			    .mounts = mounts,
			    .buf = malloc(GETDENTS_BYTES) };
	struct pids pids = { 0 };
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = proc < 0 ? -errno : 0;

	if (!s.buf)
		err = -ENOMEM;
	if (!err)
		err = pids_list(proc, &pids);
	for (size_t i = 0; !err && i < pids.n; i++)
		if (!pid_is_kernel_thread(proc, pids.v[i]))
			err = search_process(proc, pids.v[i], &s);
	if (proc >= 0)
		close(proc);
	pids_free(&pids);
	idhash_free(&s.seen);
	free(s.buf);
	return err;
}

int collect_shmem(struct snapshot *snap)
{
	struct idhash mounts = { 0 };
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	err = segments_read(&src, snap);
	if (!err)
		err = shmem_mounts(&src, &mounts, snap);
	if (!err)
		err = search_fds(snap, &mounts);
	idhash_free(&mounts);
	shm_objects_rank(&snap->shmem);
	snap->shmem.looked = !err;
	source_close(&src);
	return err;
}
