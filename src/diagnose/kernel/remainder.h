/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no figure names: the remainder, and what is known to be in it. */
#ifndef KMW_DIAGNOSE_KERNEL_REMAINDER_H
#define KMW_DIAGNOSE_KERNEL_REMAINDER_H

#include <stdint.h>

#include "util/opt.h"

struct account;
struct kernel_parts;
struct snapshot;

/* What is in no counter though its owner is known: ZFS's cache, CMA, rings. */
int64_t remainder_lawful(const struct kernel_parts *k);

/*
 * Kernel memory in no counter, lawful owners included; also where there is no
 * AnonPages, by the lists of pages. Unknown where neither is there.
 */
struct opt_i64 remainder_bytes(const struct snapshot *snap,
			       const struct account *acct);

/*
 * What of MemTotal, which is known, is in no figure that was read, be it the
 * kernel's or that of processes.
 */
uint64_t nameless_bytes(const struct snapshot *snap,
			const struct account *acct);

#endif
