/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An alert as a person gets it: a first line that is fit for the subject of a
 * mail, then a paragraph for each piece of news.
 */
#ifndef KMW_RENDER_ALERT_TEXT_H
#define KMW_RENDER_ALERT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "alert/incident.h"

struct buf;
struct condition;

struct alert_note {
	const struct event *event;
	const struct condition *condition; /* NULL: it is over */
};

struct alert_message {
	const struct alert_note *v; /* the most urgent first; not empty */
	size_t n;
	size_t left_out;  /* more that stand, and are not in v */
	const char *host; /* raw */
	uint64_t now_ms;
	bool rebooted;
	bool ascii;
	const char *problem; /* with the state, raw; NULL none */
};

#define ALERT_SUBJECT_COLUMNS 78
#define ALERT_SUBJECT_MAX (ALERT_SUBJECT_COLUMNS * 4 + 1)

/* One line of at most 78 columns about the first n pieces; returns dst. */
const char *alert_subject(const struct alert_message *m,
			  char dst[ALERT_SUBJECT_MAX]);

/* The whole message. Returns 0 or -errno. */
int render_alert(const struct alert_message *m, FILE *out);

/* Severity of a piece of news: OK where it is over. */
enum severity alert_note_severity(const struct alert_note *note);

/* The code of a piece of news (the key up to the holder); returns dst. */
const char *alert_note_code(const struct alert_note *note,
			    char dst[INCIDENT_KEY_MAX]);

/* Appends its title; of what is over the last one. Returns 0 or -ENOMEM. */
int alert_note_title(const struct alert_note *note, struct buf *ret);

#endif
