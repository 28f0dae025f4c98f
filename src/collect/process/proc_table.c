/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_table.h"

#include <errno.h>
#include <libproc2/pids.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "collect/base/proc_file.h"
#include "model/process/process.h"

#define PF_KTHREAD 0x00200000UL /* include/linux/sched.h */

/* Processes that are asked for at a time; libproc2 takes 255. */
#define CHUNK 32

enum { I_PID, I_CMD, I_FLAGS, I_RSS, I_START, N_ITEMS };

/* All of /proc/PID/stat. */
static const enum pids_item items[N_ITEMS] = {
	[I_PID] = PIDS_ID_PID,	     [I_CMD] = PIDS_CMD,
	[I_FLAGS] = PIDS_FLAGS,	     [I_RSS] = PIDS_RSS,
	[I_START] = PIDS_TICS_BEGAN,
};

struct table {
	int proc;
	uint64_t page_size;
	struct pids_info *info;
};

/*
 * libproc2 puts '?' or '.' for bytes that it does not like; a name of these
 * characters alone is as the kernel has it.
 */
static bool is_verbatim(const char *comm)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789_-:/()@ ";

	return !comm[strspn(comm, plain)];
}

static int read_comm(int proc, const char *cmd, struct process *p)
{
	ssize_t n = 0;

	if (cmd && is_verbatim(cmd))
		snprintf(p->comm, sizeof(p->comm), "%s", cmd);
	else
		n = proc_read_comm(proc_at(proc, p->pid), 0, p->comm,
				   sizeof(p->comm));
	return n < 0 ? (int)n : 0;
}

/* False for a kernel thread, and for a process that has ended: both count. */
static bool make_process(const struct table *t, const struct pids_stack *st,
			 struct processes *counts, struct process *ret)
{
	*ret = (struct process){
		.pid = st->head[I_PID].result.s_int,
		.uid = UID_UNKNOWN,
		.start_time = st->head[I_START].result.ull_int,
		.rss_bytes =
			opt_u64(st->head[I_RSS].result.ul_int * t->page_size),
	};
	if (st->head[I_FLAGS].result.ul_int & PF_KTHREAD) {
		counts->kernel_threads++;
		return false;
	}
	if (read_comm(t->proc, st->head[I_CMD].result.str, ret)) {
		counts->vanished++;
		return false;
	}
	return true;
}

static int table_open(int proc, uint64_t page_size, struct table *ret)
{
	enum pids_item wanted[N_ITEMS];
	int err;

	*ret = (struct table){ .proc = proc, .page_size = page_size };
	memcpy(wanted, items, sizeof(wanted));
	err = procps_pids_new(&ret->info, wanted, N_ITEMS);
	return err < 0 ? err : 0;
}

static int by_pid(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/*
 * libproc2 4.0: only a selection by pid reads status unasked, and only a reap
 * does not read /proc/uptime for every single process.
 */
static int reap(const struct table *t, struct processes *ret)
{
	struct pids_fetch *f = procps_pids_reap(t->info, PIDS_FETCH_TASKS_ONLY);
	size_t total = f ? (size_t)f->counts->total : 0;
	struct processes ps = { .cap = total + 1 };

	if (!f)
		return -errno;
	if (!total)
		return -ENODATA;
	ps.v = calloc(ps.cap, sizeof(*ps.v));
	if (!ps.v)
		return -ENOMEM;
	for (size_t i = 0; i < total; i++)
		ps.n += make_process(t, f->stacks[i], &ps, &ps.v[ps.n]);
	qsort(ps.v, ps.n, sizeof(*ps.v), by_pid);
	*ret = ps;
	return 0;
}

int proc_table_read(int proc, uint64_t page_size, struct processes *ret)
{
	struct table t;
	int err = table_open(proc, page_size, &t);

	if (err)
		return err;
	err = reap(&t, ret);
	procps_pids_unref(&t.info);
	return err;
}

/* Those that libproc2 left out have ended, unless /proc hides them from us. */
static void count_vanished(int proc, const pid_t *pids, size_t n,
			   struct processes *ps)
{
	for (size_t i = 0; i < n; i++) {
		struct stat st;

		if (proc_stat(proc_at(proc, pids[i]), &st, 0, "stat") ==
		    -ENOENT)
			ps->vanished++;
	}
}

static int add_chunk(const struct table *t, const pid_t *pids, size_t n,
		     struct processes *ps)
{
	unsigned these[CHUNK];
	struct pids_fetch *f;
	int total, err = 0;

	for (size_t i = 0; i < n; i++)
		these[i] = (unsigned)pids[i];
	f = procps_pids_select(t->info, these, (int)n, PIDS_SELECT_PID);
	total = f ? f->counts->total : 0;
	for (int i = 0; i < total && err != -ENOMEM; i++) {
		struct process p;

		if (make_process(t, f->stacks[i], ps, &p))
			err = processes_insert(ps, &p);
	}
	if ((size_t)total < n)
		count_vanished(t->proc, pids, n, ps);
	return err == -ENOMEM ? err : 0;
}

int proc_table_add(int proc, uint64_t page_size, const pid_t *pids, size_t n,
		   struct processes *ps)
{
	struct table t;
	int err = table_open(proc, page_size, &t);

	if (err)
		return err;
	for (size_t at = 0; at < n && !err; at += CHUNK)
		err = add_chunk(&t, pids + at, n - at < CHUNK ? n - at : CHUNK,
				ps);
	procps_pids_unref(&t.info);
	return err;
}
