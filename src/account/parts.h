/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of memory have: see model/memory/parts.def. */
#ifndef KMW_ACCOUNT_PARTS_H
#define KMW_ACCOUNT_PARTS_H

#include "model/memory/parts.h"
#include "util/opt.h"

struct account;
struct kernel_parts;

struct opt_i64 memory_part(const struct account *acct, enum memory_part part);

/* Likewise, of one from MEMORY_TERMS_N on. */
struct opt_i64 kernel_part(const struct kernel_parts *k, enum memory_part part);

/*
 * What a finding of the part is about: vmalloc without the stacks that lie in
 * it, the stacks wherever they lie, page tables with those of devices.
 */
struct opt_i64 memory_part_judged(const struct account *acct,
				  enum memory_part part);

#endif
