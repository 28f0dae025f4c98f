/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two moments (`--diff`). */
#ifndef KMW_RENDER_DIFF_H
#define KMW_RENDER_DIFF_H

#include <stdio.h>

#include "render/report.h"

struct delta;
struct findings;
struct snapshot;

struct diff_report {
	const struct delta *delta;
	const struct snapshot *snap[2]; /* before, after */
	const struct findings *findings[2];
	struct view view;
};

/*
 * As tables; as one JSON object and a newline, contract kmemwhere.diff/1.
 * Return 0 or -errno, as render_table() does.
 */
int render_diff(const struct diff_report *r, FILE *out);
int render_diff_json(const struct diff_report *r, FILE *out);

/* The schema of that (`--json-schema=diff`). The same errors. */
int render_diff_json_schema(FILE *out);

#endif
