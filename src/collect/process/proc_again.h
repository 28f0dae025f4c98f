/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table, sample after sample. */
#ifndef KMW_COLLECT_PROCESS_PROC_AGAIN_H
#define KMW_COLLECT_PROCESS_PROC_AGAIN_H

struct collect_cache;
struct proc_list;
struct snapshot;

/*
 * Fills snap->processes from the list; where list->pss, Pss is read of those
 * only that are due (cache.h). Starts no second process. Returns 0 or -errno.
 */
int proc_again(const struct proc_list *list, struct collect_cache *cache,
	       struct snapshot *snap);

#endif
