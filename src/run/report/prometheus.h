/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --prometheus: one sample as metrics, on stdout or in a file. */
#ifndef KMW_RUN_REPORT_PROMETHEUS_H
#define KMW_RUN_REPORT_PROMETHEUS_H

struct settings;

/* Returns an exit status; what failed is told on stderr. */
int run_prometheus(const struct settings *s);

#endif
