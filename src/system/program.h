/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To run a program, the one way: it gets three descriptors and no more, a
 * process group of its own, the usual signals, and ends when we do.
 */
#ifndef KMW_SYSTEM_PROGRAM_H
#define KMW_SYSTEM_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

struct program {
	const char *const *paths; /* of which the first that is there is run */
	char *const *argv;
	char *const *env;
	int in;	 /* -1: /dev/null */
	int out; /* its stdout and stderr; -1: ours */
	/* it is a stranger's: a session, that user, and no more rights ever */
	bool confined;
	uid_t uid;
	gid_t gid;
};

/*
 * Starts it in "/". Returns 0 or -errno: why the last of the paths could not
 * be run, -EPERM where it could not become that user, -ETIMEDOUT where the file
 * cannot be read.
 */
int program_start(const struct program *p, pid_t *ret);

/*
 * Waits so long; then SIGTERM, and soon SIGKILL, to all of its group. Returns 0
 * with what wait() says, or -ETIMEDOUT.
 */
int program_wait(pid_t pid, unsigned ms, int *ret_status);

/*
 * Whoever is left of a confined program: we become the parent of what it
 * leaves behind (from program_start() on), and end it.
 */
void program_sweep(void);

#endif
