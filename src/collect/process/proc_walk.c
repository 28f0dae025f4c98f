/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_walk.h"
#include "collect/base/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libproc2/pids.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024
#define PF_KTHREAD 0x00200000UL /* include/linux/sched.h */

/* Processes that are asked for at a time; libproc2 takes 255. */
#define CHUNK 32

enum {
	I_PID,
	I_EUID,
	I_CMD,
	I_FLAGS,
	I_RSS,
	I_START,
	N_TABLE,
	I_SMAP_RSS = N_TABLE,
	I_PSS,
	I_PSS_ANON,
	I_PSS_FILE,
	I_PSS_SHMEM,
	I_SWAP_PSS,
	N_ITEMS,
};

/* /proc/PID, stat and, behind N_TABLE, smaps_rollup. */
static const enum pids_item items[N_ITEMS] = {
	[I_PID] = PIDS_ID_PID,
	[I_EUID] = PIDS_ID_EUID,
	[I_CMD] = PIDS_CMD,
	[I_FLAGS] = PIDS_FLAGS,
	[I_RSS] = PIDS_RSS,
	[I_START] = PIDS_TICS_BEGAN,
	[I_SMAP_RSS] = PIDS_SMAP_RSS,
	[I_PSS] = PIDS_SMAP_PSS,
	[I_PSS_ANON] = PIDS_SMAP_PSS_ANON,
	[I_PSS_FILE] = PIDS_SMAP_PSS_FILE,
	[I_PSS_SHMEM] = PIDS_SMAP_PSS_SHMEM,
	[I_SWAP_PSS] = PIDS_SMAP_SWAP_PSS,
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

static int take_comm(int proc, const struct pids_stack *st, struct process *p)
{
	const char *cmd = st->head[I_CMD].result.str;
	ssize_t n;

	if (!cmd || !is_verbatim(cmd)) {
		n = proc_read_comm(proc_at(proc, p->pid), 0, p->comm,
				   sizeof(p->comm));
		return n < 0 ? (int)n : 0;
	}
	snprintf(p->comm, sizeof(p->comm), "%s", cmd);
	return 0;
}

static struct opt_u64 kib_if(bool known, const struct pids_stack *st, int item)
{
	if (!known)
		return (struct opt_u64){ 0 };
	return opt_u64((uint64_t)st->head[item].result.ul_int * KIB);
}

/*
 * libproc2 gives 0 for a smaps_rollup that it could not read. Returns 0 where
 * the zeros are true, else what opening it says.
 */
static int why_no_pss(int proc, const struct process *p)
{
	int fd;

	if (!p->rss_bytes.v)
		return 0; /* a zombie, or one that is about to be */
	fd = proc_open(proc_at(proc, p->pid), O_RDONLY, "smaps_rollup");
	if (fd < 0)
		return fd;
	close(fd);
	return -ESRCH; /* its memory went away in between */
}

/* Fills the Pss of a process. Returns 0, or -errno where it has none to read. */
static int take_pss(const struct proc_list *list, const struct pids_stack *st,
		    struct process *p)
{
	bool split = list->rollup.pss_split;
	int err = 0;

	if (!st->head[I_SMAP_RSS].result.ul_int)
		err = why_no_pss(list->proc, p);
	if (err)
		return err;
	p->pss_bytes = kib_if(true, st, I_PSS);
	p->pss_anon_bytes = kib_if(split, st, I_PSS_ANON);
	p->pss_file_bytes = kib_if(split, st, I_PSS_FILE);
	p->pss_shmem_bytes = kib_if(split, st, I_PSS_SHMEM);
	p->swap_pss_bytes = kib_if(list->rollup.swap_pss, st, I_SWAP_PSS);
	return 0;
}

static void take(const struct proc_list *list, const struct pids_stack *st,
		 struct proc_walk *w)
{
	struct process p = {
		.pid = st->head[I_PID].result.s_int,
		.uid = st->head[I_EUID].result.u_int,
		.start_time = st->head[I_START].result.ull_int,
		.rss_bytes = opt_u64(st->head[I_RSS].result.ul_int *
				     list->page_size),
	};
	int err;

	if (st->head[I_FLAGS].result.ul_int & PF_KTHREAD) {
		w->kernel_threads++;
		return;
	}
	err = take_comm(list->proc, st, &p);
	if (!err && list->pss)
		err = take_pss(list, st, &p);
	if (err == -ENOENT || err == -ESRCH) {
		w->vanished++;
		return;
	}
	if (err && !w->unreadable++) {
		w->first_error = err;
		w->first_unreadable = p.pid;
	}
	w->v[w->n++] = p;
}

/* Those that libproc2 left out have ended, unless /proc hides them from us. */
static void count_vanished(const struct proc_list *list, const pid_t *pids,
			   size_t n, struct proc_walk *w)
{
	for (size_t i = 0; i < n; i++) {
		struct stat st;

		if (proc_stat(proc_at(list->proc, pids[i]), &st, 0, "stat") ==
		    -ENOENT)
			w->vanished++;
	}
}

static void walk_chunk(struct pids_info *info, const struct proc_list *list,
		       const pid_t *pids, size_t n, struct proc_walk *w)
{
	unsigned these[CHUNK];
	struct pids_fetch *f;
	int total;

	for (size_t i = 0; i < n; i++)
		these[i] = (unsigned)pids[i];
	f = procps_pids_select(info, these, (int)n, PIDS_SELECT_PID);
	total = f ? f->counts->total : 0;
	for (int i = 0; i < total; i++)
		take(list, f->stacks[i], w);
	if ((size_t)total < n)
		count_vanished(list, pids, n, w);
}

void proc_walk(const struct proc_list *list, atomic_size_t *next,
	       struct proc_walk *ret)
{
	enum pids_item wanted[N_ITEMS];
	struct pids_info *info = NULL;
	size_t at;

	memcpy(wanted, items, sizeof(wanted));
	ret->err =
		procps_pids_new(&info, wanted, list->pss ? N_ITEMS : N_TABLE);
	if (ret->err < 0)
		return;
	while ((at = atomic_fetch_add(next, CHUNK)) < list->n) {
		size_t n = list->n - at < CHUNK ? list->n - at : CHUNK;

		walk_chunk(info, list, list->pids + at, n, ret);
	}
	procps_pids_unref(&info);
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
void proc_walk_quick(const struct proc_list *list, size_t cap,
		     struct proc_walk *ret)
{
	struct proc_list table = *list;
	enum pids_item wanted[N_TABLE];
	struct pids_info *info = NULL;
	struct pids_fetch *f;
	size_t total;

	memcpy(wanted, items, sizeof(wanted));
	wanted[I_EUID] = PIDS_noop;
	table.pss = false;
	ret->err = procps_pids_new(&info, wanted, N_TABLE);
	if (ret->err < 0)
		return;
	f = procps_pids_reap(info, PIDS_FETCH_TASKS_ONLY);
	if (!f)
		ret->err = -errno;
	total = f ? (size_t)f->counts->total : 0;
	for (size_t i = 0; i < total && ret->n < cap; i++)
		take(&table, f->stacks[i], ret);
	procps_pids_unref(&info);
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_pid);
}
