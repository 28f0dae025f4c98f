/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collect.h"
#include "collect/source.h"
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
			 "not all who have kernel memory are named", "%s",
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

int collect_devices(struct snapshot *snap)
{
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	err = devices_collect(&src, snap);
	consumers_rank(&snap->consumers);
	source_close(&src);
	return err;
}

int collect_consumers(const struct collect_opts *opts, struct snapshot *snap)
{
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	err = devices_collect(&src, snap);
	if (!err)
		err = held_fds_collect(&src, snap);
	if (!err)
		err = buffers_collect(&src, snap);
	if (!err)
		err = audit_collect(snap);
	if (!err)
		err = netdevs_collect(&src, opts, snap);
	if (!err)
		err = xdp_rings_collect(snap);
	consumers_rank(&snap->consumers);
	source_close(&src);
	return err;
}
