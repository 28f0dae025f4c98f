/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside the kernel's counters, where it was looked at. */
#include "model/kernel/detail.h"
#include "model/field.h"
#include "model/kernel/vmalloc_kind.h"
#include "model/kernel/bpf_object.h"

static void caller_meaning(const struct lookup *l, const void *row,
			   union field_value *ret)
{
	(void)l;
	ret->text = vmalloc_kind(row);
}

static const struct field caller[] = {
	FIELD_TEXT(struct vmalloc_caller, name, MASK_NOT,
		   SHOW("caller", "The function that called vmalloc()."),
		   .sure = true),
	FIELD_TEXT(struct vmalloc_caller, module, MASK_NOT,
		   SHOW("module", "Its module; null for the kernel itself.")),
	FIELD(struct vmalloc_caller, bytes,
	      SHOW("bytes", "Pages of its areas.")),
	FIELD(struct vmalloc_caller, areas, SHOW("areas", "How many areas.")),
	FIELD(struct vmalloc_caller, stacks,
	      MEANS("Whether the areas are kernel stacks.")),
	MADE(FIELD_NAME, caller_meaning, "meaning",
	     "In words; null where it is not known."),
};
const struct table fields_caller = TABLE(caller);

static const struct field task[] = {
	FIELD(struct task_memory, pid, SHOW("pid", "Process id."),
	      .positive = true),
	FIELD_TEXT(struct task_memory, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
	FIELD(struct task_memory, threads, SHOW("threads", "Its threads.")),
	FIELD(struct task_memory, page_tables, SHOW("bytes", "VmPTE.")),
	FIELD(struct task_memory, hugetlb, SHOW("bytes", "HugetlbPages.")),
	FIELD(struct task_memory, rss, SHOW("rss_bytes", "VmRSS.")),
	FIELD(struct task_memory, shmem, SHOW("shmem_bytes", "RssShmem.")),
	FIELD(struct task_memory, pinned, SHOW("bytes", "VmPin.")),
};
const struct table fields_task_memory = TABLE(task);

static const struct field hugenode[] = {
	FIELD(struct hugenode, node, MEANS("NUMA node.")),
	FIELD(struct hugenode, page_bytes, MEANS("Size of such a page.")),
	FIELD(struct hugenode, total, MEANS("Huge pages of the node.")),
	FIELD(struct hugenode, free, MEANS("Those that nobody uses.")),
	FIELD(struct hugenode, surplus, MEANS("Those above nr_hugepages.")),
};
const struct table fields_hugenode = TABLE(hugenode);

static const struct field bpf[] = {
	FIELD(struct bpf_object, kind, MEANS("Map, program or link."),
	      .unit = "id"),
	FIELD(struct bpf_object, id, SHOW("id", "Its id.")),
	FIELD(struct bpf_object, type,
	      MEANS("Type of the map or program, as bpf(2) numbers it."),
	      .unit = "id"),
	FIELD_TEXT(struct bpf_object, name, MASK_COMM,
		   SHOW("name", "Its name.")),
	FIELD(struct bpf_object, bytes,
	      SHOW("bytes", "memlock of its fdinfo.")),
	FIELD(struct bpf_object, counted_in,
	      MEANS("In which counter its pages stand."), .unit = "id"),
	FIELD(struct bpf_object, map_flags,
	      MEANS("The bits that a map was made with."), .unit = "id"),
	FIELD(struct bpf_object, max_entries,
	      MEANS("How many entries a map has room for.")),
	FIELD(struct bpf_object, pid, SHOW("pid", "One that has it open."),
	      .none_at_0 = true),
	FIELD(struct bpf_object, n_pids,
	      SHOW("processes", "How many have it open.")),
	FIELD_TEXT(struct bpf_object, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
};
const struct table fields_bpf_object = TABLE(bpf);

static const struct field site[] = {
	FIELD_TEXT(struct alloc_site, file, MASK_NOT,
		   SHOW("file", "Where it is allocated.")),
	FIELD(struct alloc_site, line, SHOW("line", "The line there.")),
	FIELD_TEXT(struct alloc_site, function, MASK_NOT,
		   SHOW("function", "The function there.")),
	FIELD_TEXT(struct alloc_site, module, MASK_NOT,
		   SHOW("module", "Its module; null for the kernel itself.")),
	FIELD(struct alloc_site, bytes, SHOW("bytes", "What is allocated.")),
	FIELD(struct alloc_site, calls, SHOW("calls", "How many allocations.")),
	FIELD(struct alloc_site, at_least,
	      SHOW("at_least", "Whether the kernel says that it has missed "
			       "some (accurate:no).")),
};
const struct table fields_alloc_site = TABLE(site);

static bool has_tasks(const void *row)
{
	return ((const struct detail *)row)->tasks.known;
}

/* The lists beside it have sections of their own. */
static const struct field detail[] = {
	FIELD(struct detail, looked, MEANS("What was looked at, a bit each."),
	      .unit = "id"),
	FIELD_KEY("threads", struct detail, tasks.threads,
		  SHOW("threads", "Of all tasks, the kernel's included."),
		  .has = has_tasks),
	FIELD_KEY("tasks_known", struct detail, tasks.known,
		  MEANS("Whether /proc/PID/status was read.")),
	FIELD_KEY("dying", struct detail, cgroups.dying,
		  SHOW("dying_cgroups", "Removed, and keeping memory.")),
	FIELD_KEY("living", struct detail, cgroups.living,
		  SHOW("cgroups", "Those that exist.")),
	{ .key = "dying_below",
	  .type = FIELD_CHARS,
	  .mask = MASK_CGROUP,
	  .offset = offsetof(struct detail, cgroups.where),
	  .n = sizeof(((struct detail *)0)->cgroups.where),
	  SHOW("dying_below",
	       "The directory of cgroup v2 that most of them were below.") },
	FIELD_KEY("bpf_known", struct detail, bpf.known,
		  MEANS("Whether bpf(2) answered.")),
	FIELD_KEY("bpf_owners", struct detail, bpf.owners,
		  MEANS("Whether all fds were searched for owners.")),
	FIELD_KEY("sites_total", struct detail, sites.total,
		  MEANS("Sum of all lines of /proc/allocinfo."),
		  .unit = "bytes"),
	FIELD(struct detail, partly_mapped,
	      SHOW("partly_mapped_bytes",
		   "Transparent huge pages that have lost a part, all of their "
		   "bytes; nr_anon_partially_mapped.")),
	FIELD_KEY("pages_known", struct detail, pages.known,
		  MEANS("Whether /proc/kpageflags was read.")),
	FIELD_KEY("pages_us", struct detail, pages.microseconds,
		  MEANS("What reading it took.")),
#define X(id, name)                                                  \
	FIELD_KEY(name, struct detail, pages.pages[id],              \
		  MEANS("Pages of that class in /proc/kpageflags."), \
		  .unit = "pages"),
	PAGE_CLASSES(X)
#undef X
};
const struct table fields_detail = TABLE(detail);
