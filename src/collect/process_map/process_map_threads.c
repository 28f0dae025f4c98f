/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/process_map_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "parse/proc/task.h"
#include "system/at.h"
#include "util/vec.h"

#define LIST_BYTES 16384

/* Beyond that, threads are counted by /proc/PID/status alone. */
#define THREADS_MAX 65536

struct walk {
	struct proc_at at;
	struct process_map *in;
	size_t seen;
	int refused; /* why stack pointers are hidden, positive */
};

static int add_sp(struct process_map *in, uint64_t sp, uint32_t group)
{
	if (vec_grow((void **)&in->sps, &in->cap_sps, in->n_sps,
		     sizeof(*in->sps)))
		return -ENOMEM;
	in->sps[in->n_sps++] = (struct thread_sp){ .sp = sp, .group = group };
	return 0;
}

static int take_thread(int dir, const char *name, int tid, void *data)
{
	struct walk *w = data;
	char text[512];
	uint64_t sp = 0;
	uint32_t group;
	ssize_t n = proc_read_comm(w->at, tid, text, sizeof(text));

	(void)dir;
	(void)name;
	if (n < 0)
		return 0; /* it ended */
	if (++w->seen > THREADS_MAX)
		return -E2BIG;
	if (process_map_group(w->in, text, &group))
		return -ENOMEM;
	n = proc_read(w->at, text, sizeof(text), "task/%d/syscall", tid);
	if (n == -EACCES || n == -EPERM)
		w->refused = (int)-n;
	if (n < 0 || parse_task_sp(span_of(text, (size_t)n), &sp))
		return 0;
	return add_sp(w->in, sp, group);
}

static int by_sp(const void *a, const void *b)
{
	const struct thread_sp *x = a, *y = b;

	return (x->sp > y->sp) - (x->sp < y->sp);
}

static void note_gaps(const struct walk *w, int err, struct snapshot *snap)
{
	if (w->refused)
		gaps_add(&snap->gaps, "syscall", w->refused,
			 "the threads' stacks are found by their guard pages "
			 "only",
			 "pid %d", (int)w->in->pid);
	if (err == -E2BIG)
		gaps_add(&snap->gaps, "threads", 0,
			 "not all threads were examined", "pid %d",
			 (int)w->in->pid);
}

int process_map_threads(struct proc_at at, struct process_map *in,
			struct snapshot *snap)
{
	char buf[LIST_BYTES] __attribute__((aligned(8)));
	struct walk w = { .at = at, .in = in };
	int tasks = proc_open(at, O_RDONLY | O_DIRECTORY, "task");
	int err;

	if (tasks < 0)
		return 0; /* it ended: smaps will tell */
	err = pids_each(tasks, buf, sizeof(buf), take_thread, &w);
	close(tasks);
	at_leave();
	if (in->n_sps)
		qsort(in->sps, in->n_sps, sizeof(*in->sps), by_sp);
	note_gaps(&w, err, snap);
	return err == -ENOMEM ? err : 0;
}
