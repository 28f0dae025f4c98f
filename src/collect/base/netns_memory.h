/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network namespace each process and thread was in. */
#ifndef KMW_COLLECT_BASE_NETNS_MEMORY_H
#define KMW_COLLECT_BASE_NETNS_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect/base/pace.h"

/* A task; pid and tid are one where it is the process itself. */
struct netns_task {
	pid_t pid;
	pid_t tid;
	uint64_t inode; /* 0: in none (a zombie), or not to be read */
	int err;	/* why it was refused, else 0 */
};

struct netns_tasks {
	struct netns_task *v; /* by pid */
	size_t n;
	size_t cap;
	size_t threads; /* among them */
};

/* What one sample remembers for the next. */
struct netns_memory {
	struct netns_tasks tasks;
	struct pace pace;
	int64_t now_ms;
};

#endif
