/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/memory.h"

#include <errno.h>
#include <inttypes.h>

#include "source/infer.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/memory/memory.h"
#include "util/buf.h"

#define SAMPLES_MAX 3
#define SETTLED_BYTES (UINT64_C(1) << 20)

static struct span span_of_buf(const struct buf *b)
{
	return span_of(b->data, b->len);
}

static int meminfo(struct snapshot *snap, const struct buf *text, unsigned *bad)
{
	struct meminfo mi;
	int err = parse_meminfo(span_of_buf(text), &mi, bad);

	if (err)
		return err;
	snap->memory.earlier = snap->memory.info;
	snap->memory.info = mi;
	return 0;
}

static int zoneinfo(struct snapshot *snap, const struct buf *text,
		    unsigned *bad)
{
	return parse_zoneinfo(span_of_buf(text), &snap->memory.zone, bad);
}

static int vmstat(struct snapshot *snap, const struct buf *text, unsigned *bad)
{
	return parse_vmstat(span_of_buf(text), &snap->memory.vmstat, bad);
}

static int psi(struct snapshot *snap, const struct buf *text, unsigned *bad)
{
	return parse_psi(span_of_buf(text), &snap->memory.psi, bad);
}

static int arcstats(struct snapshot *snap, const struct buf *text,
		    unsigned *bad)
{
	return parse_arcstats(span_of_buf(text), &snap->memory.arc, bad);
}

static int vmallocinfo(struct snapshot *snap, const struct buf *text,
		       unsigned *bad)
{
	return parse_vmallocinfo(span_of_buf(text), snapshot_page_size(snap),
				 &snap->memory.vmalloc, bad);
}

static int slabinfo(struct snapshot *snap, const struct buf *text,
		    unsigned *bad)
{
	return parse_slabinfo(span_of_buf(text), snapshot_page_size(snap),
			      &snap->memory.slabs, bad);
}

static const struct memory_file meminfo_file = {
	.name = "proc/meminfo",
	.what = "meminfo",
	.effect = "the memory counters of the machine are not known",
	.parse = meminfo,
};

static const struct memory_file zoneinfo_file = {
	.name = "proc/zoneinfo",
	.what = "zoneinfo",
	.effect = "free pages on per-CPU lists count as kernel memory",
	.parse = zoneinfo,
};

static const struct memory_file later_files[] = {
	{ .name = "proc/vmstat",
	  .what = "vmstat",
	  .effect = "compressed pages, OOM kills and stalls are not known",
	  .parse = vmstat },
	{ .name = "proc/pressure/memory",
	  .what = "pressure",
	  .effect = "memory pressure is not known",
	  .optional = true, /* 4.20, and psi=1 */
	  .parse = psi },
	{ .name = "proc/spl/kstat/zfs/arcstats",
	  .what = "arcstats",
	  .effect = "the ZFS cache counts as unaccounted",
	  .optional = true, /* only with ZFS */
	  .parse = arcstats },
};

static const struct memory_file vmallocinfo_file = {
	.name = "proc/vmallocinfo",
	.what = "vmallocinfo",
	.effect = "vmalloc memory of this older kernel counts as unaccounted",
	.parse = vmallocinfo,
};

static const struct memory_file slabinfo_file = {
	.name = "proc/slabinfo",
	.what = "slabinfo",
	.effect = "the slab caches are not named",
	.parse = slabinfo,
};

/* In sosreports, also where slabinfo could not be read; people paste it. */
static const struct memory_file slabtop_file = {
	.name = "sos_commands/memory/slabtop_-o",
	.what = "slabtop",
	.effect = "the slab caches are not named",
	.parse = slabinfo,
	.optional = true,
};

int memory_file_read(const struct source *src, const struct memory_file *f,
		     struct buf *text, struct snapshot *snap)
{
	unsigned bad = 0;
	int err = source_read(src, f->name, text);

	if (err == -ENOENT && f->optional)
		return err;
	if (!err)
		err = f->parse(snap, text, &bad);
	/* EOPNOTSUPP: a kernel with PSI built in and switched off */
	if (err && !(f->optional && err == -EOPNOTSUPP))
		gaps_add(&snap->gaps, f->what, err, f->effect, "/%s", f->name);
	if (bad)
		gaps_add(&snap->gaps, f->what, EBADMSG,
			 "lines that could not be read are left out",
			 "/%s: %u lines", f->name, bad);
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
	int err = memory_file_read(src, &meminfo_file, text, snap);

	m->earlier = m->info;
	memory_file_read(src, &zoneinfo_file, text, snap);
	if (err || src->capture)
		return;
	for (int i = 0; i < SAMPLES_MAX; i++) {
		if (i && snap->memory.zone.pcp_pages.known)
			memory_file_read(src, &zoneinfo_file, text, snap);
		if (memory_file_read(src, &meminfo_file, text, snap) ||
		    !moved(m))
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
	memory_file_read(src, &meminfo_file, text, snap);
	snap->memory.earlier = snap->memory.info;
}

void memory_events(const struct source *src, struct buf *text,
		   struct snapshot *snap)
{
	if (!snap->memory.info.v[MEM_TOTAL].known)
		gaps_add(&snap->gaps, "MemTotal", 0,
			 "without it no share of the memory can be told", "%s",
			 "/proc/meminfo");
	for (size_t i = 0; i < sizeof(later_files) / sizeof(*later_files); i++)
		memory_file_read(src, &later_files[i], text, snap);
}

static int slabs(const struct source *src, struct buf *text,
		 struct snapshot *snap)
{
	if (src->capture && source_read(src, slabinfo_file.name, text) &&
	    !memory_file_read(src, &slabtop_file, text, snap))
		return 0;
	return memory_file_read(src, &slabinfo_file, text, snap);
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
		memory_file_read(src, &vmallocinfo_file, text, snap);
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
