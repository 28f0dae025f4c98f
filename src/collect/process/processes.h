/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table of this machine. */
#ifndef KMW_COLLECT_PROCESS_PROCESSES_H
#define KMW_COLLECT_PROCESS_PROCESSES_H

struct collect;

/* processes and Pss. Returns 0 or -ENOMEM. */
int collect_processes(struct collect *c);

#endif
