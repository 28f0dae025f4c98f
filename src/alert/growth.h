/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A leak, proved by the samples of many runs. Inside alert/. */
#ifndef KMW_ALERT_GROWTH_H
#define KMW_ALERT_GROWTH_H

#include "model/alert/alert_state.h"

struct judge;

/* A trend needs so many samples, over so long. */
#define GROWTH_SAMPLES_MIN 5
#define GROWTH_SPAN_MIN_MS (5ULL * 60 * 1000)

/*
 * Appends this run's sample: the oldest goes where there are too many, all go
 * where the machine was started anew or the clock was set back.
 */
void samples_push(struct alert_state *state, const char *boot_id,
		  const struct alert_sample *sample);

/*
 * For a trend that is more than evidence. Opens a finding: WARNING where it grows by so
 * many bytes an hour or more, NOTICE from half of it.
 */
void growth_judge(struct judge *j, enum trend trend, uint64_t bytes_hour,
		  const struct alert_state *past);

#endif
