/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_threads.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/probe/probe_calls.h"
#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "parse/proc/task.h"
#include "system/at.h"
#include "util/vec.h"

#define THREADS_MAX 512
#define DIR_BYTES 16384

struct reading {
	struct proc_at at;
	struct threads *threads;
	size_t *budget;
};

static bool is_refusal(ssize_t err)
{
	return err == -EACCES || err == -EPERM;
}

/* Returns 0 or -errno; a call that cannot be read stays CALL_UNKNOWN. */
static int read_call(struct proc_at at, int tid, struct threads *t,
		     struct task_call *ret)
{
	char text[512];
	ssize_t n = proc_read(at, text, sizeof(text), "task/%d/syscall", tid);

	*ret = (struct task_call){ .call = CALL_UNKNOWN, .fd = -1 };
	if (is_refusal(n))
		t->denied = (int)-n;
	if (n < 0) /* ENOENT, too: a kernel without it */
		return n == -ESRCH ? -ESRCH : 0;
	(void)parse_task_syscall(span_of(text, (size_t)n), &probe_calls, ret);
	return 0;
}

/* Nanoseconds, 0 where the kernel does not tell. */
static uint64_t read_wanted(struct proc_at at, int tid)
{
	char text[128];
	ssize_t n = proc_read(at, text, sizeof(text), "task/%d/schedstat", tid);
	uint64_t ns = 0;

	if (n > 0)
		(void)parse_task_schedstat(span_of(text, (size_t)n), &ns);
	return ns;
}

static int take_thread(int dir, const char *name, int tid, void *data)
{
	struct reading *r = data;
	struct threads *t = r->threads;
	struct thread thread = { .tid = tid };
	struct task_stat stat;
	char text[2048];
	ssize_t n;

	(void)dir;
	(void)name;
	if (!*r->budget || t->n >= THREADS_MAX) {
		t->whole = false;
		return -E2BIG;
	}
	n = proc_read(r->at, text, sizeof(text), "task/%d/stat", tid);
	if (n < 0 || parse_task_stat(span_of(text, (size_t)n), &stat)) {
		t->whole &= n == -ENOENT || n == -ESRCH;
		return 0;
	}
	(*r->budget)--;
	if (stat.kernels || stat.state == 'Z' || stat.state == 'X')
		return 0;
	thread.state = stat.state;
	thread.ticks = stat.ticks;
	thread.wanted_ns = stat.state == 'R' ? read_wanted(r->at, tid) : 0;
	if (read_call(r->at, tid, t, &thread.call))
		return 0; /* it ended */
	if (VEC_GROW(t))
		return -ENOMEM;
	t->v[t->n++] = thread;
	return 0;
}

static int by_tid(const void *a, const void *b)
{
	const struct thread *x = a, *y = b;

	return (x->tid > y->tid) - (x->tid < y->tid);
}

int threads_read(int proc, pid_t pid, size_t *budget, struct threads *ret)
{
	char buf[DIR_BYTES] __attribute__((aligned(8)));
	struct reading r = { .at = proc_at(proc, pid),
			     .threads = ret,
			     .budget = budget };
	int dir, err;

	*ret = (struct threads){ .whole = true };
	dir = proc_open(r.at, O_RDONLY | O_DIRECTORY, "task");
	if (dir < 0)
		return dir;
	err = pids_each(dir, buf, sizeof(buf), take_thread, &r);
	close(dir);
	at_leave();
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_tid);
	return err == -E2BIG ? 0 : err;
}
