/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples one after the other, of this machine or of a recording. */
#ifndef KMW_RUN_WATCH_WATCHED_H
#define KMW_RUN_WATCH_WATCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account/growth/rates.h"
#include "model/gap.h"
#include "run/watch/kept_holders.h"
#include "run/watch/stay.h"

struct collect_cache;
struct player;
struct recorder;
struct sample;
struct settings;

/* What goes on from one sample to the next. */
struct watched {
	struct rates rates; /* of the last sample and those before it */
	struct collect_cache *cache;
	struct kept_holders holders;
	struct recorder *rec; /* NULL: nothing is recorded */
	struct heap_need heap;
	struct gaps gaps; /* of every sample: what we could not do */
	/* a recording; player NULL: this machine */
	struct player *player;
	size_t begin; /* the first sample that is shown */
	size_t end;   /* behind the last one */
	size_t next;
};

/*
 * Begins; a recording at s->sample, or with its first. Complains on stderr;
 * returns an exit status.
 */
int watched_open(const struct settings *s, struct watched *ret);

void watched_close(struct watched *w);

/*
 * Takes the next sample, as sample_take() does; the sample before is what the
 * second look would be. Of a recording there must be one: !watched_ended().
 */
int watched_tick(const struct settings *s, struct watched *w,
		 struct sample *ret);

/* Whether the recording has no more of them. */
bool watched_ended(const struct watched *w);

/*
 * Takes that sample of the recording. Unless it is the next one the rates
 * begin anew, with a bounded number of the samples before it.
 */
int watched_seek(const struct settings *s, struct watched *w, size_t index,
		 struct sample *ret);

/* Milliseconds between the last sample taken and the next; 0 unknown. */
uint64_t watched_pace_ms(const struct watched *w);

#endif
