/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cgroups of snapshot.memcgs against their limits. */
#ifndef KMW_ACCOUNT_MEMORY_MEMCG_H
#define KMW_ACCOUNT_MEMORY_MEMCG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

struct memcg;
struct snapshot;

/*
 * What its own files let it have: memory.max, or memory.high below that, from
 * where on the kernel makes its tasks wait and takes pages back. A memory.high
 * of 0 limits nothing: it is written to have pages taken back once.
 */
struct opt_u64 memcg_own_limit(const struct memcg *m);

/*
 * Where the cgroup with that index stops: the smallest limit of its own and of
 * all above it. Unknown where none has one.
 */
struct opt_u64 memcg_limit(const struct snapshot *snap, size_t i);

/* The cgroup with that raw path, or the nearest above it; or NO_MEMCG. */
uint32_t memcg_of_path(const struct snapshot *snap, const char *path);

/* Whether a raw path is that of the cgroup, or below it. */
bool memcg_contains(const struct snapshot *snap, const struct memcg *m,
		    const char *path);

/* Indices of all, the one with most socket memory first. 0 or -ENOMEM. */
int memcg_rank(const struct snapshot *snap, uint32_t **ret);

#endif
