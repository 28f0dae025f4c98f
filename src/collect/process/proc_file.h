/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of /proc: the kernel makes them as they are read, at once. */
#ifndef KMW_COLLECT_PROCESS_PROC_FILE_H
#define KMW_COLLECT_PROCESS_PROC_FILE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The beginning of a file below dir, up to cap - 1 bytes and a NUL; the format
 * is that of its path. Returns the length, or -errno and leaves "".
 */
ssize_t proc_file_read(int dir, char *dst, size_t cap, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The name of a process or thread (its path below dir) as it is: /proc/PID/comm
 * without the newline that the kernel adds. Returns as above.
 */
ssize_t proc_file_comm(int dir, const char *path, char *dst, size_t cap);

#endif
