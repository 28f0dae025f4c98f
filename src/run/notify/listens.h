/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a daemon is there: what libc and libsystemd do not say. */
#ifndef KMW_RUN_NOTIFY_LISTENS_H
#define KMW_RUN_NOTIFY_LISTENS_H

/*
 * Returns 0 where somebody listens on the UNIX socket at path; else -errno
 * (-ENOENT, -ECONNREFUSED).
 */
int listens_at(const char *path);

#endif
