/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ticks without drift, and waiting for what comes first. */
#ifndef KMW_RUN_WATCH_TICK_H
#define KMW_RUN_WATCH_TICK_H

#include <stdint.h>

struct clocks;

struct ticks {
	int64_t start_ns; /* CLOCK_MONOTONIC */
	int64_t every_ns;
	int64_t next; /* number of the tick to come */
};

/* The first tick is now. */
void ticks_start(struct ticks *t, double seconds);

/* The next tick is in so many milliseconds (at least one), once. */
void ticks_in(struct ticks *t, uint64_t ms);

/* Goes on to the next tick; those that went by meanwhile are left out. */
void ticks_advance(struct ticks *t);

/* What a wait ended with. */
enum wait { WAIT_TICK, WAIT_KEY, WAIT_STOP, WAIT_CLOSED };

/*
 * Waits until the next tick, something to be read on the fds keys or stop (-1:
 * none), or until the reader of stdout is gone. A signal counts as a key.
 */
enum wait ticks_wait(const struct ticks *t, int keys, int stop);

/* All clocks, now. */
void clocks_now(struct clocks *ret);

#endif
