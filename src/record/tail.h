/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both ends of a recording: is it one, and where does its last line end. */
#ifndef KMW_RECORD_TAIL_H
#define KMW_RECORD_TAIL_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Whether a file of that size begins as a recording does; a shorter beginning
 * may be what a writer left that died. Returns 0, -EBADMSG or -errno.
 */
int tail_is_recording(int fd, off_t size);

/* The end of the last whole line. Returns 0 or -errno. */
int tail_find(int fd, off_t size, off_t *ret);

/* pread() of all of it; less only at the end. Returns bytes or -errno. */
ssize_t tail_read(int fd, char *dst, size_t len, off_t at);

#endif
