/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named consumers of kernel memory as parts of the kernel's share. */
#ifndef KMW_ACCOUNT_KERNEL_CONSUMERS_H
#define KMW_ACCOUNT_KERNEL_CONSUMERS_H

#include <stdbool.h>
#include <stdint.h>

struct kernel_parts;
struct snapshot;

/* What all consumers of that name have, wherever it is counted. */
uint64_t consumers_bytes(const struct snapshot *snap, const char *name);

/*
 * Adds a row of other to ret for each name and basis among the consumers that
 * no counter holds: the sum, and the holder of the most. A row that is there
 * already (zspages …) stays as it is: it rests on the kernel's own counter.
 */
void consumers_sum(const struct snapshot *snap, struct kernel_parts *ret);

/*
 * Pipes may be full of pages that are counted elsewhere: of a file (splice), of a
 * process (vmsplice), of another pipe (tee). Nothing tells which, but where the
 * parts are more than the kernel has it must be so: their exact row becomes an
 * upper bound, and leaves the sum.
 */
void consumers_doubt_pipes(struct kernel_parts *k);

/* Whether that was done. */
bool consumers_pipes_doubted(const struct snapshot *snap,
			     const struct kernel_parts *k);

#endif
