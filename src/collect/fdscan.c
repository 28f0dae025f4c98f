/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/fdscan.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/idhash.h"
#include "util/span.h"
#include "util/vec.h"

#define WORKERS_MAX 2

/* Below this many processes a second thread costs more than it saves. */
#define PROCESSES_A_WORKER 32

/* Processes that a worker takes at once. */
#define CHUNK 8

#define DIR_BYTES 65536

/* What the workers share: where the next processes are. */
struct queue {
	int proc;
	const struct idhash *wanted;
	struct fdscan *scan;
	atomic_size_t next;
};

struct worker {
	struct queue *queue;
	struct sock_owners found;
	uint32_t denied;
	int denied_error;
	pid_t denied_pid;
	int error;
	char *buf; /* DIR_BYTES */
	/* the process that is being read */
	pid_t pid;
	uint32_t sockets;
	int refused; /* errno of a link that may not be read, or 0 */
};

/* The inode of a link like "socket:[4711]"; 0 where it is none. */
static uint64_t socket_inode(const char *link, size_t len)
{
	static const char head[] = "socket:[";
	const size_t skip = sizeof(head) - 1;
	uint64_t inode = 0;

	if (len <= skip + 1 || memcmp(link, head, skip) ||
	    span_u64(span_of(link + skip, len - skip - 1), &inode))
		return 0;
	return inode;
}

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	struct worker *w = data;
	const uint32_t *sock;
	char link[64];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));
	uint64_t inode;

	if (n < 0) {
		if (errno == EACCES || errno == EPERM)
			w->refused = errno;
		return w->refused;
	}
	inode = socket_inode(link, (size_t)n);
	if (!inode)
		return 0;
	w->sockets++;
	sock = idhash_find(w->queue->wanted, inode);
	if (!sock)
		return 0;
	if (VEC_GROW(&w->found))
		return -ENOMEM;
	w->found.v[w->found.n++] =
		(struct sock_owner){ .sock = *sock, .pid = w->pid, .fd = fd };
	return 0;
}

static void deny(struct worker *w, int err)
{
	if (pid_is_kernel_thread(w->queue->proc, w->pid))
		return;
	if (!w->denied++) {
		w->denied_error = err;
		w->denied_pid = w->pid;
	}
}

/* Returns 0 or -ENOMEM. */
static int look_at_process(struct worker *w, uint32_t *ret_sockets)
{
	char name[32];
	int dir, err;

	snprintf(name, sizeof(name), "%d/fd", w->pid);
	dir = openat(w->queue->proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		if (errno == EACCES || errno == EPERM)
			deny(w, errno);
		return 0;
	}
	w->sockets = 0;
	w->refused = 0;
	err = pids_each(dir, w->buf, DIR_BYTES, look_at_fd, w);
	close(dir);
	if (w->refused)
		deny(w, w->refused);
	else if (!err)
		*ret_sockets = w->sockets;
	return err == -ENOMEM ? err : 0;
}

static void *work(void *data)
{
	struct worker *w = data;
	struct fdscan *scan = w->queue->scan;

	for (;;) {
		size_t i = atomic_fetch_add(&w->queue->next, CHUNK);
		size_t end = i + CHUNK;

		for (; i < end; i++) {
			if (i >= scan->pids.n || w->error)
				return NULL;
			w->pid = scan->pids.v[i];
			w->error = look_at_process(w, &scan->socket_fds[i]);
		}
	}
}

static size_t count_workers(size_t processes)
{
	cpu_set_t cpus;
	size_t n = WORKERS_MAX;

	if (!sched_getaffinity(0, sizeof(cpus), &cpus) && CPU_COUNT(&cpus) == 1)
		n = 1;
	if (n > 1 + processes / PROCESSES_A_WORKER)
		n = 1 + processes / PROCESSES_A_WORKER;
	return n;
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
	if (!scan->found.v) {
		scan->found = w->found;
		w->found = (struct sock_owners){ 0 };
		return 0;
	}
	for (size_t i = 0; i < w->found.n; i++) {
		if (VEC_GROW(&scan->found))
			return -ENOMEM;
		scan->found.v[scan->found.n++] = w->found.v[i];
	}
	return 0;
}

static int run_workers(struct queue *queue)
{
	struct worker workers[WORKERS_MAX] = { 0 };
	pthread_t threads[WORKERS_MAX];
	size_t n = count_workers(queue->scan->pids.n), started = 0;
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		workers[i].queue = queue;
		workers[i].buf = malloc(DIR_BYTES);
		err = workers[i].buf ? 0 : -ENOMEM;
	}
	/* the last one is this thread; where none can be started, the only */
	while (!err && started + 1 < n &&
	       !pthread_create(&threads[started], NULL, work,
			       &workers[started]))
		started++;
	if (!err)
		work(&workers[n - 1]);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < n; i++) {
		if (!err)
			err = merge(queue->scan, &workers[i]);
		free(workers[i].found.v);
		free(workers[i].buf);
	}
	return err;
}

int fdscan(int proc, const struct idhash *wanted, struct fdscan *ret)
{
	struct queue queue = { .proc = proc, .wanted = wanted, .scan = ret };
	int err = pids_list(proc, &ret->pids);

	if (err)
		return err;
	ret->socket_fds = malloc((ret->pids.n + 1) * sizeof(*ret->socket_fds));
	if (!ret->socket_fds)
		return -ENOMEM;
	for (size_t i = 0; i < ret->pids.n; i++)
		ret->socket_fds[i] = FDS_UNKNOWN;
	return run_workers(&queue);
}

void fdscan_free(struct fdscan *f)
{
	pids_free(&f->pids);
	free(f->socket_fds);
	free(f->found.v);
	*f = (struct fdscan){ 0 };
}
