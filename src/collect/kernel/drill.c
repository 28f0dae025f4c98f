/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/drill.h"

#include <errno.h>

#include "collect/collect.h"
#include "collect/kernel/consumer_list.h"
#include "collect/memory/memory_parts.h"
#include "collect/source.h"
#include "model/snapshot.h"
#include "parse/drill.h"
#include "util/buf.h"

static int parse_callers(struct snapshot *snap, const struct buf *text,
			 unsigned *bad)
{
	return parse_vmalloc_callers(span_of(text->data, text->len),
				     snapshot_page_size(snap),
				     &snap->drill.vmalloc, bad);
}

static int parse_sites(struct snapshot *snap, const struct buf *text,
		       unsigned *bad)
{
	return parse_allocinfo(span_of(text->data, text->len),
			       &snap->drill.sites, bad);
}

static const struct memory_file callers_file = {
	.name = "proc/vmallocinfo",
	.what = "vmallocinfo",
	.effect = "who made the areas of vmalloc is not known",
	.parse = parse_callers,
};

static const struct memory_file sites_file = {
	.name = "proc/allocinfo",
	.what = "allocinfo",
	.effect = "which lines of the kernel took memory is not known",
	.optional = true, /* 6.10, CONFIG_MEM_ALLOC_PROFILING */
	.parse = parse_sites,
};

static int read_file(const struct source *src, const struct memory_file *f,
		     struct snapshot *snap)
{
	struct buf text = { 0 };
	int err = collect_memory_file(src, f, &text, snap);

	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

static int drill_vmalloc(const struct source *src, struct snapshot *snap)
{
	return read_file(src, &callers_file, snap);
}

static int drill_allocinfo(const struct source *src, struct snapshot *snap)
{
	return read_file(src, &sites_file, snap);
}

static int drill_shmem(const struct source *src, struct snapshot *snap)
{
	/* a capture has the segments already, and nothing more */
	if (src->capture || snap->shmem.looked)
		return 0;
	snap->shmem.n = 0;
	return collect_shmem(snap);
}

static int drill_bpf_all(const struct source *src, struct snapshot *snap)
{
	return src->capture ? 0 : drill_bpf(snap);
}

static int drill_owners(const struct source *src, struct snapshot *snap)
{
	int err = 0;

	if (!src->capture && snap->drill.bpf.n)
		err = drill_bpf_owners(snap);
	return err ? err : drill_bpf_consumers(snap);
}

static const struct {
	enum drill_part part;
	int (*read)(const struct source *src, struct snapshot *snap);
} steps[] = {
	/* what stands beside counters first: the walk of fds takes memory */
	{ DRILL_PAGES, drill_pages },
	{ DRILL_VMALLOC, drill_vmalloc },
	{ DRILL_ALLOCINFO, drill_allocinfo },
	{ DRILL_HUGETLB, drill_hugetlb },
	{ DRILL_CGROUPS, drill_cgroups },
	{ DRILL_TASKS, drill_tasks },
	{ DRILL_THP, drill_thp },
	{ DRILL_BPF, drill_bpf_all },
	{ DRILL_OWNERS, drill_owners },
	{ DRILL_SHMEM, drill_shmem },
};

int collect_drill(const struct source *src, unsigned parts,
		  struct snapshot *snap)
{
	int err = 0;

	parts &= ~snap->drill.looked;
	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(*steps); i++) {
		if (!(parts & steps[i].part))
			continue;
		err = steps[i].read(src, snap);
		snap->drill.looked |= steps[i].part;
	}
	consumers_rank(&snap->consumers);
	return err;
}
