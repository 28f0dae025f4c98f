/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/shmem.h"

#include <errno.h>

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
