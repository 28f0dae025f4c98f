/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an alert goes: syslog, the journal, a program, else stdout. */
#ifndef KMW_RUN_NOTIFY_NOTIFY_H
#define KMW_RUN_NOTIFY_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct alert_message;
struct conditions;
struct events;
struct policy;
struct sample;

/* What there is to tell; at least one event. */
struct news_sheet {
	const struct events *events;
	const struct conditions *conditions;
	const struct sample *sample;
	uint64_t now_ms;
	bool rebooted;
	const char *problem; /* with the state; NULL none */
};

/*
 * Tells it in all places that the policy names. A place that fails is named
 * on stderr; where there is none, or all fail, it goes to stdout. Returns
 * STATUS_OK where it went somewhere, else STATUS_FAILED.
 */
int notify(const struct policy *p, const struct news_sheet *sheet);

#endif
