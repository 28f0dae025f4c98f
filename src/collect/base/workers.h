/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that share a walk over /proc. */
#ifndef KMW_COLLECT_BASE_WORKERS_H
#define KMW_COLLECT_BASE_WORKERS_H

#include <stddef.h>

/* More of them wait for the kernel's locks, and take from whoever is busy. */
#define WORKERS_MAX 2

/* How many are worth their start, this one among them; 1 on one CPU. */
size_t workers_for(size_t processes);

/*
 * Calls work() with each of n elements of an array, the last one in this
 * thread; where no thread can be started this one does all of them.
 */
void workers_run(void (*work)(void *element), void *array, size_t n,
		 size_t size);

#endif
