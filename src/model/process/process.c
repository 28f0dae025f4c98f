/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

/* The first place whose pid is not below. */
static size_t lower_bound(const struct processes *ps, pid_t pid)
{
	size_t lo = 0, hi = ps->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ps->v[mid].pid < pid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct process *processes_find(const struct processes *ps, pid_t pid)
{
	size_t i = lower_bound(ps, pid);

	return i < ps->n && ps->v[i].pid == pid ? &ps->v[i] : NULL;
}

int processes_insert(struct processes *ps, const struct process *p)
{
	size_t i = lower_bound(ps, p->pid);

	if (i < ps->n && ps->v[i].pid == p->pid)
		return -EEXIST;
	if (VEC_GROW(ps))
		return -ENOMEM;
	memmove(&ps->v[i + 1], &ps->v[i], (ps->n - i) * sizeof(*ps->v));
	ps->v[i] = *p;
	ps->n++;
	return 0;
}

void processes_free(struct processes *ps)
{
	free(ps->v);
	*ps = (struct processes){ 0 };
}
