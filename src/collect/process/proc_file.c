/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

ssize_t proc_file_read(int dir, char *dst, size_t cap, const char *format, ...)
{
	char path[128];
	va_list args;
	ssize_t n;
	int fd, len;

	dst[0] = '\0';
	va_start(args, format);
	len = vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, dst, cap - 1);
	if (n < 0)
		n = -errno;
	else
		dst[n] = '\0';
	close(fd);
	return n;
}

ssize_t proc_file_comm(int dir, const char *path, char *dst, size_t cap)
{
	ssize_t n = proc_file_read(dir, dst, cap, "%s/comm", path);

	/* it may contain others; only the last one is not its own */
	if (n > 0 && dst[n - 1] == '\n')
		dst[--n] = '\0';
	return n;
}
