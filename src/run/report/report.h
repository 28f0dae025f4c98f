/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sample on standard output, in the format that was asked for. */
#ifndef KMW_RUN_REPORT_REPORT_H
#define KMW_RUN_REPORT_REPORT_H

#include <stdio.h>

struct rates;
struct sample;
struct settings;

/*
 * Writes the report of a sample and flushes it; rates of several samples, or
 * NULL. Returns 0 or -errno.
 */
int report_put(const struct settings *s, const struct sample *sample,
	       const struct rates *rates, FILE *out);

/*
 * Writes the report of a sample, and closes standard output. What keeps it
 * from that is told on stderr. Returns STATUS_OK or STATUS_FAILED.
 */
int report_write(const struct settings *s, const struct sample *sample);

#endif
