/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_again.h"

#include <errno.h>
#include <stdlib.h>

#include "collect/base/context.h"
#include "collect/base/pids.h"
#include "collect/base/cache.h"
#include "collect/process/proc_pss.h"
#include "collect/process/proc_table.h"
#include "model/snapshot.h"

#define NEW_ONES 64 /* beyond that the whole table is read anew */

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static int read_whole(struct collect *c)
{
	int err;

	cache_table_begins(c->opts.cache);
	err = proc_table_read(c->proc, snapshot_page_size(c->snap),
			      &c->snap->processes);
	cache_table_ends(c->opts.cache);
	return err;
}

/* The table of before, and what began since. */
static int read_new(struct collect *c, const struct pids *all,
		    const pid_t *new_ones, size_t n)
{
	struct processes *ps = &c->snap->processes;
	int err = cache_give_table(c->opts.cache, all->v, all->n, ps);

	if (err || !n)
		return err;
	return proc_table_add(c->proc, snapshot_page_size(c->snap), new_ones, n,
			      ps);
}

/*
 * With many processes a whole reading costs more than a sample may: then only
 * what is new is read, and memory is as it was a little while ago.
 */
static int read_table(struct collect *c)
{
	struct collect_cache *cache = c->opts.cache;
	struct pids all = { 0 };
	pid_t new_ones[NEW_ONES];
	size_t n;
	int err = pids_list(c->proc, &all);

	if (!err && !all.n)
		err = -ENODATA;
	if (!err) {
		qsort(all.v, all.n, sizeof(*all.v), by_pid);
		n = cache_new_pids(cache, all.v, all.n, new_ones, NEW_ONES);
		err = cache_wants_table(cache) || n > NEW_ONES
			      ? read_whole(c)
			      : read_new(c, &all, new_ones, n);
	}
	if (!err)
		err = cache_keep_pids(cache, all.v, all.n,
				      c->snap->processes.kernel_threads);
	pids_free(&all);
	return err;
}

/* As they were; of new ones they are read. */
static void give_uids(struct collect *c)
{
	struct processes *ps = &c->snap->processes;
	size_t at = 0;

	for (size_t i = 0; i < ps->n; i++)
		if (!cache_uid(c->opts.cache, &ps->v[i], &at, &ps->v[i].uid))
			proc_uid_read(c->proc, &ps->v[i]);
}

/* One that has ended meanwhile stays as it was. */
static void read_one(const struct proc_pss *pss, struct process *p)
{
	struct process now = *p;
	int err = proc_pss_read(pss, &now);

	if (err != -ENOENT && err != -ESRCH)
		*p = now;
}

static int read_due(struct collect *c, const struct proc_pss *pss, bool *now)
{
	struct processes *ps = &c->snap->processes;
	uint32_t *due = calloc(ps->n + 1, sizeof(*due));
	size_t n;

	if (!due)
		return -ENOMEM;
	n = cache_give_pss(c->opts.cache, ps, due);
	for (size_t i = 0; i < n; i++) {
		struct process *p = &ps->v[due[i]];

		if (!cache_may_read_pss(c->opts.cache, p->rss_bytes.v))
			break;
		now[due[i]] = true;
		read_one(pss, p);
	}
	free(due);
	return 0;
}

static void count_unreadable(struct collect *c)
{
	struct processes *ps = &c->snap->processes;

	for (size_t i = 0; i < ps->n; i++) {
		const struct process *p = &ps->v[i];

		if (p->pss_bytes.known || !p->rss_bytes.v ||
		    !cache_pss_was_read(c->opts.cache, i))
			continue;
		ps->unreadable++;
		gaps_add(&c->snap->gaps, "smaps_rollup", EACCES,
			 "how much memory these processes use is not known",
			 "pid %d", (int)p->pid);
	}
}

int proc_again(struct collect *c, const struct proc_pss *pss)
{
	struct processes *ps = &c->snap->processes;
	int err = read_table(c);
	bool *now;

	if (err)
		return err;
	give_uids(c);
	now = calloc(ps->n + 1, sizeof(*now));
	if (!now)
		return -ENOMEM;
	if (pss)
		err = read_due(c, pss, now);
	if (!err)
		err = cache_keep_pss(c->opts.cache, ps, now);
	if (!err && pss)
		count_unreadable(c);
	free(now);
	return err;
}
