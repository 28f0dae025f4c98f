/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/sysvipc/shm (sysvipc_shm_proc_show() of ipc/shm.c). */
#ifndef KMW_PARSE_SYSVIPC_H
#define KMW_PARSE_SYSVIPC_H

#include "util/span.h"

struct shm_objects;

/*
 * Appends the segments with the pages that they really have (column rss,
 * kernel 2.6.32); a line that cannot be read is counted in *bad.
 * Returns 0, -EINVAL (no such file) or -ENOMEM.
 */
int parse_sysvipc_shm(struct span text, struct shm_objects *ret, unsigned *bad);

#endif
