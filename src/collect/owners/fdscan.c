/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/fdscan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/base/workers.h"

/* Processes that a worker takes at once. */
#define CHUNK 8

#define DIR_BYTES 65536

/* What the workers share: where the next processes are. */
struct queue {
	int proc;
	struct fdscan *scan;
	atomic_size_t next;
};

struct worker {
	struct queue *queue;
	struct fd_look look;
	uint32_t denied;
	int denied_error;
	pid_t denied_pid;
	int error;
	char *buf; /* DIR_BYTES */
};

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	return fd_look(data, dir, name, fd);
}

static void deny(struct worker *w, int err)
{
	if (pid_is_kernel_thread(w->queue->proc, w->look.pid))
		return;
	if (!w->denied++) {
		w->denied_error = err;
		w->denied_pid = w->look.pid;
	}
}

/* Returns 0 or -ENOMEM. */
static int probe_at_process(struct worker *w, pid_t pid, struct fd_counts *ret)
{
	int dir, err;

	fd_look_at_process(&w->look, pid);
	dir = proc_open(proc_at(w->queue->proc, pid), O_RDONLY | O_DIRECTORY,
			"fd");
	if (dir < 0) {
		if (dir == -EACCES || dir == -EPERM)
			deny(w, -dir);
		return 0;
	}
	err = pids_each(dir, w->buf, DIR_BYTES, look_at_fd, &w->look);
	close(dir);
	if (err > 0)
		deny(w, err);
	else if (!err)
		*ret = (struct fd_counts){ w->look.sockets,
					   w->look.without_row };
	return err == -ENOMEM ? err : 0;
}

static void work(void *data)
{
	struct worker *w = data;
	struct fdscan *scan = w->queue->scan;

	for (;;) {
		size_t i = atomic_fetch_add(&w->queue->next, CHUNK);
		size_t end = i + CHUNK;

		for (; i < end; i++) {
			if (i >= scan->pids.n || w->error)
				return;
			w->error = probe_at_process(w, scan->pids.v[i],
						    &scan->counts[i]);
		}
	}
}

/* Adds what a worker found to the whole. Returns 0 or -ENOMEM. */
static int merge(struct fdscan *scan, struct worker *w)
{
	if (!scan->denied && w->denied) {
		scan->denied_error = w->denied_error;
		scan->denied_pid = w->denied_pid;
	}
	scan->denied += w->denied;
	if (w->error)
		return w->error;
	return fd_finds_merge(&w->look.finds, &scan->finds);
}

static int run_workers(struct queue *queue, const struct fd_want *want)
{
	struct worker workers[WORKERS_MAX] = { 0 };
	size_t n = workers_for(queue->scan->pids.n);
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		workers[i].queue = queue;
		workers[i].look.proc = queue->proc;
		workers[i].look.want = want;
		workers[i].buf = malloc(DIR_BYTES);
		err = workers[i].buf ? 0 : -ENOMEM;
	}
	if (!err)
		workers_run(work, workers, n, sizeof(*workers));
	for (size_t i = 0; i < n; i++) {
		if (!err)
			err = merge(queue->scan, &workers[i]);
		fd_look_free(&workers[i].look);
		free(workers[i].buf);
	}
	return err;
}

int fdscan(int proc, const struct fd_want *want, struct fdscan *ret)
{
	struct queue queue = { .proc = proc, .scan = ret };
	int err = pids_list(proc, &ret->pids);

	if (err)
		return err;
	ret->counts = malloc((ret->pids.n + 1) * sizeof(*ret->counts));
	if (!ret->counts)
		return -ENOMEM;
	for (size_t i = 0; i < ret->pids.n; i++)
		ret->counts[i] = (struct fd_counts){ FDS_UNKNOWN, FDS_UNKNOWN };
	return run_workers(&queue, want);
}

void fdscan_free(struct fdscan *f)
{
	pids_free(&f->pids);
	free(f->counts);
	fd_finds_free(&f->finds);
	*f = (struct fdscan){ 0 };
}
