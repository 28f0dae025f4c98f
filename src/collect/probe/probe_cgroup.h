/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process's cgroups do to it: frozen, out of CPU quota. */
#ifndef KMW_COLLECT_PROBE_PROBE_CGROUP_H
#define KMW_COLLECT_PROBE_PROBE_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct source;

/* A hierarchy, where it is mounted here; "" where it is not. */
struct cgroup_mount {
	char root[256]; /* what of it is mounted */
	char point[256];
};

struct cgroup_mounts {
	struct cgroup_mount unified; /* cgroup2 */
	struct cgroup_mount freezer; /* of cgroup v1 */
	struct cgroup_mount cpu;     /* likewise */
};

#define QUOTA_LEVELS 16

/* cpu.stat of a process's cgroup and of those above it. */
struct cgroup_quota {
	uint64_t periods[QUOTA_LEVELS];
	uint64_t throttled[QUOTA_LEVELS];
	size_t n;
};

/* Reads /proc/self/mountinfo. Returns 0 or -ENOMEM; none are found if not. */
int cgroup_mounts_find(const struct source *src, struct cgroup_mounts *ret);

/*
 * Whether its cgroup, or one above it, is frozen: `frozen 1` in cgroup.events
 * (5.2), FROZEN in freezer.state of cgroup v1.
 */
bool cgroup_is_frozen(const struct source *src, const struct cgroup_mounts *m,
		      pid_t pid);

/* nr_periods and nr_throttled, from its cgroup upwards. */
void cgroup_read_quota(const struct source *src, const struct cgroup_mounts *m,
		       pid_t pid, struct cgroup_quota *ret);

/*
 * Whether a level was throttled in more than 80 % of the periods between, of
 * which there were two at least.
 */
bool cgroup_was_throttled(const struct cgroup_quota *before,
			  const struct cgroup_quota *after);

#endif
