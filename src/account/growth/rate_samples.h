/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside account/: from one snapshot to the figures that are watched. */
#ifndef KMW_ACCOUNT_GROWTH_RATE_SAMPLES_H
#define KMW_ACCOUNT_GROWTH_RATE_SAMPLES_H

#include "account/growth/rates.h"

struct process_map;

struct sampling {
	struct rates *r;
	const struct snapshot *snap;
	const struct account *acct;
	struct opt_u64 available;
};

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

/* The parts of it that are made of no socket. Return 0 or -ENOMEM. */
int rates_add_processes(struct sampling *s);
int rates_add_slabs(struct sampling *s);
int rates_add_classes(struct sampling *s);

/* The key of a figure of that process. */
struct rate_key rate_process_key(enum rate_kind kind,
				 const struct snapshot *snap, pid_t pid);

/* That of a class of the memory of the process that is looked into. */
struct rate_key rate_class_key(const struct process_map *in, unsigned class);

/* Whose it is. */
void rate_copy_comm(struct rate *rate, const struct snapshot *snap, pid_t pid);

#endif
