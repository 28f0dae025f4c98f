/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_pss.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "collect/base/proc_file.h"
#include "collect/base/workers.h"
#include "model/snapshot.h"
#include "parse/proc/smaps_rollup.h"

/* Processes that a worker takes at once. */
#define CHUNK 8

/* It has 700 bytes; a line more with each second kernel. */
#define ROLLUP_BYTES 4096

static int read_rollup(struct proc_at at, struct process *p)
{
	char text[ROLLUP_BYTES];
	ssize_t n = proc_read(at, text, sizeof(text), "smaps_rollup");
	unsigned bad = 0;

	if (n < 0)
		return (int)n;
	return parse_smaps_rollup(span_of(text, (size_t)n), p, &bad);
}

int proc_pss_open(int proc, struct proc_pss *ret)
{
	struct process own = { 0 };
	char text[ROLLUP_BYTES];
	/* not by the number: /proc may be that of another pid namespace */
	struct proc_at self = { .dir = proc, .own = true };
	ssize_t n = proc_read(self, text, sizeof(text), "self/smaps_rollup");
	unsigned bad = 0;
	int err = n < 0 ? (int)n
			: parse_smaps_rollup(span_of(text, (size_t)n), &own,
					     &bad);

	if (err)
		return err;
	*ret = (struct proc_pss){ .proc = proc,
				  .split = own.pss_anon_bytes.known,
				  .swap = own.swap_pss_bytes.known };
	return 0;
}

static struct opt_u64 zero_if(bool known)
{
	return known ? opt_u64(0) : (struct opt_u64){ 0 };
}

int proc_pss_read(const struct proc_pss *pss, struct process *p)
{
	const struct opt_u64 none = { 0 };

	p->pss_bytes = p->pss_anon_bytes = p->pss_file_bytes =
		p->pss_shmem_bytes = p->swap_pss_bytes = none;
	if (p->rss_bytes.v)
		return read_rollup(proc_at(pss->proc, p->pid), p);
	/* a zombie, or one that is about to be */
	p->pss_bytes = opt_u64(0);
	p->pss_anon_bytes = p->pss_file_bytes = p->pss_shmem_bytes =
		zero_if(pss->split);
	p->swap_pss_bytes = zero_if(pss->swap);
	return 0;
}

void proc_uid_read(int proc, struct process *p)
{
	struct stat st;

	if (!proc_stat(proc_at(proc, p->pid), &st, 0, "."))
		p->uid = st.st_uid;
}

/* What the workers share: where the next processes are. */
struct queue {
	const struct proc_pss *pss;
	int proc;
	struct process *v;
	int *errors; /* of each */
	size_t n;
	atomic_size_t next;
};

static void work(void *element)
{
	struct queue *q = *(struct queue **)element;
	size_t i;

	while ((i = atomic_fetch_add(&q->next, CHUNK)) < q->n)
		for (size_t end = i + CHUNK; i < end && i < q->n; i++) {
			proc_uid_read(q->proc, &q->v[i]);
			if (q->pss)
				q->errors[i] = proc_pss_read(q->pss, &q->v[i]);
		}
}

/* Takes out what has ended, and notes who refused. */
static void settle(const int *errors, struct snapshot *snap)
{
	struct processes *ps = &snap->processes;
	size_t kept = 0;

	for (size_t i = 0; i < ps->n; i++) {
		if (errors[i] == -ENOENT || errors[i] == -ESRCH) {
			ps->vanished++;
			continue;
		}
		if (errors[i]) {
			ps->unreadable++;
			gaps_add(&snap->gaps, "smaps_rollup", -errors[i],
				 "how much memory these processes use is not "
				 "known",
				 "pid %d", (int)ps->v[i].pid);
		}
		ps->v[kept++] = ps->v[i];
	}
	ps->n = kept;
}

int proc_pss_all(const struct proc_pss *pss, int proc, struct snapshot *snap)
{
	struct processes *ps = &snap->processes;
	struct queue queue = { .pss = pss,
			       .proc = proc,
			       .v = ps->v,
			       .errors = calloc(ps->n + 1, sizeof(int)),
			       .n = ps->n };
	struct queue *workers[WORKERS_MAX];

	if (!queue.errors)
		return -ENOMEM;
	for (size_t i = 0; i < WORKERS_MAX; i++)
		workers[i] = &queue;
	workers_run(work, workers, workers_for(ps->n), sizeof(*workers));
	settle(queue.errors, snap);
	free(queue.errors);
	return 0;
}
