/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An alert for the journal, an entry for each piece of news with structured
 * fields, by its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
#ifndef KMW_RUN_NOTIFY_JOURNAL_H
#define KMW_RUN_NOTIFY_JOURNAL_H

struct alert_message;
struct buf;
struct sockaddr_un;

/* MESSAGE_ID= of what is raised (worse, reminded of) and of what is over. */
#define JOURNAL_ID_RAISED "6f1d5f0a9c3b4f0e8a4d2b7c5e9f1a36"
#define JOURNAL_ID_OVER "b2c87e4d1f6a4c5d9e0b3a8f7d6c5e41"

/* Sends it. Returns 0 or -errno (-ENOENT, -ECONNREFUSED: no journal). */
int journal_send(const struct alert_message *m);

/*
 * Delivers one entry: as a datagram, or what is too long for that as a sealed
 * file. Returns 0 or -errno.
 */
int journal_deliver(int fd, const struct sockaddr_un *to, const struct buf *b);

#endif
