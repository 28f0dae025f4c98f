/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify/listens.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Some syslog daemons have a stream there. */
int listens_at(const char *path)
{
	static const int types[] = { SOCK_DGRAM, SOCK_STREAM };
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int err = -ECONNREFUSED;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	for (size_t i = 0; i < 2 && err; i++) {
		int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return -errno;
		err = 0;
		if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
			err = -errno;
		close(fd);
	}
	return err;
}
