/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/clock.h"

#define TICK_NS 20000000L

int open_regular(int dir, const char *path, int flags, mode_t mode)
{
	int fd = openat(dir, path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
			mode);
	struct stat st;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	if (!err)
		return fd;
	close(fd);
	return err;
}

void unlock_file(int fd)
{
	flock(fd, LOCK_UN);
}

/* Whoever can open a file can lock it for good: no call may wait for that. */
int lock_file(int fd, unsigned wait_ms)
{
	const struct timespec tick = { .tv_nsec = TICK_NS };
	int64_t end = clock_ms(CLOCK_MONOTONIC) + wait_ms;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (clock_ms(CLOCK_MONOTONIC) >= end)
			return -EBUSY;
		nanosleep(&tick, NULL);
	}
	return 0;
}
