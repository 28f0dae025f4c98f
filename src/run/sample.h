/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One moment, looked at and judged: what every mode starts from. */
#ifndef KMW_RUN_SAMPLE_H
#define KMW_RUN_SAMPLE_H

#include "account/account.h"
#include "account/rates.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"

struct settings;

struct sample {
	struct snapshot snap;
	struct account acct;
	struct findings findings;
};

/*
 * Takes a snapshot (of this machine, or of the capture that s names), adds it
 * up, looks closer where the sums give reason to, and judges. What keeps it
 * from that is told on stderr. Returns STATUS_OK, or STATUS_FAILED with ret
 * untouched.
 */
int sample_take(const struct settings *s, struct sample *ret);

/*
 * The same of a sample of a recording (NULL: its last). STATUS_USAGE where it
 * names none.
 */
int sample_replay(const struct settings *s, const char *path, const char *which,
		  struct sample *ret);

/* What goes on from one sample to the next. */
struct watched {
	struct rates rates; /* of the last sample and those before it */
	struct collect_cache *cache;
	struct recorder *rec; /* NULL: nothing is recorded */
	struct gaps gaps;     /* of every sample: what we could not do */
};

/* Begins. Complains on stderr; returns STATUS_OK or STATUS_FAILED. */
int watched_open(const struct settings *s, struct watched *ret);

void watched_close(struct watched *w);

/*
 * Takes the next sample, as sample_take() does; the sample before is what the
 * second look would be.
 */
int sample_tick(const struct settings *s, struct watched *w,
		struct sample *ret);

/* Takes a sample of zeros, too. */
void sample_free(struct sample *sample);

#endif
