/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "collect/process/proc_again.h"
#include "collect/process/proc_walk.h"
#include "model/snapshot.h"

/* Below that a second walk is not worth its fork. */
#define SPLIT_MIN 64

/* Two walks at most, in memory that both of their processes see. */
struct walks {
	atomic_size_t *next;
	struct proc_walk *walk[2];
	void *map;
	size_t size;
};

/* Pages that no walk touches cost nothing: both get room for the whole list. */
static int walks_map(size_t n, struct walks *ret)
{
	size_t one = sizeof(struct proc_walk) + n * sizeof(struct process);
	size_t align = _Alignof(max_align_t);
	struct walks w;

	one = (one + align - 1) / align * align;
	w.size = align + 2 * one;
	w.map = mmap(NULL, w.size, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w.map == MAP_FAILED)
		return -errno;
	w.next = w.map;
	w.walk[0] = (void *)((char *)w.map + align);
	w.walk[1] = (void *)((char *)w.map + align + one);
	*ret = w;
	return 0;
}

/*
 * A second process and not a thread: libproc2 4.0 keeps buffers for each
 * thread that used it and never frees them. Returns its pid or 0.
 */
static pid_t start_second(const struct proc_list *list, struct walks *w)
{
	pid_t pid;

	if (list->n < SPLIT_MIN || sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return 0;
	pid = fork();
	if (pid)
		return pid > 0 ? pid : 0;
	proc_walk(list, w->next, w->walk[1]);
	_exit(w->walk[1]->err < 0);
}

/* Whether the second walk did its share. */
static bool wait_second(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void walk_all(const struct proc_list *list, struct walks *w)
{
	pid_t second = start_second(list, w);

	proc_walk(list, w->next, w->walk[0]);
	if (!second || wait_second(second))
		return;
	/* it was killed, and what it took from the list is lost: once more */
	*w->walk[0] = *w->walk[1] = (struct proc_walk){ 0 };
	atomic_store(w->next, 0);
	proc_walk(list, w->next, w->walk[0]);
}

static void add_counts(struct snapshot *snap, const struct proc_walk *w)
{
	struct processes *ps = &snap->processes;

	ps->kernel_threads += w->kernel_threads;
	ps->unreadable += w->unreadable;
	ps->vanished += w->vanished;
	for (uint32_t i = 0; i < w->unreadable; i++)
		gaps_add(&snap->gaps, "smaps_rollup", w->first_error,
			 "how much memory these processes use is not known",
			 "pid %d", (int)w->first_unreadable);
}

/* Merges both walks by pid. Returns 0 or -ENOMEM. */
static int merge(struct walks *w, struct processes *ps)
{
	const struct proc_walk *a = w->walk[0], *b = w->walk[1];
	size_t i = 0, k = 0, n = a->n + b->n;

	ps->v = calloc(n ? n : 1, sizeof(*ps->v));
	if (!ps->v)
		return -ENOMEM;
	ps->cap = n;
	while (i < a->n || k < b->n) {
		bool first =
			k == b->n || (i < a->n && a->v[i].pid < b->v[k].pid);

		ps->v[ps->n++] = first ? a->v[i++] : b->v[k++];
	}
	return 0;
}

static int walk_list(struct snapshot *snap, const struct proc_list *list)
{
	struct walks w = { 0 };
	int err = walks_map(list->n, &w);

	if (err)
		return err;
	walk_all(list, &w);
	err = w.walk[0]->err;
	if (!err)
		err = merge(&w, &snap->processes);
	if (!err) {
		add_counts(snap, w.walk[0]);
		add_counts(snap, w.walk[1]);
	}
	munmap(w.map, w.size);
	return err;
}

/* Pid 1 is always there: what hides it hides every other user's process. */
static void check_hidepid(int proc, struct snapshot *snap)
{
	struct stat st;

	if (fstatat(proc, "1/stat", &st, 0))
		gaps_add(&snap->gaps, "hidepid", errno,
			 "/proc shows our own processes only", "%s", "pid 1");
}

/* Whether Pss can be read at all, and what of it. */
static bool find_rollup(struct snapshot *snap, struct rollup *ret)
{
	int err = rollup_probe(ret);

	if (!err)
		return true;
	gaps_add(&snap->gaps, "smaps_rollup", err,
		 "Pss is not known; RSS counts shared pages once a process",
		 "%s", "/proc/self/smaps_rollup");
	return false;
}

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static int read_table(struct collect *c)
{
	const struct collect_opts *opts = &c->opts;
	struct snapshot *snap = c->snap;
	struct proc_list list = { .proc = c->proc,
				  .page_size = snapshot_page_size(snap) };
	struct pids pids = { 0 };
	int err = pids_list(c->proc, &pids);

	if (!err && !pids.n)
		err = -ENODATA;
	if (!err) {
		qsort(pids.v, pids.n, sizeof(*pids.v), by_pid);
		list.pids = pids.v;
		list.n = pids.n;
		list.pss = !opts->no_pss && find_rollup(snap, &list.rollup);
		err = opts->cache ? proc_again(&list, opts->cache, snap)
				  : walk_list(snap, &list);
	}
	pids_free(&pids);
	snap->processes.pss = !err && list.pss;
	return err;
}

int collect_processes(struct collect *c)
{
	struct snapshot *snap = c->snap;
	int err = c->proc < 0 ? c->proc : read_table(c);

	snap->processes.known = !err;
	if (!err)
		check_hidepid(c->proc, snap);
	else if (err != -ENOMEM)
		gaps_add(&snap->gaps, "processes", err,
			 "the process table could not be read", "%s", "/proc");
	return err == -ENOMEM ? err : 0;
}
