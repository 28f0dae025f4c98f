/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of the state file: whose it is, and the lock in it. */
#ifndef KMW_RUN_ALERT_STATE_DIR_H
#define KMW_RUN_ALERT_STATE_DIR_H

#include <limits.h>

/* What is appended to the state's name. */
#define STATE_LOCK ".lock"
#define STATE_NEW ".new" /* being written */
#define STATE_BAD ".bad" /* set aside */

struct state_dir {
	int fd;
	char name[NAME_MAX]; /* of the state file in it */
};

/*
 * Opens the folder of the file at path, makes the usual one where it is
 * missing. Returns 0; -EPERM where it belongs to another user or others may
 * write there; -ENAMETOOLONG; another -errno.
 */
int state_dir_open(const char *path, struct state_dir *ret);

/*
 * Takes the lock; it goes with the descriptor. Returns 0; -EBUSY where another
 * run has it; -EPERM where the file is not ours; another -errno.
 */
int state_dir_lock(const struct state_dir *d, int *ret);

#endif
