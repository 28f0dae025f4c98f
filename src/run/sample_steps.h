/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps that one look and many have in common. Inside run/. */
#ifndef KMW_RUN_SAMPLE_STEPS_H
#define KMW_RUN_SAMPLE_STEPS_H

#include "collect/collect.h"

struct capture;
struct collect_cache;
struct sample;
struct settings;
struct snapshot;

/* What of it is to be collected. */
struct collect_opts sample_opts(const struct settings *s);

/*
 * Fills a snapshot; *ret_capture is set where it is of --from. Returns
 * STATUS_OK, or another after a message.
 */
int sample_collect(const struct settings *s, struct collect_cache *cache,
		   struct capture **ret_capture, struct snapshot *ret);

/*
 * Masks the snapshot, and makes the sums anew: they hold names, too. Returns 0
 * or -ENOMEM.
 */
int sample_mask(const struct settings *s, struct sample *sample);

#endif
