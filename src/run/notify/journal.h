/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An alert for the journal, by libsystemd: an entry for each piece of news,
 * with structured fields.
 */
#ifndef KMW_RUN_NOTIFY_JOURNAL_H
#define KMW_RUN_NOTIFY_JOURNAL_H

#include <stdbool.h>

struct alert_message;

/* Whether this program was built with libsystemd. */
bool journal_is_built(void);

/* Sends it. Returns 0 or -errno (-ENOENT, -ECONNREFUSED: no journal). */
int journal_send(const struct alert_message *m);

#endif
