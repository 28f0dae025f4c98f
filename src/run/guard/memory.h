/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What held a run up is left out by the next ones, while a reader is still
 * stuck in it, and for some minutes: at most one is stuck a process. Kept in
 * /run/kmemwhere by root; others read only what is theirs. Inside run/guard/.
 */
#ifndef KMW_RUN_GUARD_MEMORY_H
#define KMW_RUN_GUARD_MEMORY_H

struct guard_page;

/* Adds what is still true to the list. */
void memory_read(struct guard_page *page);

/* What cannot be kept costs the next run a second. */
void memory_write(const struct guard_page *page);

#endif
