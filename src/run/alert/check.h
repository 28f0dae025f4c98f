/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--check`: a monitoring plugin. Exit status 0 OK to 3 UNKNOWN. */
#ifndef KMW_RUN_ALERT_CHECK_H
#define KMW_RUN_ALERT_CHECK_H

struct settings;

/*
 * One line on stdout and its status. The work is done in a child, which is
 * given up after --timeout: reading /proc can hang behind a stuck process, and
 * then no signal ends it. In the child it returns, too: its status is to be
 * exited with.
 */
int run_check(const struct settings *s);

/* Writes "KMEMWHERE UNKNOWN - " and the message, escaped. Returns 3. */
int check_unknown(const char *message);

#endif
