/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When something is reported: once when something has stood long enough, again
 * when it gets worse or after some hours, once when it is over. A function of
 * the state before, of what stands now, and of the time.
 */
#ifndef KMW_ALERT_INCIDENT_H
#define KMW_ALERT_INCIDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnose/diagnose.h"
#include "model/alert/alert_state.h"

struct incident_rules {
	enum severity level;  /* WARNING or CRITICAL: what is reported */
	uint32_t runs;	      /* in a row that it must stand, >= 1 */
	uint64_t renotify_ms; /* 0: never again */
};

/*
 * What stands now. One severity below the level is not enough to be reported, but
 * keeps from being over what was reported.
 */
struct standing {
	const char *key;   /* shorter than INCIDENT_KEY_MAX */
	const char *title; /* safe text */
	enum severity severity;
};

struct run_facts {
	uint64_t now_ms;
	bool rebooted; /* since the state before */
	bool blind;    /* what is absent may only have been hidden */
};

enum news { NEWS_RAISED, NEWS_WORSE, NEWS_REMINDER, NEWS_OVER, NEWS_N };

struct event {
	enum news news;
	size_t standing; /* its index; NOT_STANDING where it is over */
	struct incident incident;
};

#define NOT_STANDING SIZE_MAX

struct events {
	struct event v[INCIDENTS_MAX];
	size_t n;
	size_t left_out; /* stand at the level, and state has no room for them */
};

/* An incident that comes back within this time has flapped. */
#define FLAP_WINDOW_MS (6ULL * 3600 * 1000)
/* Runs without it until it is over, at least; each flap doubles them. */
#define CLEAR_RUNS 2
#define FLAPS_MAX 5

/*
 * Goes on from state, in place, and leaves what is to be reported in ret. Of what
 * has no room in state (INCIDENTS_MAX) the last ones are only counted.
 */
void incidents_step(const struct incident_rules *rules,
		    const struct run_facts *run, const struct standing *now,
		    size_t n, struct alert_state *state, struct events *ret);

/* "raised", "worse", "reminder", "over" */
const char *news_name(enum news news);

#endif
