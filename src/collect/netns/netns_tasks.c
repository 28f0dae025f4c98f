/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns_tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/netns/netns.h"
#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "collect/base/workers.h"
#include "system/at.h"
#include "util/vec.h"

/* Links of /proc/PID/task: ".", the one in the parent, and each thread. */
#define TASK_LINKS_OF_ONE_THREAD 3

#define PROBE_PART 400 /* of the time, with a memory: a fourth of 1 % */

struct threads_of {
	int proc;
	pid_t pid;
	struct netns_tasks *ret;
};

static int add(struct netns_tasks *t, const struct netns_task *task)
{
	if (VEC_GROW(t))
		return -ENOMEM;
	t->threads += task->tid != task->pid;
	t->v[t->n++] = *task;
	return 0;
}

static int read_thread(int dir, const char *name, int tid, void *data)
{
	struct threads_of *l = data;
	struct netns_task task = { .pid = l->pid, .tid = tid };

	(void)dir;
	(void)name;
	if (tid == l->pid || l->ret->threads >= NETNS_THREADS_MAX)
		return 0;
	if (netns_of_task(l->proc, l->pid, tid, &task.inode))
		return 0; /* it ended, or its process was refused before */
	/* /proc/TID is there too, though it is not listed */
	return add(l->ret, &task);
}

/* A thread may have gone to another namespace than its process. */
static int read_threads(struct threads_of *l)
{
	char buf[8192] __attribute__((aligned(8)));
	struct proc_at at = proc_at(l->proc, l->pid);
	struct stat st;
	int dir, err;

	if (l->ret->threads >= NETNS_THREADS_MAX ||
	    proc_stat(at, &st, 0, "task") ||
	    st.st_nlink <= TASK_LINKS_OF_ONE_THREAD)
		return 0;
	dir = proc_open(at, O_RDONLY | O_DIRECTORY, "task");
	if (dir < 0)
		return 0;
	err = pids_each(dir, buf, sizeof(buf), read_thread, l);
	close(dir);
	at_leave();
	return err == -ENOMEM ? err : 0;
}

static int read_process(int proc, pid_t pid, struct netns_tasks *ret)
{
	struct threads_of l = { proc, pid, ret };
	struct netns_task task = { .pid = pid, .tid = pid };
	int err = netns_of_task(proc, pid, pid, &task.inode);

	if ((err == -EACCES || err == -EPERM) &&
	    !pid_is_kernel_thread(proc, pid))
		task.err = err;
	/* a zombie is in none, but may be the leader of living threads */
	err = add(ret, &task);
	return err || task.err ? err : read_threads(&l);
}

/* What is remembered of a process goes over; returns whether there is any. */
static int take_remembered(const struct netns_tasks *from, size_t *at,
			   pid_t pid, struct netns_tasks *ret)
{
	int err = 0;
	bool any = false;

	while (*at < from->n && from->v[*at].pid < pid)
		(*at)++;
	for (; !err && *at < from->n && from->v[*at].pid == pid; (*at)++) {
		err = add(ret, &from->v[*at]);
		any = true;
	}
	return err ? err : any;
}

/* A part of the pids, and what was found there. */
struct part {
	int proc;
	const pid_t *pids;
	size_t n;
	const struct netns_tasks *known;
	struct netns_tasks tasks;
	int err;
};

static void read_part(void *data)
{
	struct part *p = data;
	size_t at = 0;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < p->n; i++) {
		r = take_remembered(p->known, &at, p->pids[i], &p->tasks);
		if (!r)
			r = read_process(p->proc, p->pids[i], &p->tasks);
	}
	p->err = r < 0 ? r : 0;
}

/* Adds the tasks of a part behind those of the parts before it. */
static int append(struct netns_tasks *t, const struct netns_tasks *more)
{
	for (size_t i = 0; i < more->n; i++)
		if (add(t, &more->v[i]))
			return -ENOMEM;
	return 0;
}

static int read_all(int proc, const struct pids *pids, size_t workers,
		    const struct netns_tasks *known, struct netns_tasks *ret)
{
	struct part parts[WORKERS_MAX];
	int err = 0;

	for (size_t i = 0; i < workers; i++) {
		size_t from = pids->n * i / workers;
		size_t to = pids->n * (i + 1) / workers;

		parts[i] = (struct part){ .proc = proc,
					  .pids = pids->v + from,
					  .n = to - from,
					  .known = known };
	}
	workers_run(read_part, parts, workers, sizeof(*parts));
	for (size_t i = 0; i < workers; i++) {
		err = err ? err : parts[i].err;
		if (!err)
			err = append(ret, &parts[i].tasks);
		netns_tasks_free(&parts[i].tasks);
	}
	return err;
}

static int remember(struct netns_memory *m, const struct netns_tasks *tasks)
{
	struct netns_task *v = NULL;

	if (tasks->n) {
		v = malloc(tasks->n * sizeof(*v));
		if (!v)
			return -ENOMEM;
		memcpy(v, tasks->v, tasks->n * sizeof(*v));
	}
	free(m->tasks.v);
	m->tasks =
		(struct netns_tasks){ v, tasks->n, tasks->n, tasks->threads };
	return 0;
}

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

int netns_tasks_find(int proc, struct netns_memory *memory,
		     struct netns_tasks *ret)
{
	const struct netns_tasks none = { 0 };
	bool whole = !memory || pace_due(&memory->pace, memory->now_ms);
	struct pids pids = { 0 };
	int err = pids_list(proc, &pids);

	if (!err && pids.n)
		qsort(pids.v, pids.n, sizeof(*pids.v), by_pid);
	if (!err && memory && whole)
		pace_begin(&memory->pace);
	/* sample after sample costs are bounded: no second thread there */
	if (!err)
		err = read_all(proc, &pids, memory ? 1 : workers_for(pids.n),
			       whole ? &none : &memory->tasks, ret);
	if (!err && memory && whole)
		pace_end(&memory->pace, memory->now_ms, PROBE_PART);
	if (!err && memory)
		err = remember(memory, ret);
	pids_free(&pids);
	return err;
}

void netns_tasks_free(struct netns_tasks *t)
{
	free(t->v);
	*t = (struct netns_tasks){ 0 };
}
