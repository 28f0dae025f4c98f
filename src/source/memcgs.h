/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cgroup v2 counts of memory. */
#ifndef KMW_SOURCE_MEMCGS_H
#define KMW_SOURCE_MEMCGS_H

struct snapshot;
struct source;

/*
 * Walks the tree of cgroup2 (the mount of /proc/self/mountinfo; in a capture
 * sys/fs/cgroup) and keeps in snap->memcgs each directory that has the memory
 * controller: memory.current, .max, .stat, .events, .pressure. At most 20 000
 * directories, 32 deep; beyond it a gap. Where the controller is not in
 * cgroup.controllers of the root one file is read. Returns 0 or -ENOMEM.
 */
int memcgs_read(const struct source *src, struct snapshot *snap);

#endif
