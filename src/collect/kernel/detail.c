/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/detail.h"

#include <errno.h>

#include "collect/collect.h"
#include "collect/kernel/consumer_list.h"
#include "source/memory.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/memory/memory.h"
#include "util/buf.h"

static int parse_callers(struct snapshot *snap, const struct buf *text,
			 unsigned *bad)
{
	return parse_vmalloc_callers(span_of(text->data, text->len),
				     snapshot_page_size(snap),
				     &snap->detail.vmalloc, bad);
}

static int parse_sites(struct snapshot *snap, const struct buf *text,
		       unsigned *bad)
{
	return parse_allocinfo(span_of(text->data, text->len),
			       &snap->detail.sites, bad);
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
	int err = memory_file_read(src, f, &text, snap);

	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

static int detail_vmalloc(const struct source *src, struct snapshot *snap)
{
	return read_file(src, &callers_file, snap);
}

static int detail_allocinfo(const struct source *src, struct snapshot *snap)
{
	return read_file(src, &sites_file, snap);
}

static int detail_shmem(const struct source *src, struct snapshot *snap)
{
	/* a capture has the segments already, and nothing more */
	if (src->capture || snap->shmem.looked)
		return 0;
	snap->shmem.n = 0;
	return collect_shmem(snap);
}

static int detail_bpf_all(const struct source *src, struct snapshot *snap)
{
	return src->capture ? 0 : detail_bpf(snap);
}

static int detail_owners(const struct source *src, struct snapshot *snap)
{
	int err = 0;

	if (!src->capture && snap->detail.bpf.n)
		err = detail_bpf_owners(snap);
	return err ? err : detail_bpf_consumers(snap);
}

static const struct {
	enum detail_part part;
	int (*read)(const struct source *src, struct snapshot *snap);
} steps[] = {
	/* what stands beside counters first: the walk of fds takes memory */
	{ DETAIL_PAGES, detail_pages },
	{ DETAIL_VMALLOC, detail_vmalloc },
	{ DETAIL_ALLOCINFO, detail_allocinfo },
	{ DETAIL_HUGETLB, detail_hugetlb },
	{ DETAIL_CGROUPS, detail_cgroups },
	{ DETAIL_TASKS, detail_tasks },
	{ DETAIL_THP, detail_thp },
	{ DETAIL_BPF, detail_bpf_all },
	{ DETAIL_OWNERS, detail_owners },
	{ DETAIL_SHMEM, detail_shmem },
};

int collect_detail(const struct source *src, unsigned parts,
		   struct snapshot *snap)
{
	int err = 0;

	parts &= ~snap->detail.looked;
	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(*steps); i++) {
		if (!(parts & steps[i].part))
			continue;
		err = steps[i].read(src, snap);
		snap->detail.looked |= steps[i].part;
	}
	consumers_rank(&snap->consumers);
	return err;
}
