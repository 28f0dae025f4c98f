/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page size is nowhere in a report; but the same amounts stand there in
 * pages and in kB, and the buddy lists begin with one page.
 */
#include "parse/field.h"
#include "parse/oom/parts.h"

/* So many page tables tell by what all of them are multiples of. */
#define TABLES_MIN 10

static const uint64_t page_sizes[] = { 4096, 8192, 16384, 65536 };

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static bool is_near(uint64_t a, uint64_t b, uint64_t part)
{
	uint64_t off = a > b ? a - b : b - a;

	return off <= b / part;
}

/* The size with which so many pages are so many bytes, within 1/part. */
static uint64_t by_ratio(struct opt_u64 pages, struct opt_u64 bytes,
			 uint64_t part)
{
	if (!pages.known || !bytes.known || pages.v < 64 ||
	    pages.v > OOM_PAGES_MAX)
		return 0;
	for (size_t i = 0; i < COUNT(page_sizes); i++)
		if (is_near(pages.v * page_sizes[i], bytes.v, part))
			return page_sizes[i];
	return 0;
}

static struct opt_u64 sum(const struct oom *oom, enum oom_figure f, bool nodes)
{
	struct opt_u64 ret = { 0 };

	for (size_t i = 0; i < oom->areas.n; i++)
		if (oom_area_is_node(&oom->areas.v[i]) == nodes)
			ret = opt_plus(ret, oom->areas.v[i].v[f]);
	return ret;
}

/*
 * The summary is read a moment before the nodes and the zones: what is small
 * may change a lot meanwhile, so the larger a figure the more it says.
 */
static uint64_t by_summary(const struct oom *oom)
{
	static const enum oom_figure figures[] = {
		OOM_ACTIVE_ANON,   OOM_INACTIVE_ANON, OOM_ACTIVE_FILE,
		OOM_INACTIVE_FILE, OOM_UNEVICTABLE,   OOM_SHMEM,
		OOM_ACTIVE,	   OOM_INACTIVE,      OOM_FREE,
	};
	uint64_t size = 0, most = 0;

	for (size_t i = 0; i < COUNT(figures); i++) {
		struct opt_u64 all = oom->summary[figures[i]];
		uint64_t by = by_ratio(all, sum(oom, figures[i], true), 50);

		if (!by)
			by = by_ratio(all, sum(oom, figures[i], false), 50);
		if (!by || all.v <= most)
			continue;
		most = all.v;
		size = by;
	}
	return size;
}

/* "total-vm" of who was killed is the row of the task table, in kB. */
static uint64_t by_victim(const struct oom *oom)
{
	const struct oom_victim *k = &oom->killed;

	for (size_t i = 0; k->pid && i < oom->tasks.n; i++)
		if (oom->tasks.v[i].pid == k->pid)
			return by_ratio(oom->tasks.v[i].total_vm_bytes,
					k->total_vm_bytes, 50);
	return 0;
}

/*
 * Sizes of huge pages that one page size has: sparc64 of 8 KiB, arm64 and
 * others of 16 and 64 KiB. 1 GiB beside 2 MiB: x86, arm64 and riscv of 4 KiB,
 * but ppc64le of 64 KiB, too, since 4.7, whose page tables would have told.
 */
static uint64_t by_huge_pages(const struct memory *mem)
{
	static const struct {
		uint64_t kib;
		uint64_t page_size;
	} only[] = {
		{ 262144, 8192 },
		{ 32768, 16384 },
		{ 524288, 65536 },
		{ 1048576, 4096 },
	};

	for (size_t i = 0; i < COUNT(only); i++)
		for (size_t k = 0; k < mem->n_hugepools; k++)
			if (mem->hugepools[k].page_bytes == only[i].kib * 1024)
				return only[i].page_size;
	return 0;
}

/*
 * Page tables are whole pages; one table that is no multiple of the next size
 * rules that out. That none is may be chance where they are few.
 */
static uint64_t by_tables(const struct oom_reading *r)
{
	for (size_t i = COUNT(page_sizes); r->n_tables && i--;) {
		if (r->tables_bits & (page_sizes[i] - 1))
			continue;
		return !i || r->n_tables >= TABLES_MIN ? page_sizes[i] : 0;
	}
	return 0;
}

static bool is_page_size(uint64_t bytes)
{
	for (size_t i = 0; i < COUNT(page_sizes); i++)
		if (bytes == page_sizes[i])
			return true;
	return bytes == 32768 || bytes == 262144;
}

uint64_t oom_page_size(const struct oom_reading *r)
{
	const struct oom *oom = r->oom;
	uint64_t size;

	if (is_page_size(r->buddy_bytes))
		return r->buddy_bytes;
	/* before 3.8 holes are among the pages */
	size = by_ratio(oom->pages[OOM_PAGES_RAM], sum(oom, OOM_PRESENT, false),
			20);
	if (!size)
		size = by_summary(oom);
	if (!size)
		size = by_victim(oom);
	if (!size)
		size = by_tables(r);
	if (!size)
		size = by_huge_pages(&r->snap->memory);
	return size;
}

/* Pages move from list to list meanwhile, but not from one node to none. */
bool oom_nodes_are_whole(const struct oom *oom, uint64_t page_size)
{
	static const enum oom_figure lists[] = {
		OOM_ACTIVE_ANON,   OOM_INACTIVE_ANON, OOM_ACTIVE_FILE,
		OOM_INACTIVE_FILE, OOM_UNEVICTABLE,
	};
	uint64_t nodes = 0, all = 0, zones = 0;
	bool summary = oom->summary[OOM_ACTIVE_ANON].known;

	for (size_t i = 0; i < COUNT(lists); i++) {
		nodes += opt_or0(sum(oom, lists[i], true));
		zones += opt_or0(sum(oom, lists[i], false));
		all += opt_or0(oom->summary[lists[i]]) * page_size;
	}
	if (!sum(oom, OOM_ACTIVE_ANON, true).known)
		return false;
	return is_near(nodes, summary ? all : zones, 20);
}

bool oom_zones_are_whole(const struct oom *oom, uint64_t page_size)
{
	struct opt_u64 free = sum(oom, OOM_FREE, false);
	struct opt_u64 anon = sum(oom, OOM_ACTIVE_ANON, false);
	struct opt_u64 nodes = sum(oom, OOM_ACTIVE_ANON, true);
	bool present = by_ratio(oom->pages[OOM_PAGES_RAM],
				sum(oom, OOM_PRESENT, false), 20) == page_size;

	if (!free.known)
		return false;
	if (oom->summary[OOM_FREE].known)
		return present ||
		       is_near(free.v, oom->summary[OOM_FREE].v * page_size,
			       50);
	if (oom->pages[OOM_PAGES_RAM].known)
		return present;
	return anon.known && nodes.known && is_near(anon.v, nodes.v, 50);
}
