/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--alert`: silent while all is well; one message when it is not. */
#ifndef KMW_RUN_ALERT_ALERT_H
#define KMW_RUN_ALERT_ALERT_H

struct settings;

/*
 * One run. Returns STATUS_OK where it did its job, alarm or not, also where
 * another run is at it; STATUS_FAILED where it could not; STATUS_USAGE.
 */
int run_alert(const struct settings *s);

#endif
