/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside account/: from one snapshot to the figures that are watched. */
#ifndef KMW_ACCOUNT_RATE_SAMPLES_H
#define KMW_ACCOUNT_RATE_SAMPLES_H

#include "account/rates.h"

/* Adds the newest value of a figure. Returns it, or NULL (-ENOMEM). */
struct rate *rates_push(struct rates *r, const struct rate_key *key,
			int64_t value);

/* The figure with that key, or NULL. */
struct rate *rates_find(const struct rates *r, const struct rate_key *key);

/*
 * Foretells when a figure reaches what lies so far off, unless it reaches
 * something else before, or the slope was watched for too short a time.
 */
void rate_eta(struct rate *rate, double distance, const char *to);

/* Pushes all that the snapshot has. Returns 0 or -ENOMEM. */
int rates_sample(struct rates *r, const struct snapshot *snap,
		 const struct account *acct);

#endif
