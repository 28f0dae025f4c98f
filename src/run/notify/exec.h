/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that is told an alert: the report on its stdin. */
#ifndef KMW_RUN_NOTIFY_EXEC_H
#define KMW_RUN_NOTIFY_EXEC_H

struct alert_message;
struct sample;

/*
 * Runs it without a shell or arguments, in a fixed environment, in /, with the
 * report as JSON on its stdin (a file: it need not read it). After the seconds
 * its process group is ended. Returns 0; -ETIMEDOUT; -EIO where it failed (it
 * is said on stderr how); another -errno.
 */
int exec_send(const char *program, unsigned seconds,
	      const struct alert_message *m, const struct sample *sample);

#endif
