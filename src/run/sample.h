/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One moment, looked at and judged: what every mode starts from. */
#ifndef KMW_RUN_SAMPLE_H
#define KMW_RUN_SAMPLE_H

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"

struct capture;
struct settings;

struct sample {
	struct capture *capture; /* of --from: its files; else NULL */
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

/* Takes a sample of zeros, too. */
void sample_free(struct sample *sample);

#endif
