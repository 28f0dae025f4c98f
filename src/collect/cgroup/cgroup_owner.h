/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cgroups of the processes that have sockets. */
#ifndef KMW_COLLECT_CGROUP_CGROUP_OWNER_H
#define KMW_COLLECT_CGROUP_CGROUP_OWNER_H

#include <stdbool.h>

struct snapshot;
struct source;

/*
 * Reads /proc/PID/cgroup of each owner of a socket that holds a page or more,
 * with all of each owner of a kept socket (at most 20 000; a gap
 * beyond) and sets process.cgroup. A process that is gone or may not be read
 * has none. Returns 0 or -ENOMEM.
 */
int cgroup_owners(const struct source *src, bool all, struct snapshot *snap);

#endif
