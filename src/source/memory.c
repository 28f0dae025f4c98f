/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/memory.h"

#include <errno.h>
#include <inttypes.h>

#include "source/infer.h"
#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/memory/memory.h"
#include "util/buf.h"

#define SAMPLES_MAX 3
#define SETTLED_BYTES (UINT64_C(1) << 20)

FACTS_PARSER(parse_zoneinfo)
FACTS_PARSER(parse_vmstat)
FACTS_PARSER(parse_psi)
FACTS_PARSER(parse_arcstats)

/* These take the snapshot: two samples, and what is counted in pages. */
static int read_meminfo(struct span text, void *to, unsigned *bad)
{
	struct memory *m = &((struct snapshot *)to)->memory;
	struct meminfo mi;
	int err = parse_meminfo(text, &mi, bad);

	if (err)
		return err;
	m->earlier = m->info;
	m->info = mi;
	return 0;
}

static int read_vmallocinfo(struct span text, void *to, unsigned *bad)
{
	struct snapshot *snap = to;

	return parse_vmallocinfo(text, snapshot_page_size(snap),
				 &snap->memory.vmalloc, bad);
}

static int read_slabinfo(struct span text, void *to, unsigned *bad)
{
	struct snapshot *snap = to;

	return parse_slabinfo(text, snapshot_page_size(snap),
			      &snap->memory.slabs, bad);
}

enum memory_file {
	MEMINFO,
	ZONEINFO,
	VMSTAT,
	PRESSURE,
	ARCSTATS,
	VMALLOCINFO,
	SLABINFO,
	SLABTOP,
};

/* struct snapshot */
static const struct facts_file files[] = {
	[MEMINFO] = { .path = "/proc/meminfo",
		      .parse = read_meminfo,
		      .what = "meminfo",
		      .effect = "the memory counters of the machine are not "
				"known",
		      .flags = FACTS_LINES },
	[ZONEINFO] = { .path = "/proc/zoneinfo",
		       .parse = read_parse_zoneinfo,
		       .offset = offsetof(struct snapshot, memory.zone),
		       .what = "zoneinfo",
		       .effect = "free pages on per-CPU lists count as kernel "
				 "memory",
		       .flags = FACTS_LINES },
	[VMSTAT] = { .path = "/proc/vmstat",
		     .parse = read_parse_vmstat,
		     .offset = offsetof(struct snapshot, memory.vmstat),
		     .what = "vmstat",
		     .effect = "compressed pages, OOM kills and stalls are not "
			       "known",
		     .flags = FACTS_LINES },
	/* 4.20, and psi=1 */
	[PRESSURE] = { .path = "/proc/pressure/memory",
		       .parse = read_parse_psi,
		       .offset = offsetof(struct snapshot, memory.psi),
		       .what = "pressure",
		       .effect = "memory pressure is not known",
		       .flags = FACTS_LINES | FACTS_OPTIONAL },
	/* only with ZFS */
	[ARCSTATS] = { .path = "/proc/spl/kstat/zfs/arcstats",
		       .parse = read_parse_arcstats,
		       .offset = offsetof(struct snapshot, memory.arc),
		       .what = "arcstats",
		       .effect = "the ZFS cache counts as unaccounted",
		       .flags = FACTS_LINES | FACTS_OPTIONAL },
	[VMALLOCINFO] = { .path = "/proc/vmallocinfo",
			  .parse = read_vmallocinfo,
			  .what = "vmallocinfo",
			  .effect = "vmalloc memory of this older kernel "
				    "counts as unaccounted",
			  .flags = FACTS_LINES },
	[SLABINFO] = { .path = "/proc/slabinfo",
		       .parse = read_slabinfo,
		       .what = "slabinfo",
		       .effect = "the slab caches are not named",
		       .flags = FACTS_LINES },
	/* In sosreports, also where slabinfo could not be read. */
	[SLABTOP] = { .path = "/sos_commands/memory/slabtop_-o",
		      .parse = read_slabinfo,
		      .what = "slabtop",
		      .effect = "the slab caches are not named",
		      .flags = FACTS_LINES | FACTS_OPTIONAL },
};

