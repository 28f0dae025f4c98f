/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/memory/shmem.h"

#include <errno.h>
#include <stdlib.h>

#include "util/vec.h"

int shm_objects_add(struct shm_objects *all, const struct shm_object *o)
{
	if (!o->bytes)
		return 0;
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = *o;
	return 0;
}

const char *shm_kind_name(enum shm_kind kind)
{
	static const char *const names[SHM_N] = {
		[SHM_SYSV] = "sysv",
		[SHM_MEMFD] = "memfd",
		[SHM_DELETED] = "deleted",
		[SHM_MOUNT] = "tmpfs",
	};

	return names[kind];
}

static int by_bytes(const void *a, const void *b)
{
	const struct shm_object *x = a, *y = b;

	if (x->bytes != y->bytes)
		return (x->bytes < y->bytes) - (x->bytes > y->bytes);
	return (x->id > y->id) - (x->id < y->id);
}

void shm_objects_rank(struct shm_objects *all)
{
	if (all->n)
		qsort(all->v, all->n, sizeof(*all->v), by_bytes);
}
