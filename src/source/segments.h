/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V shared memory. */
#ifndef KMW_SOURCE_SEGMENTS_H
#define KMW_SOURCE_SEGMENTS_H

struct snapshot;
struct source;

/* Adds the segments of proc/sysvipc/shm to snap->shmem. 0 or -ENOMEM. */
int segments_read(const struct source *src, struct snapshot *snap);

#endif
