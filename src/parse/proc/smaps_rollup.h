/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/smaps_rollup (4.14; fs/proc/task_mmu.c): all mappings in one. */
#ifndef KMW_PARSE_PROC_SMAPS_ROLLUP_H
#define KMW_PARSE_PROC_SMAPS_ROLLUP_H

#include "util/span.h"

struct process;

/*
 * Fills the amounts of Pss; those that the kernel lacks (the split before 5.3)
 * stay unknown. Returns 0, or -EINVAL where there is no Pss.
 */
int parse_smaps_rollup(struct span text, struct process *ret, unsigned *bad);

#endif
