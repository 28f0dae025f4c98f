/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"

#include <string.h>

#include "account/kernel/detail.h"
#include "diagnose/finding.h"
#include "model/snapshot.h"

static int64_t vmalloc(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	bool process_map =
		a->kernel.kernel_stack.known && !a->kernel.kernel_stack.v;

	return opt_i64_or0(a->kernel.vmalloc) -
	       (process_map ? (int64_t)opt_or0(a->kernel.of_kernel_stack) : 0);
}

static int64_t page_tables(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return opt_i64_or0(a->kernel.page_tables);
}

static int64_t stacks(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return (int64_t)opt_or0(a->kernel.of_kernel_stack);
}

static int64_t percpu(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return opt_i64_or0(a->kernel.percpu);
}

static int64_t slab(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return opt_i64_or0(a->kernel.slab_unreclaimable);
}

/* The largest cache that anybody's pieces are in: BPF's too. */
static int64_t pieces(const struct snapshot *snap, const struct account *a)
{
	const struct slabs *all = &snap->memory.slabs;

	for (size_t i = 0; i < all->n; i++) {
		const struct slab_cache *c = &all->v[a->slab_rank[i]];

		if (!strncmp(c->name, "kmalloc", strlen("kmalloc")))
			return (int64_t)c->bytes;
	}
	return 0;
}

static int64_t rest(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return opt_i64_or0(a->kernel.unaccounted);
}

static int64_t unmapped(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return (int64_t)opt_or0(a->id.unmapped);
}

static int64_t hugetlb(const struct snapshot *snap, const struct account *a)
{
	(void)snap;
	return opt_i64_or0(a->id.hugetlb);
}

/* From which limit on a part is worth its questions. */
static const struct {
	int64_t (*bytes)(const struct snapshot *snap, const struct account *a);
	enum limit limit;
	unsigned parts;
} rows[] = {
	{ vmalloc, LIMIT_HOLDER_NOTICE, DETAIL_BPF },
	{ percpu, LIMIT_HOLDER_NOTICE, DETAIL_BPF },
	{ rest, LIMIT_HOLDER_NOTICE, DETAIL_BPF },
	{ vmalloc, LIMIT_PART_NOTICE, DETAIL_VMALLOC | DETAIL_ALLOCINFO },
	{ page_tables, LIMIT_PART_NOTICE, DETAIL_TASKS },
	{ stacks, LIMIT_PART_NOTICE, DETAIL_TASKS },
	{ percpu, LIMIT_PART_NOTICE, DETAIL_CGROUPS | DETAIL_ALLOCINFO },
	{ pieces, LIMIT_HOLDER_NOTICE, DETAIL_BPF },
	{ slab, LIMIT_PART_NOTICE, DETAIL_CGROUPS | DETAIL_ALLOCINFO },
	{ unmapped, LIMIT_HOLDER_NOTICE, DETAIL_TASKS | DETAIL_THP },
	{ rest, LIMIT_PART_NOTICE, DETAIL_ALLOCINFO },
	{ hugetlb, LIMIT_PART_NOTICE, DETAIL_TASKS | DETAIL_HUGETLB },
};

unsigned diagnose_wants_detail(const struct snapshot *snap,
			       const struct account *acct)
{
	unsigned parts = 0;
	struct scale s;

	scale_of(snap, acct, &s);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t v = rows[i].bytes(snap, acct);

		if (v > 0 && scale_judge(&s, (uint64_t)v, rows[i].limit,
					 rows[i].limit) != SEV_OK)
			parts |= rows[i].parts;
	}
	/* all fds are searched for them: only where they are a finding */
	if (scale_judge(&s, bpf_sum(snap, COUNTED_OTHERWISE),
			LIMIT_HOLDER_NOTICE, LIMIT_HOLDER_NOTICE) != SEV_OK)
		parts |= DETAIL_OWNERS;
	return parts;
}
