/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/consumer_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"
#include "util/span.h"
#include "util/vec.h"

/* Rows are by process or device: more of them are no report any more. */
#define CONSUMERS_MAX 65536

void consumer_name(struct consumer *c, struct span holder)
{
	span_copy(holder, c->holder, sizeof(c->holder));
}

int consumers_add(struct snapshot *snap, const struct consumer *c)
{
	struct consumers *all = &snap->consumers;
	struct consumer *mine;

	if (!c->bytes)
		return 0;
	if (all->n >= CONSUMERS_MAX) {
		gaps_add(&snap->gaps, "consumers", 0,
			 "not all holders of kernel memory are named", "%s",
			 c->name);
		return 0;
	}
	if (VEC_GROW(all))
		return -ENOMEM;
	mine = &all->v[all->n++];
	*mine = *c;
	if (mine->pid && !mine->holder[0]) {
		const struct process *p =
			processes_find(&snap->processes, mine->pid);

		if (p)
			memcpy(mine->holder, p->comm, sizeof(p->comm));
	}
	return 0;
}

static int by_bytes(const void *a, const void *b)
{
	const struct consumer *x = a, *y = b;
	int names = strcmp(x->name, y->name);

	if (x->bytes != y->bytes)
		return (x->bytes < y->bytes) - (x->bytes > y->bytes);
	if (names)
		return names;
	if (x->pid != y->pid)
		return (x->pid > y->pid) - (x->pid < y->pid);
	return strncmp(x->holder, y->holder, sizeof(x->holder));
}

void consumers_rank(struct consumers *all)
{
	if (all->n)
		qsort(all->v, all->n, sizeof(*all->v), by_bytes);
}
