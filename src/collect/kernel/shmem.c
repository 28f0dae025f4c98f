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
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "source/segments.h"
#include "system/at.h"
#include "util/idhash.h"

#define GAP_EFFECT "not all holders of shared memory are known"
#define BLOCK 512 /* st_blocks, whatever the file system's own are */

#define TMPFS_MAGIC 0x01021994

struct search {
	struct collect *c;
	struct idhash seen;   /* files by device and inode */
	struct idhash mounts; /* devices whose files were counted */
};

/*
 * Whether the file's pages are shmem; a deleted file on a disk is not ours. The
 * fd is held by O_PATH meanwhile: what is asked is all of one file.
 */
static bool stat_tmpfs(struct proc_at at, int fd, struct stat *ret)
{
	int held = proc_open(at, O_PATH, "fd/%d", fd);
	struct statfs fs;
	bool is;

	if (held < 0)
		return false;
	is = !fstat(held, ret) && S_ISREG(ret->st_mode) && ret->st_blocks &&
	     !fstatfs(held, &fs) && fs.f_type == TMPFS_MAGIC;
	close(held);
	at_leave();
	return is;
}

/* A memfd, or a file that has no name any more. */
static int add_file(struct search *s, const struct fd_ref *ref)
{
	struct proc_at at = proc_at(s->c->proc, ref->pid);
	struct shm_object o = { .pid = ref->pid };
	char link[PATH_MAX];
	struct stat st;
	ssize_t n;
	int err;

	if (!stat_tmpfs(at, ref->fd, &st))
		return 0;
	n = proc_read_link(at, link, sizeof(link) - 1, "fd/%d", ref->fd);
	if (n <= 0)
		return 0;
	link[n] = '\0';
	err = idhash_add(&s->seen, (uint64_t)st.st_dev << 40 ^ st.st_ino, 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	o.kind = strncmp(link, "/memfd:", 7) ? SHM_DELETED : SHM_MEMFD;
	o.id = st.st_ino;
	o.bytes = (uint64_t)st.st_blocks * BLOCK;
	o.in_mount = idhash_find(&s->mounts, (uint64_t)st.st_dev + 1) != NULL;
	snprintf(o.name, sizeof(o.name), "%.63s", link);
	return shm_objects_add(&s->c->snap->shmem, &o);
}

static int search_fds(struct search *s)
{
	const struct fd_refs *refs = &s->c->fds.refs[FD_DELETED];
	int err = s->c->proc < 0 ? s->c->proc : fd_walk_all(&s->c->fds);

	for (size_t i = 0; !err && i < refs->n; i++)
		err = add_file(s, &refs->v[i]);
	if (!err)
		fd_walk_refusals(&s->c->fds, &s->c->snap->gaps,
				 "shared memory fds", GAP_EFFECT);
	return err;
}

int collect_shmem(struct collect *c)
{
	struct search s = { .c = c };
	int err = segments_read(&c->src, c->snap);

	if (!err)
		err = shmem_mounts(c, &s.mounts);
	if (!err)
		err = search_fds(&s);
	idhash_free(&s.seen);
	idhash_free(&s.mounts);
	shm_objects_rank(&c->snap->shmem);
	c->snap->shmem.looked = !err;
	return err;
}
