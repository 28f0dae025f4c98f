/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process must settle before it does anything else. */
#ifndef KMW_RUN_STARTUP_H
#define KMW_RUN_STARTUP_H

/*
 * Fills fds 0 to 2 where they are closed, so that no socket or /proc file
 * lands there; ignores SIGPIPE, so that a closed pipe is a failed write; takes
 * the character set from the locale and leaves the number format alone; gives
 * large blocks of memory back when they are freed.
 */
void run_startup(void);

#endif
