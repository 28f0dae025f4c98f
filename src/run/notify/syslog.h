/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert for syslog: a line for each piece of news. */
#ifndef KMW_RUN_NOTIFY_SYSLOG_H
#define KMW_RUN_NOTIFY_SYSLOG_H

struct alert_message;

/*
 * Sends it (facility daemon). Returns 0, or -errno where nobody listens at
 * /dev/log, which syslog(3) itself would not tell.
 */
int syslog_send(const struct alert_message *m);

/* The syslog priority (LOG_CRIT …) of a severity. */
int syslog_priority(int severity);

#endif
