/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--diff` */
#ifndef KMW_RUN_REPORT_DIFF_H
#define KMW_RUN_REPORT_DIFF_H

struct settings;

/* Compares the two samples that s->diff names. Returns an exit status. */
int run_diff(const struct settings *s);

#endif
