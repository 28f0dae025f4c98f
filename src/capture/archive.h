/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives of captured folders: tar, compressed or not, sosreports too. */
#ifndef KMW_CAPTURE_ARCHIVE_H
#define KMW_CAPTURE_ARCHIVE_H

#include <stdbool.h>

struct tree;

/* Whether what the file begins with is an archive's, or is compressed. */
bool archive_is_one(int fd);

/*
 * The files of a capture that it has. Links, devices, names with ".." and all
 * else are left out; nothing is written to disk. Returns 0 or -errno: -EBADMSG
 * where it is damaged, -EFBIG where it is too large when it is unpacked,
 * -EOPNOTSUPP without libarchive.
 */
int archive_read_files(int fd, struct tree *ret);

#endif
