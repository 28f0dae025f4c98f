/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The full-screen view of `--watch`. */
#ifndef KMW_RUN_WATCH_SCREEN_H
#define KMW_RUN_WATCH_SCREEN_H

#include <stdbool.h>

struct settings;
struct watched;

/*
 * Draws a sample a tick until q, a signal or COUNT; leaves the terminal as it
 * was. Returns an exit status; *ret_usable says whether the terminal could be
 * used so at all.
 */
int screen_run(const struct settings *s, struct watched *w, bool *ret_usable);

#endif
