/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table, sample after sample. */
#ifndef KMW_COLLECT_PROCESS_PROC_AGAIN_H
#define KMW_COLLECT_PROCESS_PROC_AGAIN_H

struct collect;
struct proc_pss;

/*
 * Fills the processes of the snapshot; Pss (NULL: not at all) is read only of
 * those that are due (cache.h). Starts no thread. Returns 0 or -errno.
 */
int proc_again(struct collect *c, const struct proc_pss *pss);

#endif
