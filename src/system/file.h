/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files whose name somebody else may have had a hand in: opened and locked
 * without waiting for anybody.
 */
#ifndef KMW_SYSTEM_FILE_H
#define KMW_SYSTEM_FILE_H

#include <sys/types.h>

/*
 * Opens a regular file, as openat() does. Returns a descriptor or -errno:
 * -EISDIR, or -EINVAL where it is a pipe, a device or a socket: of those a
 * reader may wait for a writer for good, or to open them does things.
 */
int open_regular(int dir, const char *path, int flags, mode_t mode);

/*
 * Locks the open file against others who lock it. Returns 0, -EBUSY where
 * somebody had it for so long, or -errno.
 */
int lock_file(int fd, unsigned wait_ms);

void unlock_file(int fd);

#endif
