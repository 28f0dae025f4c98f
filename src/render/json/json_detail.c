/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside the kernel's parts; the rows are of the snapshot. */
#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/kernel/bpf_object.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/table/words/consumer_words.h"
#include "render/view.h"

/* As many rows of a vector of the snapshot as are shown. */
#define TOP(fn, vector)                                               \
	static void fn(struct walk *w, const void *row)               \
	{                                                             \
		const struct snapshot *snap = row;                    \
		size_t n = view_rows(&w->l->r->view, snap->vector.n); \
                                                                      \
		for (size_t i = 0; i < n; i++)                        \
			walk_row(w, &snap->vector.v[i]);              \
	}

TOP(callers, detail.vmalloc)
TOP(objects, detail.bpf)
TOP(sites, detail.sites)
TOP(consumers, consumers)
TOP(pools, page_pools)

NAMER(where_word, counted_in_name, enum counted_in, COUNTED_OTHERWISE + 1)
NAMER(basis_word, basis_name, enum basis, BASIS_UPPER_BOUND + 1)
#define WHERES NAMES(where_word, COUNTED_OTHERWISE + 1)

static const char *part_word(size_t i)
{
	return 1U << i < DETAIL_ALL ? detail_part_name(1U << i) : NULL;
}

#define DETAIL_PARTS 10
_Static_assert(DETAIL_ALL == (1 << DETAIL_PARTS) - 1, "a name for each part");

static const struct field looked[] = {
	{ .type = FIELD_ENUM,
	  SHOW("", "A part."),
	  NAMES(part_word, DETAIL_PARTS) },
};
static const struct table report_looked = TABLE(looked);

static void rows_looked(struct walk *w, const void *row)
{
	const struct snapshot *snap = row;
	unsigned bits = snap->detail.looked;

	if (snap->shmem.looked)
		bits |= DETAIL_SHMEM;
	for (unsigned i = 0; i < DETAIL_PARTS; i++)
		if (bits >> i & 1)
			walk_row(w, &i);
}

static void bpf_percpu(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	const struct snapshot *snap = row;

	(void)l;
	ret->u = (struct opt_u64){ bpf_sum(snap, COUNTED_PERCPU),
				   snap->detail.bpf.known };
}

static const struct field cgroups[] = {
	PICK(detail, cgroups.living),
	PICK(detail, cgroups.dying),
	PICK(detail, cgroups.where),
};
static const struct table cgroup_counts = TABLE(cgroups);

static const struct field percpu[] = {
	ALL(cgroup_counts, .offset = offsetof(struct snapshot, detail)),
	MADE(FIELD_OPT, bpf_percpu, "bpf_bytes",
	     "Maps of BPF with a value for each CPU."),
};
static const struct table report_percpu = TABLE(percpu);

static const char *kind_word(size_t i)
{
	return i == BPF_KIND_MAP ? "map" : "program";
}

static void type(const struct lookup *l, const void *row,
		 union field_value *ret)
{
	(void)l;
	ret->text = bpf_type_name(row);
}

static const struct field bpf[] = {
	SHOWN_AS(struct bpf_object, kind, FIELD_ENUM, "kind", "Which it is.",
		 NAMES(kind_word, BPF_KIND_PROGRAM + 1)),
	PICK(bpf_object, id),
	MADE(FIELD_NAME, type, "type", "As bpftool names it.", .sure = true),
	PICK(bpf_object, name),
	PICK(bpf_object, bytes),
	SHOWN_AS(struct bpf_object, counted_in, FIELD_ENUM, "counted_in",
		 "Which counter has it.", WHERES),
	PICK(bpf_object, pid),
	PICK(bpf_object, comm),
	PICK(bpf_object, n_pids),
};
static const struct table report_bpf = TABLE(bpf);

static const struct field site[] = {
	PICK(alloc_site, bytes),    PICK(alloc_site, calls),
	PICK(alloc_site, at_least), PICK(alloc_site, file),
	PICK(alloc_site, line),	    PICK(alloc_site, function),
	PICK(alloc_site, module),
};
static const struct table report_site = TABLE(site);

static const struct field consumer[] = {
	PICK(consumer, name),
	PICK(consumer, bytes),
	SHOWN_AS(struct consumer, basis, FIELD_ENUM, "basis",
		 "How well that is known.",
		 NAMES(basis_word, BASIS_UPPER_BOUND + 1)),
	SHOWN_AS(struct consumer, counted_in, FIELD_ENUM, "counted_in",
		 "Which counter has it.", WHERES),
	PICK(consumer, count),
	PICK(consumer, pid),
	PICK(consumer, holder),
};
static const struct table report_consumer = TABLE(consumer);

static void seconds(const struct lookup *l, const void *row,
		    union field_value *ret)
{
	const struct snapshot *snap = row;

	(void)l;
	ret->real = (double)snap->detail.pages.microseconds / 1e6;
}

static bool has_pages(const void *row)
{
	return ((const struct snapshot *)row)->detail.pages.known;
}

#define X(id, name)                                                     \
	static void bytes_##id(const struct lookup *l, const void *row, \
			       union field_value *ret)                  \
	{                                                               \
		const struct snapshot *snap = row;                      \
                                                                        \
		(void)l;                                                \
		ret->u = opt_u64(snap->detail.pages.pages[id] *         \
				 snapshot_page_size(snap));             \
	}
PAGE_CLASSES(X)
#undef X

static const struct field pages[] = {
	MADE(FIELD_REAL, seconds, "seconds", "What the walk took.",
	     .has = has_pages),
#define X(id, name)                                \
	MADE(FIELD_OPT, bytes_##id, name "_bytes", \
	     "Pages with these flags of /proc/kpageflags.", .has = has_pages),
	PAGE_CLASSES(X)
#undef X
};
static const struct table report_pages = TABLE(pages);

static const struct field detail[] = {
	FLAT("looked", "What was looked at.", report_looked, rows_looked),
	LIST("slab", "The caches, with more of each; only with --kernel.",
	     report_slab, rows_slab),
	LIST("vmalloc", "Areas of /proc/vmallocinfo by caller.", fields_caller,
	     callers),
	OBJECT("page_tables", "Page tables of processes.", report_task_tables),
	OBJECT("stacks", "Kernel stacks.", report_task_stacks),
	OBJECT("hugetlb", "Pools of huge pages, and who uses them.",
	       report_task_huge),
	OBJECT("unmapped", "Pages of processes that none maps.",
	       report_unmapped),
	OBJECT("percpu", "Who has memory of each CPU.", report_percpu),
	LIST("bpf", "Maps and programs.", report_bpf, objects),
	LIST("allocinfo", "/proc/allocinfo.", report_site, sites),
	LIST("consumers", "What was named beside the counters.",
	     report_consumer, consumers),
	LIST("page_pools", "Page pools by interface.", fields_pool, pools),
	OBJECT("pages", "With --deep every page by its flags.", report_pages),
};
const struct table report_detail = TABLE(detail);
