/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/base/consumer_list.h"
#include "model/snapshot.h"
#include "system/at.h"
#include "util/vec.h"

#define PIPES_MAX 262144

/* PIPE_DEF_BUFFERS of include/linux/pipe_fs_i.h: slots of a page each */
#define USUAL_SLOTS 16

#define BASES_N (BASIS_UPPER_BOUND + 1)

int pipes_note(struct pipes *p, uint64_t dev, uint64_t inode, pid_t pid, int fd,
	       bool reader)
{
	const uint64_t key = inode ^ dev * 0x9e3779b97f4a7c15U;
	const struct pipe_seen seen = { inode, pid, fd, reader };
	const uint32_t *at = idhash_find(&p->by_inode, key);
	int err;

	if (at) {
		if (reader && !p->v[*at].reader)
			p->v[*at] = seen;
		return 0;
	}
	if (p->n >= PIPES_MAX) {
		p->cut = true;
		return 0;
	}
	if (VEC_GROW(p))
		return -ENOMEM;
	err = idhash_add(&p->by_inode, key, (uint32_t)p->n);
	if (err)
		return err == -ENOMEM ? err : 0;
	p->v[p->n++] = seen;
	return 0;
}

/*
 * Opens the read end once more. O_PATH first, which opens nothing but holds the
 * inode: only when that is the pipe is it opened. Returns an fd or -errno.
 */
static int open_pipe(int proc, const struct pipe_seen *p)
{
	char path[64];
	struct stat st;
	int at, fd;

	at = proc_open(proc_at(proc, p->pid), O_PATH, "fd/%d", p->fd);
	if (at < 0)
		return at;
	if (fstat(at, &st) || !S_ISFIFO(st.st_mode) || st.st_ino != p->inode) {
		close(at);
		return -ENOENT;
	}
	snprintf(path, sizeof(path), "self/fd/%d", at);
	fd = openat(proc, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		fd = -errno;
	close(at);
	at_leave();
	return fd;
}

/* Returns 0 or -errno. */
static int measure_pipe(int proc, const struct pipe_seen *p, uint64_t page,
			uint64_t *ret_bytes, enum basis *ret_basis)
{
	int fd = open_pipe(proc, p), filled = 0, size;

	if (fd < 0)
		return fd;
	size = fcntl(fd, F_GETPIPE_SZ);
	if (ioctl(fd, FIONREAD, &filled) < 0)
		size = -1;
	close(fd);
	if (size < 0 || filled < 0)
		return -EINVAL;
	*ret_basis = filled == size ? BASIS_EXACT : BASIS_ESTIMATE;
	*ret_bytes = ((uint64_t)filled + page - 1) / page * page;
	return 0;
}

static int by_process(const void *a, const void *b)
{
	const struct pipe_seen *x = a, *y = b;

	if (x->pid != y->pid)
		return (x->pid > y->pid) - (x->pid < y->pid);
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static void refused(struct snapshot *snap, const struct pipe_seen *p, int err)
{
	if (err == -ENOENT) /* closed by now */
		return;
	gaps_add(&snap->gaps, "pipes", -err,
		 "how full these pipes are is not known: their size is used "
		 "instead",
		 "pid %d", p->pid);
}

static int measure_process(int proc, const struct pipe_seen *v, size_t n,
			   struct snapshot *snap)
{
	uint64_t page = snapshot_page_size(snap);
	struct consumer sums[BASES_N] = { 0 };
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		enum basis basis = BASIS_UPPER_BOUND;
		uint64_t bytes = USUAL_SLOTS * page;
		int e = v[i].reader ? measure_pipe(proc, &v[i], page, &bytes,
						   &basis)
				    : 0;

		if (e)
			refused(snap, &v[i], e);
		if (e == -ENOENT || !bytes)
			continue;
		sums[basis].bytes += bytes;
		sums[basis].count++;
	}
	for (unsigned b = 0; b < BASES_N && !err; b++) {
		sums[b].name = "pipes";
		sums[b].basis = (enum basis)b;
		sums[b].pid = v[0].pid;
		err = consumers_add(snap, &sums[b]);
	}
	return err;
}

int pipes_measure(int proc, struct pipes *p, struct snapshot *snap)
{
	size_t first = 0;
	int err = 0;

	if (p->cut)
		gaps_add(&snap->gaps, "pipes", 0, "not all pipes are counted",
			 "more than %d", PIPES_MAX);
	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), by_process);
	for (size_t i = 1; i <= p->n && !err; i++) {
		if (i < p->n && p->v[i].pid == p->v[first].pid)
			continue;
		err = measure_process(proc, &p->v[first], i - first, snap);
		first = i;
	}
	return err;
}

void pipes_free(struct pipes *p)
{
	free(p->v);
	idhash_free(&p->by_inode);
	*p = (struct pipes){ 0 };
}
