/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/detail.h"

#include <stddef.h>

#include "collect/base/context.h"
#include "collect/base/consumer_list.h"
#include "collect/kernel/shmem.h"
#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/memory/memory.h"
#include "util/buf.h"

static int read_callers(struct span text, void *to, unsigned *bad)
{
	struct snapshot *snap = to;

	return parse_vmalloc_callers(text, snapshot_page_size(snap),
				     &snap->detail.vmalloc, bad);
}

FACTS_PARSER(parse_allocinfo)

static const struct facts_file callers_file = {
	.path = "/proc/vmallocinfo",
	.parse = read_callers,
	.what = "vmallocinfo",
	.effect = "the callers of vmalloc are not known",
	.flags = FACTS_LINES,
};

static const struct facts_file sites_file = {
	.path = "/proc/allocinfo",
	.parse = read_parse_allocinfo,
	.offset = offsetof(struct snapshot, detail.sites),
	.what = "allocinfo",
	.effect = "which lines of the kernel took memory is not known",
	/* 6.10, CONFIG_MEM_ALLOC_PROFILING */
	.flags = FACTS_LINES | FACTS_OPTIONAL,
};

static int read_file(struct collect *c, const struct facts_file *file)
{
	struct facts f = { .src = &c->src, .gaps = &c->snap->gaps };
	int err = facts_read_all(&f, file, 1, c->snap);

	buf_free(&f.text);
	return err;
}

static int detail_vmalloc(struct collect *c)
{
	return read_file(c, &callers_file);
}

static int detail_allocinfo(struct collect *c)
{
	return read_file(c, &sites_file);
}

static int detail_shmem(struct collect *c)
{
	/* a capture has the segments already, and nothing more */
	if (c->src.capture || c->snap->shmem.looked)
		return 0;
	c->snap->shmem.n = 0;
	return collect_shmem(c);
}

static int detail_bpf_all(struct collect *c)
{
	return c->src.capture ? 0 : detail_bpf(c);
}

static int detail_owners(struct collect *c)
{
	int err = 0;

	if (!c->src.capture && c->snap->detail.bpf.n)
		err = detail_bpf_owners(c);
	return err ? err : detail_bpf_consumers(c);
}

static const struct {
	enum detail_part part;
	int (*read)(struct collect *c);
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

int collect_detail(struct collect *c, unsigned parts)
{
	struct detail *detail = &c->snap->detail;
	int err = 0;

	parts &= ~detail->looked;
	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(*steps); i++) {
		if (!(parts & steps[i].part))
			continue;
		err = steps[i].read(c);
		detail->looked |= steps[i].part;
	}
	consumers_rank(&c->snap->consumers);
	return err;
}
