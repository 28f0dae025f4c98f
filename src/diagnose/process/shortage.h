/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory is short: who is why. */
#ifndef KMW_DIAGNOSE_PROCESS_SHORTAGE_H
#define KMW_DIAGNOSE_PROCESS_SHORTAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/finding.h"

/*
 * Whether a finding holds so much that memory would not be short without it.
 * Memory is short.
 */
bool shortage_explained(const struct judge *j);

/* Low memory can be short while processes have high memory left to take. */
bool high_memory_left(const struct judge *j);

/*
 * Page cache that cannot go, and is not counted as shared memory: MemAvailable
 * has no room for it (si_mem_available() of mm/show_mem.c counts the file lists
 * alone). Less than a twentieth of memory is 0: watermarks blur it.
 */
uint64_t pinned_cache(const struct judge *j);

#endif
