/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/infer.h"

#include <string.h>

#include "model/snapshot.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define MIB (UINT64_C(1) << 20)
/* Amounts that a page size can be inferred from. */
#define GRANULAR_MIN 8

/* Architectures that have one page size only. */
static const struct {
	const char *arch;
	uint64_t page_size;
} fixed[] = {
	{ "x86_64", 4096 }, { "i386", 4096 },	 { "i486", 4096 },
	{ "i586", 4096 },   { "i686", 4096 },	 { "s390x", 4096 },
	{ "s390", 4096 },   { "riscv64", 4096 }, { "armv6l", 4096 },
	{ "armv7l", 4096 }, { "alpha", 8192 },	 { "sparc64", 8192 },
};

static const uint64_t page_sizes[] = { 4096, 8192, 16384, 65536 };

/* The size with which a count of pages is that many bytes, within 1/part. */
static struct opt_u64 by_ratio(struct opt_u64 pages, struct opt_u64 bytes,
			       uint64_t part)
{
	if (!pages.known || !bytes.known || pages.v < 256)
		return (struct opt_u64){ 0 };
	for (size_t i = 0; i < COUNT(page_sizes); i++) {
		uint64_t v = pages.v * page_sizes[i];
		uint64_t off = v > bytes.v ? v - bytes.v : bytes.v - v;

		if (off <= v / part)
			return opt_u64(page_sizes[i]);
	}
	return (struct opt_u64){ 0 };
}

/*
 * A huge page is what one page of page table entries maps: page size² / 8.
 * 2 MiB says nothing alone: ppc64le's radix tables map that with 64 KiB pages.
 */
static struct opt_u64 by_huge_page(const char *arch, struct opt_u64 size)
{
	if (!size.known)
		return size;
	if (size.v == 512 * MIB)
		return opt_u64(65536);
	if (size.v == 32 * MIB)
		return opt_u64(16384);
	if (size.v == 2 * MIB && !strcmp(arch, "aarch64"))
		return opt_u64(4096);
	return (struct opt_u64){ 0 };
}

/*
 * Without a word on the architecture: x86_64 is known by the size of its
 * vmalloc area (32 TiB or 12800 TiB, less a byte, cut to KiB), 32-bit machines
 * with high memory by those lines. All of them have 4 KiB pages.
 */
static bool by_layout(const struct meminfo *mi)
{
	struct opt_u64 total = mi->v[MEM_VMALLOC_TOTAL];

	return opt_or0(mi->v[MEM_HIGH_TOTAL]) ||
	       (total.known && (total.v == UINT64_C(34359738367) * 1024 ||
				total.v == UINT64_C(13743895347199) * 1024));
}

/*
 * Pages are printed in KiB: all amounts are multiples of the page size, and
 * it would be a strange chance if they were of a larger one, too.
 */
static struct opt_u64 by_granularity(const struct meminfo *mi)
{
	static const enum meminfo_key keys[] = {
		MEM_FREE,	   MEM_BUFFERS,	      MEM_CACHED,
		MEM_ACTIVE_ANON,   MEM_INACTIVE_ANON, MEM_ACTIVE_FILE,
		MEM_INACTIVE_FILE, MEM_ANON_PAGES,    MEM_MAPPED,
		MEM_SHMEM,	   MEM_SRECLAIMABLE,  MEM_SUNRECLAIM,
		MEM_PAGE_TABLES,
	};
	uint64_t bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < COUNT(keys); i++) {
		n += opt_or0(mi->v[keys[i]]) > 0;
		bits |= opt_or0(mi->v[keys[i]]);
	}
	if (n < GRANULAR_MIN)
		return (struct opt_u64){ 0 };
	for (size_t i = COUNT(page_sizes); i--;)
		if (!(bits & (page_sizes[i] - 1)))
			return opt_u64(page_sizes[i]);
	return (struct opt_u64){ 0 };
}

struct opt_u64 infer_page_size(const struct host *host,
			       const struct memory *mem)
{
	const struct meminfo *mi = &mem->info;
	struct opt_u64 size;

	for (size_t i = 0; i < COUNT(fixed); i++)
		if (!strcmp(host->arch, fixed[i].arch))
			return opt_u64(fixed[i].page_size);
	if (!host->arch[0] && by_layout(mi))
		return opt_u64(4096);
	size = by_ratio(mem->zone.managed_pages, mi->v[MEM_TOTAL], 50);
	if (!size.known)
		size = by_ratio(mem->vmstat.v[VM_FREE_PAGES], mi->v[MEM_FREE],
				10);
	if (!size.known)
		size = by_huge_page(host->arch, mi->v[MEM_HUGEPAGE_SIZE]);
	if (!size.known)
		size = by_granularity(mi);
	return size;
}

enum tristate infer_vmalloc_used(const struct host *host,
				 const struct memory *mem)
{
	const struct meminfo *mi = &mem->info;

	if (host->kernel_version.known)
		return host->kernel_version.v >= KERNEL(5, 3) ? YES : NO;
	if (!mi->v[MEM_VMALLOC_USED].known)
		return MAYBE;
	if (opt_or0(mi->v[MEM_VMALLOC_CHUNK]) || !mi->v[MEM_VMALLOC_USED].v)
		return NO;
	return YES;
}

/* Where VMAP_STACK is the default, and since which version. */
static const struct {
	const char *arch;
	uint64_t since;
} vmap_archs[] = {
	{ "x86_64", KERNEL(4, 9) },
	{ "aarch64", KERNEL(4, 14) },
	{ "s390x", KERNEL(4, 20) },
	{ "riscv64", KERNEL(5, 17) },
};

static enum tristate by_version(const struct host *host)
{
	if (!host->kernel_version.known)
		return MAYBE;
	if (host->kernel_version.v < KERNEL(4, 9))
		return NO; /* no architecture had it */
	for (size_t i = 0; i < COUNT(vmap_archs); i++)
		if (!strcmp(host->arch, vmap_archs[i].arch))
			return host->kernel_version.v >= vmap_archs[i].since
				       ? YES
				       : NO;
	return MAYBE;
}

enum tristate infer_vmap_stack(const struct host *host,
			       const struct memory *mem)
{
	struct opt_u64 used = mem->info.v[MEM_VMALLOC_USED];
	struct opt_u64 stack = mem->info.v[MEM_KERNEL_STACK];

	/* a part is not larger than the whole, but for the counters' slack */
	if (infer_vmalloc_used(host, mem) == YES && used.known && stack.known &&
	    stack.v > used.v + MIB)
		return NO;
	return by_version(host);
}
