/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an alert or a plugin has to judge: the findings, the thresholds that a
 * person set, and growth, less what that person silenced.
 */
#ifndef KMW_ALERT_CONDITION_H
#define KMW_ALERT_CONDITION_H

#include "diagnose/diagnose.h"
#include "alert/thresholds.h"
#include "model/alert/alert_state.h"

#define IGNORES_MAX 64

/* `ignore = CODE[:HOLDER]`, as the key of an incident is. */
struct ignores {
	char v[IGNORES_MAX][INCIDENT_KEY_MAX];
	size_t n;
};

struct condition_rules {
	struct thresholds warn;
	struct thresholds crit;
	uint64_t grow_bytes_hour; /* 0: growth is not judged */
	struct ignores ignores;
};

struct condition {
	char key[INCIDENT_KEY_MAX]; /* see incident_key() */
	const char *code;
	const struct finding *finding; /* of findings, or own */
};

struct conditions {
	struct condition *v; /* the findings in their order, then the others */
	size_t n;
	size_t cap;
	struct findings own; /* of thresholds and growth */
	bool blind;	     /* what is absent may only be unknown */
	unsigned unjudged; /* thresholds for unknown figures: 1 << enum metric */
};

/* Room for unjudged_words(). */
#define UNJUDGED_WORDS_MAX 192

/*
 * "the threshold for holder cannot be judged (not root)", of c->unjudged, which
 * is not 0; returns dst.
 */
const char *unjudged_words(const struct conditions *c,
			   const struct snapshot *snap,
			   char dst[UNJUDGED_WORDS_MAX]);

/*
 * Judges. The findings must outlive what is made. past (may be NULL) has the
 * samples that growth is measured by, this run's included. Returns 0 or
 * -ENOMEM.
 */
int conditions_make(const struct snapshot *snap, const struct account *acct,
		    const struct findings *findings,
		    const struct condition_rules *rules,
		    const struct alert_state *past, struct conditions *ret);

void conditions_free(struct conditions *c);

/* Whether a code may stand in `ignore`. */
bool condition_code_known(struct span code);

/* Whether an incident of that key is silenced. */
bool ignores_match(const struct ignores *ignores, const char *key);

#endif
