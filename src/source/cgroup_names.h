/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that people know cgroups by. */
#ifndef KMW_SOURCE_CGROUP_NAMES_H
#define KMW_SOURCE_CGROUP_NAMES_H

struct snapshot;

/*
 * Gives every path in snap->cgroups the name that people know it by. Returns 0
 * or -ENOMEM.
 */
int cgroup_names(struct snapshot *snap);

#endif
