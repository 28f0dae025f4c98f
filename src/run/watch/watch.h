/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--watch`: one sample after the other. */
#ifndef KMW_RUN_WATCH_WATCH_H
#define KMW_RUN_WATCH_WATCH_H

struct settings;

/*
 * Samples until it is told to stop, or COUNT are done: full screen on a
 * terminal, else a report for each. Returns an exit status.
 */
int run_watch(const struct settings *s);

#endif
