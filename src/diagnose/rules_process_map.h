/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong inside one process (`--pid`). */
#ifndef KMW_DIAGNOSE_RULES_PROCESS_MAP_H
#define KMW_DIAGNOSE_RULES_PROCESS_MAP_H

#include "diagnose/finding.h"

/* Resident memory that the JVM's own tracking does not know. */
void rule_jvm_untracked(struct judge *j);

/* Memory in glibc's arenas, unless that rule has told of it. */
void rule_glibc_arenas(struct judge *j);

/* Stacks of many threads. */
void rule_thread_stacks(struct judge *j);

/* Send queues here and buffers in the process: one backlog. The last one. */
void rule_process_map_backlog(struct judge *j);

/* The verdict where none of them fires. */
void process_map_healthy(struct judge *j);

#endif
