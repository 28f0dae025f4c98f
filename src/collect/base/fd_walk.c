/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/fd_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "collect/base/workers.h"
#include "model/gap.h"
#include "system/at.h"
#include "util/span.h"
#include "util/vec.h"

/* Processes that a worker takes at once. */
#define CHUNK 8

#define DIR_BYTES 65536

/* The first that fits; the inode stands behind "[". */
static const struct interest {
	const char *prefix;
	enum fd_kind kind;
	bool inode;
} interests[] = {
	{ "socket:[", FD_SOCKET, true },
	{ "/dmabuf:", FD_DMABUF, false },
	{ "/dev/dri/", FD_DRM, false },
	{ "/dev/net/tun", FD_TUN, false },
	{ "/", FD_PATH, false },
	{ "pipe:[", FD_PIPE, true },
	{ "anon_inode:[eventpoll]", FD_EPOLL, false },
	{ "anon_inode:[io_uring]", FD_RING, false },
	{ "anon_inode:[perf_event]", FD_PERF, false },
	{ "anon_inode:bpf", FD_BPF, false },
	{ "net:[", FD_NETNS, true },
};

/* What the workers share: where the next processes are. */
struct queue {
	struct fd_walk *walk;
	atomic_size_t next;
	size_t end;
};

struct worker {
	struct queue *queue;
	struct fd_refs refs[FD_KINDS];
	unsigned cut;
	struct fd_process *process; /* that is being walked */
	uint32_t max;
	int error;
	char *buf; /* DIR_BYTES */
	char link[PATH_MAX];
};

int fd_refs_add(struct fd_refs *refs, uint64_t inode, pid_t pid, int fd)
{
	if (VEC_GROW(refs))
		return -ENOMEM;
	refs->v[refs->n++] =
		(struct fd_ref){ .inode = inode, .pid = pid, .fd = fd };
	return 0;
}

static bool is_deleted(struct span link)
{
	static const char tail[] = " (deleted)";
	const size_t len = sizeof(tail) - 1;

	return link.len > len && !memcmp(link.p + link.len - len, tail, len);
}

static int note(struct worker *w, const struct interest *in, struct span link,
		int fd)
{
	enum fd_kind kind = in->kind;
	size_t skip = strlen(in->prefix);
	uint64_t inode = 0;

	/* "socket:[4711]"; a link that is cut or odd names nothing */
	if (in->inode &&
	    (link.len <= skip + 1 ||
	     span_u64(span_of(link.p + skip, link.len - skip - 1), &inode)))
		return 0;
	if (kind == FD_PATH && is_deleted(link))
		kind = FD_DELETED;
	w->process->sockets += kind == FD_SOCKET;
	if (!(w->queue->walk->kinds & FD_BIT(kind)))
		return 0;
	if (kind != FD_SOCKET && w->refs[kind].n >= FD_NOTES_MAX) {
		w->cut |= FD_BIT(kind);
		return 0;
	}
	return fd_refs_add(&w->refs[kind], inode, w->process->pid, fd);
}

static int saw_fd(int dir, const char *name, int fd, void *data)
{
	struct worker *w = data;
	ssize_t n = readlinkat(dir, name, w->link, sizeof(w->link));
	struct span link = span_of(w->link, n > 0 ? (size_t)n : 0);

	/* refused: none of this process's links may be read */
	if (n < 0)
		return errno == EACCES || errno == EPERM ? -errno : 0;
	if (w->process->fds++ >= w->max)
		return -E2BIG;
	for (size_t i = 0; i < sizeof(interests) / sizeof(*interests); i++)
		if (span_starts(link, interests[i].prefix))
			return note(w, &interests[i], link, fd);
	return 0;
}

/* Returns 0 or -errno. */
static int read_dir(struct worker *w)
{
	const struct proc_at at =
		proc_at(w->queue->walk->proc, w->process->pid);
	int dir = proc_open(at, O_RDONLY | O_DIRECTORY, "fd");
	struct stat st;
	int err;

	if (dir < 0)
		return dir;
	/* since 6.2 the size of the directory is the number of fds */
	if (w->max < UINT32_MAX && !fstat(dir, &st) && st.st_size > w->max)
		err = -E2BIG;
	else
		err = pids_each(dir, w->buf, DIR_BYTES, saw_fd, w);
	close(dir);
	return err;
}

/* Notes all of a process or nothing. Returns 0 or -ENOMEM. */
static int walk_process(struct worker *w, struct fd_process *p)
{
	size_t before[FD_KINDS];

	for (unsigned k = 0; k < FD_KINDS; k++)
		before[k] = w->refs[k].n;
	w->process = p;
	p->err = read_dir(w);
	at_leave();
	if (!p->err || p->err == -ENOMEM)
		return p->err;
	for (unsigned k = 0; k < FD_KINDS; k++)
		w->refs[k].n = before[k];
	p->refused = (p->err == -EACCES || p->err == -EPERM) &&
		     !pid_is_kernel_thread(w->queue->walk->proc, p->pid);
	return 0;
}

static void work(void *data)
{
	struct worker *w = data;
	struct fd_walk *walk = w->queue->walk;

	for (;;) {
		size_t i = atomic_fetch_add(&w->queue->next, CHUNK);
		size_t end = i + CHUNK;

		for (; i < end; i++) {
			if (i >= w->queue->end || w->error)
				return;
			w->error = walk_process(w, &walk->v[i]);
		}
	}
}

