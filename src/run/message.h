/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes to stderr. The message may carry hostile text: it is escaped. */
#ifndef KMW_RUN_MESSAGE_H
#define KMW_RUN_MESSAGE_H

/* Writes "kmemwhere: " and the message. Returns STATUS_FAILED. */
int message_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Likewise, in the system's words for a -errno. Returns STATUS_FAILED. */
int message_errno(int err);

/* The same and a pointer to --help. Returns STATUS_USAGE. */
int message_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
