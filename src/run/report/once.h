/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modes that run once and end. Each returns an exit status. */
#ifndef KMW_RUN_REPORT_ONCE_H
#define KMW_RUN_REPORT_ONCE_H

struct settings;

/* Takes a snapshot, judges it and writes the report. */
int run_once(const struct settings *s);

/* Complains of columns that do not exist, before anything is collected. */
int once_check_columns(const struct settings *s);

/* `--list-columns`, `--json-schema` */
int run_list_columns(const struct settings *s);
int run_json_schema(const struct settings *s);

#endif
