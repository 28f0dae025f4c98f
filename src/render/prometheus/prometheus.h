/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as metrics, in the text format 0.0.4 that Prometheus scrapes. */
#ifndef KMW_RENDER_PROMETHEUS_PROMETHEUS_H
#define KMW_RENDER_PROMETHEUS_PROMETHEUS_H

#include <stddef.h>
#include <stdio.h>

#include "util/opt.h"

struct report;

struct prometheus_view {
	struct opt_u64 duration_us; /* how long the sample took */
	size_t holders; /* of the largest, how many by name; 0: none */
};

/*
 * One family after the other, each with HELP and TYPE, without timestamps.
 * What is unknown is left out. No label is a pid, a port or an address.
 * r->by, where it is given, are the holders. Returns 0, or -errno as
 * render_table() does.
 */
int render_prometheus(const struct report *r, const struct prometheus_view *v,
		      FILE *out);

#endif
