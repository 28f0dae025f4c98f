/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/startup.h"

#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

/* From this size on a block has pages of its own, given back when freed. */
#define LARGE_BLOCK (128 * 1024)

/*
 * Each is opened the wrong way round: writing to a stdout that nobody gave
 * fails with EBADF, as it should, instead of going nowhere with success. open()
 * takes the lowest free number, so the first one that works out ends the hole.
 */
void run_startup(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		bool closed = fcntl(fd, F_GETFD) < 0;
		int way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (closed && open("/dev/null", way) < 0)
			break;
	}
	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_CTYPE, "");
	/*
	 * Set by hand it stays as it is. Else glibc raises it with each large
	 * block that is freed, and the next ones leave holes in the heap.
	 */
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
}