static int by_pid_and_fd(const void *a, const void *b)
{
	const struct fd_ref *x = a, *y = b;

	if (x->pid != y->pid)
		return (x->pid > y->pid) - (x->pid < y->pid);
	return (x->fd > y->fd) - (x->fd < y->fd);
}

/* Adds what a worker found to the whole. Returns 0 or -ENOMEM. */
static int merge_kind(struct fd_refs *from, struct fd_refs *ret)
{
	if (!from->n)
		return 0;
	if (!ret->v) {
		*ret = *from;
		*from = (struct fd_refs){ 0 };
		return 0;
	}
	for (size_t i = 0; i < from->n; i++) {
		if (VEC_GROW(ret))
			return -ENOMEM;
		ret->v[ret->n++] = from->v[i];
	}
	return 0;
}

static int merge(struct worker *w, struct fd_walk *walk)
{
	int err = w->error;

	walk->cut |= w->cut;
	for (unsigned k = 0; k < FD_KINDS && !err; k++)
		err = merge_kind(&w->refs[k], &walk->refs[k]);
	return err;
}

static void free_worker(struct worker *w)
{
	for (unsigned k = 0; w && k < FD_KINDS; k++)
		free(w->refs[k].v);
	if (w)
		free(w->buf);
}

/* Walks the processes from first to end. Returns 0 or -ENOMEM. */
static int walk_some(struct fd_walk *walk, size_t first, size_t end,
		     uint32_t max)
{
	struct queue queue = { .walk = walk, .next = first, .end = end };
	size_t n_workers = workers_for(end - first);
	struct worker *w = calloc(n_workers, sizeof(*w));
	int err = w ? 0 : -ENOMEM;

	for (size_t i = 0; i < n_workers && !err; i++) {
		w[i].queue = &queue;
		w[i].max = max;
		w[i].buf = malloc(DIR_BYTES);
		err = w[i].buf ? 0 : -ENOMEM;
	}
	if (!err)
		workers_run(work, w, n_workers, sizeof(*w));
	for (size_t i = 0; w && i < n_workers; i++) {
		if (!err)
			err = merge(&w[i], walk);
		free_worker(&w[i]);
	}
	free(w);
	for (unsigned k = 0; k < FD_KINDS; k++)
		if (k != FD_SOCKET && walk->refs[k].n)
			qsort(walk->refs[k].v, walk->refs[k].n,
			      sizeof(struct fd_ref), by_pid_and_fd);
	return err;
}

/* Returns 0, -EEXIST (it was walked) or -ENOMEM. */
static int add_process(struct fd_walk *w, pid_t pid)
{
	int err;

	if (VEC_GROW(w))
		return -ENOMEM;
	err = idhash_add(&w->by_pid, (uint64_t)pid, (uint32_t)w->n);
	if (!err)
		w->v[w->n++] = (struct fd_process){ .pid = pid };
	return err;
}

int fd_walk_all(struct fd_walk *w)
{
	struct pids pids = { 0 };
	size_t first = w->n;
	int err = w->whole ? 0 : pids_list(w->proc, &pids);

	for (size_t i = 0; i < pids.n && !err; i++) {
		err = add_process(w, pids.v[i]);
		if (err == -EEXIST)
			err = 0;
	}
	pids_free(&pids);
	if (!err && w->n > first)
		err = walk_some(w, first, w->n, UINT32_MAX);
	/* that were too large for who asked for them alone */
	for (size_t i = 0; i < first && !err; i++) {
		if (w->v[i].err != -E2BIG)
			continue;
		w->v[i] = (struct fd_process){ .pid = w->v[i].pid };
		err = walk_some(w, i, i + 1, UINT32_MAX);
	}
	w->whole |= !err;
	return err;
}

int fd_walk_process(struct fd_walk *w, pid_t pid, uint32_t max,
		    const struct fd_process **ret)
{
	size_t first = w->n;
	int err = add_process(w, pid);

	if (!err)
		err = walk_some(w, first, w->n, max);
	if (err && err != -EEXIST)
		return err;
	*ret = &w->v[*idhash_find(&w->by_pid, (uint64_t)pid)];
	return 0;
}

struct fd_refs fd_walk_of(const struct fd_walk *w, enum fd_kind kind, pid_t pid)
{
	const struct fd_refs *all = &w->refs[kind];
	struct fd_refs ret = { 0 };
	size_t lo = 0, hi = all->n;

	while (lo < hi) {
		size_t i = (lo + hi) / 2;

		if (all->v[i].pid < pid)
			lo = i + 1;
		else
			hi = i;
	}
	if (all->v)
		ret.v = all->v + lo;
	while (lo + ret.n < all->n && ret.v[ret.n].pid == pid)
		ret.n++;
	return ret;
}

void fd_walk_refusals(const struct fd_walk *w, struct gaps *gaps,
		      const char *what, const char *effect)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].refused)
			gaps_add(gaps, what, -w->v[i].err, effect, "pid %d",
				 (int)w->v[i].pid);
}

void fd_walk_free(struct fd_walk *w)
{
	for (unsigned k = 0; k < FD_KINDS; k++)
		free(w->refs[k].v);
	free(w->v);
	idhash_free(&w->by_pid);
	*w = (struct fd_walk){ 0 };
}
