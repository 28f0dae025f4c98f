/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/shmem.h"

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