static int read_file(const struct source *src, enum memory_file file,
		     struct buf *text, struct snapshot *snap)
{
	struct facts f = { .src = src, .gaps = &snap->gaps, .text = *text };
	int err = facts_read(&f, &files[file], snap);

	*text = f.text;
	return err;
}

static bool moved(const struct memory *m)
{
	struct opt_u64 a = m->earlier.v[MEM_FREE], b = m->info.v[MEM_FREE];

	if (!a.known || !b.known)
		return false;
	return (a.v > b.v ? a.v - b.v : b.v - a.v) > SETTLED_BYTES;
}

/* zoneinfo is printed under the zones' locks, so no more than needed. */
void memory_samples(const struct source *src, struct buf *text,
		    struct snapshot *snap)
{
	struct memory *m = &snap->memory;
	int err = read_file(src, MEMINFO, text, snap);

	m->earlier = m->info;
	read_file(src, ZONEINFO, text, snap);
	if (err || src->capture)
		return;
	for (int i = 0; i < SAMPLES_MAX; i++) {
		if (i && snap->memory.zone.pcp_pages.known)
			read_file(src, ZONEINFO, text, snap);
		if (read_file(src, MEMINFO, text, snap) || !moved(m))
			return;
	}
}

static void find_page_size(struct snapshot *snap)
{
	snap->host.page_size = infer_page_size(&snap->host, &snap->memory);
	if (!snap->host.page_size.known)
		gaps_add(&snap->gaps, "page size", 0,
			 "amounts that the kernel counts in pages may be wrong",
			 "%" PRIu64 " bytes assumed", snapshot_page_size(snap));
}

void memory_counters(const struct source *src, struct buf *text,
		     struct snapshot *snap)
{
	read_file(src, MEMINFO, text, snap);
	snap->memory.earlier = snap->memory.info;
}

void memory_events(const struct source *src, struct buf *text,
		   struct snapshot *snap)
{
	const struct opt_u64 *v = snap->memory.info.v;

	if (!v[MEM_TOTAL].known)
		gaps_add(&snap->gaps, "MemTotal", 0,
			 "without it no share of the memory can be told", "%s",
			 "/proc/meminfo");
	if (opt_or0(v[MEM_AVAILABLE]) > opt_or0(v[MEM_TOTAL]) &&
	    v[MEM_TOTAL].known)
		gaps_add(&snap->gaps, "MemAvailable", 0,
			 "it is more than MemTotal: a counter of this kernel "
			 "is wrong, and it is not used",
			 "%s", "/proc/meminfo");
	for (unsigned i = VMSTAT; i <= ARCSTATS; i++)
		read_file(src, i, text, snap);
}

static int slabs(const struct source *src, struct buf *text,
		 struct snapshot *snap)
{
	if (src->capture && source_read(src, "proc/slabinfo", text) &&
	    !read_file(src, SLABTOP, text, snap))
		return 0;
	return read_file(src, SLABINFO, text, snap);
}

int memory_expensive(const struct source *src, struct buf *text,
		     struct snapshot *snap)
{
	struct memory *m = &snap->memory;

	memory_hugepools(src, text, snap);
	m->balloon_in_total = memory_balloon(src, text);
	m->vmap_stack = infer_vmap_stack(&snap->host, m);
	/* only some kernels need it */
	if (infer_vmalloc_used(&snap->host, m) == NO)
		read_file(src, VMALLOCINFO, text, snap);
	/* its walk takes the caches' locks: last */
	return slabs(src, text, snap);
}

void memory_captured(const struct source *src, struct snapshot *snap)
{
	struct buf text = { 0 };

	memory_samples(src, &text, snap);
	memory_events(src, &text, snap);
	find_page_size(snap);
	memory_expensive(src, &text, snap);
	buf_free(&text);
}
