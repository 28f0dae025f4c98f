/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line of a monitoring plugin, by the Monitoring Plugins Development
 * Guidelines: "KMEMWHERE OK - text | 'label'=value[UOM];warn;crit;min;max …".
 */
#ifndef KMW_RENDER_PERFDATA_H
#define KMW_RENDER_PERFDATA_H

#include <stdbool.h>
#include <stdio.h>

#include "alert/condition.h"

enum plugin_status {
	PLUGIN_OK,
	PLUGIN_WARNING,
	PLUGIN_CRITICAL,
	PLUGIN_UNKNOWN
};

struct plugin_result {
	enum plugin_status status;
	const char *text;		   /* one sentence, safe */
	const struct metric_value *values; /* METRIC_N; NULL: none */
	const struct condition_rules *rules;
	const struct conditions *conditions; /* NULL: none */
	bool verbose; /* further lines: each condition with its evidence */
};

/* Writes it. Returns 0 or -errno. */
int render_plugin(const struct plugin_result *r, FILE *out);

#endif
