/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state file of --alert. It is replaced, never changed: whoever is killed
 * while writing leaves the old one. What keeps it from being used is told once
 * on stderr and kept in words; nothing here is fatal.
 */
#ifndef KMW_RUN_ALERT_STATE_H
#define KMW_RUN_ALERT_STATE_H

#include <limits.h>

struct alert_state;

/* The state's name and a suffix. */
#define STATE_NAME_MAX (NAME_MAX + 1)

struct state_file {
	int dir;	   /* its folder; -1: there is none */
	int lock;	   /* -1: none */
	const char *path;  /* must live as long */
	const char *name;  /* the last part of it */
	char problem[320]; /* why it cannot be kept; "" */
};

/*
 * Opens and locks. Returns 0 (ret->problem may say that there is no state to
 * be kept), -EBUSY where another run is at it, or -EDEADLK where that run has
 * been at it for more than so many seconds.
 */
int state_open(const char *path, unsigned seconds, struct state_file *ret);

/*
 * Reads the state; an empty one where there is none, or none that can be
 * trusted: that file is set aside, and stderr says so.
 */
void state_load(struct state_file *f, struct alert_state *ret);

/*
 * Writes the new state beside the old one, down to the disk. Returns 0, or
 * -errno with the reason in f->problem.
 */
int state_prepare(struct state_file *f, struct alert_state *state);

/* Puts it in the old one's place. Likewise. */
int state_commit(struct state_file *f);

/* Ends it; what was prepared and not put in place is dropped. */
void state_close(struct state_file *f);

#endif
