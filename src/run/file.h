/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that nobody else may have touched, and files that others read while
 * they are replaced. All functions return 0 (or what they say) or -errno.
 */
#ifndef KMW_RUN_FILE_H
#define KMW_RUN_FILE_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct buf;

/* Who may have written it. */
enum file_trust {
	FILE_ROOTS, /* root or this user */
	FILE_OURS,  /* only this user, and it has no other name */
};

/*
 * Whether it is of that type (S_IFREG, S_IFDIR), of such an owner, and closed
 * to others (a mask of mode bits). -EINVAL: another type; -EPERM: not so.
 */
int file_check(int fd, mode_t type, enum file_trust trust, mode_t others);

/*
 * Reads all of a regular file that passes file_check(). flags: O_NOFOLLOW, or
 * 0; -EFBIG: it is larger than max.
 */
int file_read(int dir, const char *name, int flags, enum file_trust trust,
	      size_t max, struct buf *ret);

/*
 * Opens the folder of path, and finds the name in it. flags: O_NOFOLLOW, or 0.
 * Returns a descriptor; -EISDIR where there is no name.
 */
int file_open_folder(const char *path, int flags, const char **ret_name);

/*
 * Makes a new file, filled by write(), which returns 0 or -errno, down to the
 * disk. What a killed run left under that name is removed; a link there is not
 * followed. Nothing is left on failure.
 */
int file_write(int dir, const char *name, mode_t mode,
	       int (*write)(void *arg, FILE *out), void *arg);

/* Puts it in the place of another one, which is there whole, old or new. */
int file_replace(int dir, const char *name, const char *old);

/* What a -errno of the above says of a file. */
const char *file_why(int err);

#endif
