/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who holds what of the kernel, from sample to sample: asked when a part
 * crosses its limit, and again after some samples; in between it is known from
 * the last time.
 */
#ifndef KMW_RUN_WATCH_KEPT_HOLDERS_H
#define KMW_RUN_WATCH_KEPT_HOLDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "collect/base/pace.h"
#include "model/snapshot.h"

struct account;
struct settings;

struct kept_holders {
	struct snapshot of; /* what holders_look() added; nothing else */
	struct pace pace;
	unsigned wanted; /* see holders_wanted() */
	int64_t rest;	 /* what no counter named, before it did */
	uint64_t age;	 /* in samples */
	bool known;
};

/*
 * Adds them to a sample of this machine, and its parts up again; now_ms is
 * monotonic. Asks no more often than it may cost (1/200 of the time). Returns 0
 * or -errno.
 */
int kept_holders_add(const struct settings *s, struct kept_holders *k,
		     int64_t now_ms, struct snapshot *snap,
		     struct account *acct);

void kept_holders_free(struct kept_holders *k);

#endif
