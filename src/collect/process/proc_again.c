/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_again.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "collect/base/proc_file.h"
#include "collect/cache.h"
#include "collect/process/proc_walk.h"
#include "model/snapshot.h"

#define NEW_ONES 64  /* processes that begin while the list is read */
#define AT_A_TIME 16 /* processes whose Pss is read before looking at time */

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static struct proc_walk *new_walk(size_t n)
{
	return calloc(1, sizeof(struct proc_walk) + n * sizeof(struct process));
}

/* All but Pss. */
static int read_whole(const struct proc_list *list, struct collect_cache *cache,
		      struct processes *ps)
{
	size_t cap = list->n + NEW_ONES;
	struct proc_walk *w = new_walk(cap);
	int err;

	if (!w)
		return -ENOMEM;
	cache_table_begins(cache);
	proc_walk_quick(list, cap, w);
	cache_table_ends(cache);
	err = w->err < 0 ? w->err : 0;
	if (!err)
		ps->v = calloc(w->n + 1, sizeof(*ps->v));
	if (!err && !ps->v)
		err = -ENOMEM;
	if (!err) {
		memcpy(ps->v, w->v, w->n * sizeof(*ps->v));
		ps->n = w->n;
		ps->cap = w->n + 1;
		ps->kernel_threads = w->kernel_threads;
		ps->vanished = w->vanished;
	}
	free(w);
	return err;
}

/* The table of before, and what began since. */
static int read_new(const struct proc_list *list, const pid_t *pids, size_t n,
		    struct collect_cache *cache, struct processes *ps)
{
	const struct proc_list some = { .pids = pids,
					.n = n,
					.proc = list->proc,
					.page_size = list->page_size };
	int err = cache_give_table(cache, list->pids, list->n, ps);
	struct proc_walk *w = n && !err ? new_walk(n) : NULL;
	atomic_size_t next = 0;

	if (err || !n)
		return err;
	if (!w)
		return -ENOMEM;
	proc_walk(&some, &next, w);
	err = w->err < 0 ? w->err : 0;
	for (size_t i = 0; !err && i < w->n; i++)
		err = processes_insert(ps, &w->v[i]);
	ps->kernel_threads += w->kernel_threads;
	ps->vanished = w->vanished;
	free(w);
	return err == -ENOMEM ? err : 0;
}

/*
 * With many processes a whole reading costs more than a sample may: then only
 * what is new is read, and memory is as it was a little while ago.
 */
static int read_table(const struct proc_list *list, struct collect_cache *cache,
		      struct processes *ps)
{
	pid_t new[NEW_ONES];
	size_t n = cache_new_pids(cache, list->pids, list->n, new, NEW_ONES);
	int err = cache_wants_table(cache) || n > NEW_ONES
			  ? read_whole(list, cache, ps)
			  : read_new(list, new, n, cache, ps);

	return err ? err
		   : cache_keep_pids(cache, list->pids, list->n,
				     ps->kernel_threads);
}

/* As they were; of new ones the owner of /proc/PID: the effective one. */
static void give_uids(const struct proc_list *list,
		      const struct collect_cache *cache, struct processes *ps)
{
	size_t at = 0;

	for (size_t i = 0; i < ps->n; i++) {
		struct process *p = &ps->v[i];
		struct stat st;

		if (cache_uid(cache, p, &at, &p->uid))
			continue;
		if (!proc_stat(proc_at(list->proc, p->pid), &st, 0, "."))
			p->uid = st.st_uid;
	}
}

/* Those of the chunk, and no other. */
static int read_chunk(const struct proc_list *list, pid_t *pids, size_t n,
		      struct processes *ps, struct proc_walk *w)
{
	struct proc_list chunk = *list;
	atomic_size_t next = 0;

	qsort(pids, n, sizeof(*pids), by_pid);
	chunk.pids = pids;
	chunk.n = n;
	w->n = 0;
	proc_walk(&chunk, &next, w);
	for (size_t i = 0; i < w->n; i++) {
		struct process *p = processes_find(ps, w->v[i].pid);

		if (p && p->start_time == w->v[i].start_time)
			*p = w->v[i];
	}
	return w->err < 0 ? w->err : 0;
}

static int read_due(const struct proc_list *list, struct collect_cache *cache,
		    struct snapshot *snap, bool *now)
{
	struct processes *ps = &snap->processes;
	uint32_t *due = calloc(ps->n + 1, sizeof(*due));
	struct proc_walk *w = new_walk(AT_A_TIME);
	size_t n, i = 0;
	int err = due && w ? 0 : -ENOMEM;

	n = err ? 0 : cache_give_pss(cache, ps, due);
	while (!err && i < n) {
		pid_t pids[AT_A_TIME];
		size_t k = 0;

		while (i < n && k < AT_A_TIME &&
		       cache_may_read_pss(cache, ps->v[due[i]].rss_bytes.v)) {
			now[due[i]] = true;
			pids[k++] = ps->v[due[i++]].pid;
		}
		if (!k)
			break;
		err = read_chunk(list, pids, k, ps, w);
	}
	free(due);
	free(w);
	return err;
}

static void count_unreadable(struct collect_cache *cache, struct snapshot *snap)
{
	struct processes *ps = &snap->processes;

	for (size_t i = 0; i < ps->n; i++) {
		const struct process *p = &ps->v[i];

		if (p->pss_bytes.known || !p->rss_bytes.v ||
		    !cache_pss_was_read(cache, i))
			continue;
		ps->unreadable++;
		gaps_add(&snap->gaps, "smaps_rollup", EACCES,
			 "how much memory these processes use is not known",
			 "pid %d", (int)p->pid);
	}
}

int proc_again(const struct proc_list *list, struct collect_cache *cache,
	       struct snapshot *snap)
{
	int err = read_table(list, cache, &snap->processes);
	bool *now;

	if (err)
		return err;
	give_uids(list, cache, &snap->processes);
	now = calloc(snap->processes.n + 1, sizeof(*now));
	if (!now)
		return -ENOMEM;
	if (list->pss)
		err = read_due(list, cache, snap, now);
	if (!err)
		err = cache_keep_pss(cache, &snap->processes, now);
	if (!err && list->pss)
		count_unreadable(cache, snap);
	free(now);
	return err;
}
