/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms that list processes: see form.h. Pure. */
#ifndef KMW_CAPTURE_FORMS_PROCESS_PROCESS_FORMS_H
#define KMW_CAPTURE_FORMS_PROCESS_PROCESS_FORMS_H

#include "capture/forms/form.h"

/* ps(1), whatever columns it was asked for. */
enum fit ps_fit(struct span line, struct look *look);

/* The rows of top(1), to a table of ps. */
enum fit top_rows_fit(struct span line, struct look *look);
int top_rows_rewrite(const struct look *look, struct buf *to);

#endif
