/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/memory/rollup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int rollup_probe(struct rollup *ret)
{
	char text[4096];
	int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0) {
		int err = n ? -errno : -ENODATA;

		close(fd);
		return err;
	}
	close(fd);
	text[n] = '\0';
	ret->pss_split = strstr(text, "\nPss_Anon:") != NULL;
	ret->swap_pss = strstr(text, "\nSwapPss:") != NULL;
	return 0;
}
