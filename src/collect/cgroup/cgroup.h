/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The paths of cgroup2 directories by the id that sock_diag tells. */
#ifndef KMW_COLLECT_CGROUP_CGROUP_H
#define KMW_COLLECT_CGROUP_CGROUP_H

struct snapshot;
struct source;

/*
 * Finds the path, from the mount point of cgroup2 on ("/" for the root), of
 * every cgroup id that the kept sockets have, and adds it to snap->cgroups. Ids
 * of cgroups that are gone, or that lie outside of what is mounted here, have
 * none. Returns 0 or -ENOMEM.
 */
int cgroup_paths(const struct source *src, struct snapshot *snap);

#endif
