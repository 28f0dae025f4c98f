/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/PID/smaps_rollup tells on this kernel (fs/proc/task_mmu.c). */
#ifndef KMW_COLLECT_MEMORY_ROLLUP_H
#define KMW_COLLECT_MEMORY_ROLLUP_H

#include <stdbool.h>

struct rollup {
	bool pss_split; /* Pss_Anon, _File and _Shmem: 5.4, or backported */
	bool swap_pss;
};

/*
 * Looks at our own. Returns 0 or -errno (-ENOENT before 4.14).
 */
int rollup_probe(struct rollup *ret);

#endif
