/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no file says outright, inferred from those that were read. */
#ifndef KMW_SOURCE_INFER_H
#define KMW_SOURCE_INFER_H

#include "model/memory/memory.h"
#include "util/opt.h"

struct host;

/*
 * The page size of a captured machine: given by its architecture, or by a
 * count of pages that stands beside the same amount in bytes (managed and
 * MemTotal, nr_free_pages and MemFree), or by its huge pages, or by what all
 * amounts are multiples of. Unknown where none of them tells.
 */
struct opt_u64 infer_page_size(const struct host *host,
			       const struct memory *mem);

/*
 * Whether kernel stacks are vmalloc areas (CONFIG_VMAP_STACK), so that
 * VmallocUsed holds KernelStack already: by architecture and version, unless
 * the counters say that it cannot be.
 */
enum tristate infer_vmap_stack(const struct host *host,
			       const struct memory *mem);

/*
 * Whether VmallocUsed counts real pages, as it does from 5.3 on. 4.4 to 5.2
 * print 0, older ones address space; those also know a VmallocChunk.
 */
enum tristate infer_vmalloc_used(const struct host *host,
				 const struct memory *mem);

#endif
