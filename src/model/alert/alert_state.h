/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one alert run leaves to the next: the last samples and the incidents
 * that are known. Bounded, so that the file is, too.
 */
#ifndef KMW_MODEL_ALERT_ALERT_STATE_H
#define KMW_MODEL_ALERT_ALERT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

#define ALERT_SAMPLES_MAX 64
#define INCIDENTS_MAX 64
#define INCIDENT_KEY_MAX 200
#define INCIDENT_TITLE_MAX 300

/* What is watched for growth: enum name, name. */
#define TRENDS(X)                           \
	X(TREND_KERNEL, "kernel")           \
	X(TREND_PROCESSES, "processes")     \
	X(TREND_UNACCOUNTED, "unaccounted") \
	X(TREND_UDP, "udp")                 \
	X(TREND_TCP, "tcp")

enum trend {
#define X(id, name) id,
	TRENDS(X)
#undef X
		TREND_N
};

/* The amounts of one run, bytes. */
struct alert_sample {
	uint64_t time_ms; /* since 1970 */
	struct opt_i64 v[TREND_N];
};

/* One thing that is wrong, from its first sight to a while after its end. */
struct incident {
	char key[INCIDENT_KEY_MAX];	/* see incident_key() */
	char title[INCIDENT_TITLE_MAX]; /* the last one, as it was shown */
	unsigned severity; /* the worst that was told (enum severity) */
	bool raised;
	uint32_t seen;	     /* runs in a row at the level, before it is told */
	uint32_t clear;	     /* runs in a row without it, once told */
	uint32_t flaps;	     /* times it came back soon after its end */
	uint64_t first_ms;   /* first seen */
	uint64_t told_ms;    /* last told */
	uint64_t cleared_ms; /* its end, 0 none yet */
};

struct alert_state {
	char boot_id[40];				/* "" unknown */
	struct alert_sample samples[ALERT_SAMPLES_MAX]; /* the oldest first */
	size_t n_samples;
	struct incident incidents[INCIDENTS_MAX];
	size_t n_incidents;
};

/*
 * What an incident is known by, in the state file, in messages and where a
 * person silences it: the code, or code:holder in printable form.
 */
void incident_key(char ret[INCIDENT_KEY_MAX], const char *code,
		  const char *holder);

/*
 * Whether it can be what a run left: 0, or -EINVAL where time does not go on,
 * an incident is there twice, or text and counts are beyond their bounds.
 */
int alert_state_check(const struct alert_state *s);

/* A sum of its text: against accidents, not against attackers. */
uint64_t alert_state_sum(const char *p, size_t len);

struct table;

extern const struct table fields_alert_state, fields_alert_sample,
	fields_incident;

#endif
