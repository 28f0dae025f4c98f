/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory counters of this machine. */
#ifndef KMW_COLLECT_MEMORY_MEMORY_H
#define KMW_COLLECT_MEMORY_MEMORY_H

struct collect;

/*
 * memory: meminfo - zoneinfo - meminfo, again only where MemFree moved, then
 * vmstat, slabinfo, hugepages, PSI, arcstats (proc_meminfo, mm/vmstat.c).
 */
int collect_memory(struct collect *c);

#endif
