/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory counters of the machine. They return and count as parse.h says.
 */
#ifndef KMW_PARSE_MEMORY_MEMORY_H
#define KMW_PARSE_MEMORY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct alloc_site;
struct alloc_sites;
struct meminfo;
struct psi;
struct slabs;
struct vmalloc_callers;
struct vmallocinfo;
struct vmstat;
struct zfs_arc;
struct zoneinfo;

/* /proc/meminfo: KiB to bytes; HugePages_* are counts. */
int parse_meminfo(struct span text, struct meminfo *ret, unsigned *bad);

/* /proc/vmstat */
int parse_vmstat(struct span text, struct vmstat *ret, unsigned *bad);

/* /proc/zoneinfo: the per-CPU lists' pages, and managed pages. */
int parse_zoneinfo(struct span text, struct zoneinfo *ret, unsigned *bad);

/*
 * /proc/slabinfo, versions 1.1 to 2.1: appends to ret. ret->known says that no
 * cache is missing, so that their sum may be held against Slab.
 */
int parse_slabinfo(struct span text, uint64_t page_size, struct slabs *ret,
		   unsigned *bad);

/* /proc/vmallocinfo */
int parse_vmallocinfo(struct span text, uint64_t page_size,
		      struct vmallocinfo *ret, unsigned *bad);

/* /proc/pressure/memory */
int parse_psi(struct span text, struct psi *ret, unsigned *bad);

/* /proc/spl/kstat/zfs/arcstats */
int parse_arcstats(struct span text, struct zfs_arc *ret, unsigned *bad);

/* A line of /proc/vmallocinfo (vmalloc_info_show() of mm/vmalloc.c). */
struct vmalloc_area {
	uint64_t pages;	      /* 0: ioremap and the like have none */
	struct span function; /* without "+0x…"; empty: no caller */
	struct span module;   /* without brackets; empty: none */
	bool stack;	      /* made for a kernel stack */
};

/* Returns 0 or -EINVAL. */
int parse_vmalloc_area(struct span line, struct vmalloc_area *ret);

/*
 * /proc/vmallocinfo by caller, the largest first; callers beyond the first
 * 8192 are one row "(others)". Returns 0, -EINVAL or -ENOMEM.
 */
int parse_vmalloc_callers(struct span text, uint64_t page_size,
			  struct vmalloc_callers *ret, unsigned *bad);

/* /proc/allocinfo, versions 1.0 and 2.0 (lib/alloc_tag.c). 0 or -EINVAL. */
int parse_allocinfo(struct span text, struct alloc_sites *ret, unsigned *bad);

/*
 * What stands behind the bytes in such a line: "31168 fs/x.c:123 [module]
 * func:name". Returns 0 or -EINVAL.
 */
int parse_alloc_place(struct span line, struct alloc_site *ret);

/* Keeps the largest ones, in order. */
void alloc_sites_keep(struct alloc_sites *all, const struct alloc_site *s);

#endif
