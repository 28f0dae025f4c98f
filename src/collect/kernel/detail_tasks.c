/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/status.h"
#include "system/at.h"
#include "util/buf.h"
#include "util/vec.h"

#define EFFECT "its page tables, huge pages and threads are not known"

/* comm as it is; status has the kernel's own escapes in it. */
static void own_comm(const struct snapshot *snap, struct task_memory *t)
{
	const struct process *p = processes_find(&snap->processes, t->pid);

	if (p)
		memcpy(t->comm, p->comm, sizeof(t->comm));
}

static int take(const struct source *src, pid_t pid, struct buf *text,
		struct snapshot *snap)
{
	struct task_memories *all = &snap->detail.tasks;
	struct task_memory t;
	unsigned bad = 0;
	int err = proc_read_source(src, pid, "status", text);

	if (!err)
		err = parse_task_memory(span_of(text->data, text->len), &t,
					&bad);
	/* it ended meanwhile, or the capture has no such file */
	if (err == -ENOENT || err == -ESRCH || err == -ENOMEM)
		return err == -ENOMEM ? err : 0;
	if (err || bad)
		gaps_add(&snap->gaps, "process status", err ? -err : EBADMSG,
			 EFFECT, "pid %d", (int)pid);
	if (err)
		return 0;
	all->threads += opt_or0(t.threads);
	if (!t.rss.known)
		return 0;
	own_comm(snap, &t);
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = t;
	return 0;
}

int detail_tasks(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	struct pids pids = { 0 };
	struct buf text = { 0 };
	int dir = source_open(src, "proc", O_RDONLY | O_DIRECTORY), err;

	if (dir < 0) {
		if (!src->capture)
			gaps_add(&snap->gaps, "process status", -dir, EFFECT,
				 "/proc");
		return 0;
	}
	err = pids_list(dir, &pids);
	/* what we need is gone when it is read: a list without us */
	for (size_t i = 0; !err && i < pids.n; i++)
		if (src->capture || !at_is_us(pids.v[i]))
			err = take(src, pids.v[i], &text, snap);
	snap->detail.tasks.known = !err && snap->detail.tasks.n;
	close(dir);
	pids_free(&pids);
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
