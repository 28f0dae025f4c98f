/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To go on when the machine has no memory left. */
#ifndef KMW_RUN_STAY_H
#define KMW_RUN_STAY_H

struct gaps;

/*
 * Locks what the process touches in memory (MCL_ONFAULT, 4.4), keeps freed
 * memory instead of asking for it again, and asks to be killed late. What is
 * not permitted becomes a gap.
 */
void stay_alive(struct gaps *gaps);

#endif
