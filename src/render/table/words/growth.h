/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates and times as people read them. */
#ifndef KMW_RENDER_TABLE_WORDS_GROWTH_H
#define KMW_RENDER_TABLE_WORDS_GROWTH_H

#include <stdbool.h>
#include <stddef.h>

#include "account/growth/rates.h"

#define GROWTH_MAX 96

/* "+1.2 MiB/s", "0", "-": the slope where there is one, else the last step. */
const char *growth_rate(char dst[GROWTH_MAX], const struct rate *rate);

/* "udp_mem in 3-5 min"; "" where none is foretold. */
const char *growth_eta(char dst[GROWTH_MAX], const struct rate *rate);

/* The slope in bytes a second, else the last step, else 0. */
double growth_speed(const struct rate *rate);

/*
 * The figures of a kind in the last sample, those first that grow most where
 * by_growth, else the largest; at most cap. Returns how many.
 */
size_t growth_rank(const struct rates *r, enum rate_kind kind, bool by_growth,
		   const struct rate **ret, size_t cap);

#endif
