/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the options of a view mean, and how writing ends. */
#ifndef KMW_RENDER_VIEW_H
#define KMW_RENDER_VIEW_H

#include <stddef.h>
#include <stdio.h>

struct view;

/* view.top where nothing was asked for. */
#define VIEW_TOP 20

/* Rows to print of a ranked list that has n. */
size_t view_rows(const struct view *v, size_t n);

/*
 * The same in the report for people, which is short unless rows were asked
 * for: usual of them at most.
 */
size_t view_report_rows(const struct view *v, size_t usual, size_t n);

/* Columns that words are wrapped to: the terminal's, else 100. */
size_t view_wrap(const struct view *v);

/*
 * Flushes out. Returns 0, or -errno where this or anything before it could
 * not be written (-ENOSPC, -EPIPE …; -EIO where the system did not say).
 */
int view_flush(FILE *out);

#endif
