/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside the kernel's counters, where it was looked at. */
#include "model/detail.h"
#include "model/field.h"

static const struct field caller[] = {
	FIELD_TEXT(struct vmalloc_caller, name, MASK_NOT),
	FIELD_TEXT(struct vmalloc_caller, module, MASK_NOT),
	FIELD(struct vmalloc_caller, bytes),
	FIELD(struct vmalloc_caller, areas),
	FIELD(struct vmalloc_caller, stacks),
};
const struct table fields_caller = TABLE(caller);

static const struct field task[] = {
	FIELD(struct task_memory, pid),
	FIELD_TEXT(struct task_memory, comm, MASK_COMM),
	FIELD(struct task_memory, threads),
	FIELD(struct task_memory, page_tables),
	FIELD(struct task_memory, hugetlb),
	FIELD(struct task_memory, rss),
	FIELD(struct task_memory, shmem),
	FIELD(struct task_memory, pinned),
};
const struct table fields_task = TABLE(task);

static const struct field hugenode[] = {
	FIELD(struct hugenode, node),	 FIELD(struct hugenode, page_bytes),
	FIELD(struct hugenode, total),	 FIELD(struct hugenode, free),
	FIELD(struct hugenode, surplus),
};
const struct table fields_hugenode = TABLE(hugenode);

static const struct field bpf[] = {
	FIELD(struct bpf_object, kind),
	FIELD(struct bpf_object, id),
	FIELD(struct bpf_object, type),
	FIELD_TEXT(struct bpf_object, name, MASK_COMM),
	FIELD(struct bpf_object, bytes),
	FIELD(struct bpf_object, counted_in),
	FIELD(struct bpf_object, map_flags),
	FIELD(struct bpf_object, max_entries),
	FIELD(struct bpf_object, pid),
	FIELD(struct bpf_object, n_pids),
	FIELD_TEXT(struct bpf_object, comm, MASK_COMM),
};
const struct table fields_bpf = TABLE(bpf);

static const struct field site[] = {
	FIELD_TEXT(struct alloc_site, file, MASK_NOT),
	FIELD(struct alloc_site, line),
	FIELD_TEXT(struct alloc_site, function, MASK_NOT),
	FIELD_TEXT(struct alloc_site, module, MASK_NOT),
	FIELD(struct alloc_site, bytes),
	FIELD(struct alloc_site, calls),
};
const struct table fields_site = TABLE(site);

/* The lists beside it have sections of their own. */
static const struct field detail[] = {
	FIELD(struct detail, looked),
	FIELD_KEY("threads", struct detail, tasks.threads),
	FIELD_KEY("tasks_known", struct detail, tasks.known),
	FIELD_KEY("dying", struct detail, cgroups.dying),
	FIELD_KEY("living", struct detail, cgroups.living),
	{ .key = "dying_below",
	  .type = FIELD_CHARS,
	  .mask = MASK_CGROUP,
	  .offset = offsetof(struct detail, cgroups.where),
	  .n = sizeof(((struct detail *)0)->cgroups.where) },
	FIELD_KEY("bpf_known", struct detail, bpf.known),
	FIELD_KEY("bpf_owners", struct detail, bpf.owners),
	FIELD_KEY("sites_total", struct detail, sites.total),
	FIELD(struct detail, partly_mapped),
	FIELD_KEY("pages_known", struct detail, pages.known),
	FIELD_KEY("pages_us", struct detail, pages.microseconds),
#define X(id, name) FIELD_KEY(name, struct detail, pages.pages[id]),
	PAGE_CLASSES(X)
#undef X
};
const struct table fields_detail = TABLE(detail);
