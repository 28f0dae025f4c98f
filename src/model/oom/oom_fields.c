/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/snapshot.h"

NAMER(kind_name, oom_kind_name, enum oom_kind, OOM_KINDS_N)
NAMER(figure_name, oom_figure_name, enum oom_figure, OOM_FIGURES_N)
NAMER(pages_name, oom_pages_name, enum oom_pages, OOM_PAGES_N)
NAMER(stat_name, oom_stat_name, enum oom_stat, OOM_STATS_N)

static const struct field limit[] = {
	FIELD(struct oom_limit, usage,
	      SHOW("usage_bytes", "What the cgroup used; null without one.")),
	FIELD(struct oom_limit, limit,
	      SHOW("limit_bytes", "Its limit; null where it has none.")),
	FIELD(struct oom_limit, failcnt, MEANS("How often it was reached.")),
};
const struct table fields_oom_limit = TABLE(limit);

#define NAMED(k, member, names, count, d, u)                         \
	{                                                            \
		.key = (k), .type = FIELD_NAMED, .offset = (member), \
		NAMES(names, count), .unit = (u), MEANS(d)           \
	}

static const struct field oom[] = {
	FIELD_AS(struct oom, kind, FIELD_ENUM, NAMES(kind_name, OOM_KINDS_N),
		 SHOW("kind", "Whose memory was short: the machine (global), a "
			      "cgroup, cpuset or mempolicy; or a failed "
			      "allocation, or a report that sysrq asked for.")),
	FIELD(struct oom, report,
	      SHOW("report", "Which one of the text it is, from 1.")),
	FIELD(struct oom, reports, SHOW("reports", "How many the text has.")),
	FIELD(struct oom, order,
	      SHOW("order", "Two to the power of it pages were asked for; -1: "
			    "sysrq-f.")),
	FIELD(struct oom, gfp, SHOW("gfp", "gfp_mask, or mode.")),
	FIELD_TEXT(struct oom, flags, MASK_NOT,
		   MEANS("Names of the bits of gfp.")),
	FIELD_TEXT(struct oom, invoker, MASK_COMM,
		   MEANS("Who asked for the memory.")),
	FIELD_TEXT(struct oom, cgroup, MASK_CGROUP,
		   SHOW("cgroup", "Whose limit was reached.")),
	FIELD_TEXT(struct oom, task_cgroup, MASK_CGROUP,
		   MEANS("Where the killed one was.")),
	FIELD_AS(struct oom, memory, FIELD_STRUCT, .sub = &fields_oom_limit,
		 MEANS("Of the cgroup: memory.")),
	FIELD_AS(struct oom, swap, FIELD_STRUCT, .sub = &fields_oom_limit,
		 MEANS("Of the cgroup: swap.")),
	FIELD_AS(struct oom, kmem, FIELD_STRUCT, .sub = &fields_oom_limit,
		 MEANS("Of the cgroup: kernel memory.")),
	FIELD(struct oom, swap_has_memory,
	      MEANS("Whether swap counts memory, too: cgroup v1.")),
	NAMED("stat", offsetof(struct oom, stat), stat_name, OOM_STATS_N,
	      "memory.stat of the cgroup.", "bytes"),
	NAMED("pages", offsetof(struct oom, pages), pages_name, OOM_PAGES_N,
	      "The lines of pages at the end.", "pages"),
	NAMED("summary", offsetof(struct oom, summary), figure_name,
	      OOM_FIGURES_N, "The sums in front of the nodes.", "pages"),
	FIELD(struct oom, swap_total, MEANS("Swap of the machine."),
	      .unit = "bytes"),
	FIELD(struct oom, swap_free, MEANS("Free swap."), .unit = "bytes"),
	FIELD(struct oom, zones_whole, MEANS("Whether no zone is missing.")),
	FIELD(struct oom, nodes_whole, MEANS("Whether no node is missing.")),
	FIELD(struct oom, no_killable,
	      MEANS("Whether there was nobody to kill.")),
};
const struct table fields_oom = TABLE(oom);

static const struct field area[] = {
	FIELD_TEXT(struct oom_area, name, MASK_NOT,
		   MEANS("Name of the zone; empty for a node.")),
	FIELD(struct oom_area, node, MEANS("Number of the node.")),
	NAMED("v", offsetof(struct oom_area, v), figure_name, OOM_FIGURES_N,
	      "Its figures.", "bytes"),
	FIELD(struct oom_area, largest_free,
	      MEANS("Largest free block of the buddy lists."), .unit = "bytes"),
};
const struct table fields_oom_area = TABLE(area);

static const struct field task[] = {
	FIELD(struct oom_task, pid, MEANS("Process id.")),
	FIELD(struct oom_task, tgid, MEANS("Of its thread group.")),
	FIELD(struct oom_task, uid, MEANS("Its user.")),
	FIELD_TEXT(struct oom_task, comm, MASK_COMM, MEANS("Its command.")),
	FIELD(struct oom_task, total_vm_bytes, MEANS("Its address space.")),
	FIELD(struct oom_task, rss_bytes, MEANS("What it has resident.")),
	FIELD(struct oom_task, anon_bytes,
	      MEANS("Of that, anonymous; since 6.8.")),
	FIELD(struct oom_task, swap_bytes, MEANS("What it has in swap.")),
	FIELD(struct oom_task, pgtables_bytes, MEANS("Its page tables.")),
	FIELD(struct oom_task, score_adj, MEANS("Its oom_score_adj.")),
};
const struct table fields_oom_task = TABLE(task);

static const struct field victim[] = {
	FIELD(struct oom_victim, pid, SHOW("pid", "Process id."),
	      .positive = true),
	FIELD_TEXT(struct oom_victim, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
	FIELD(struct oom_victim, total_vm_bytes, MEANS("Its address space.")),
	FIELD(struct oom_victim, anon_bytes,
	      MEANS("Resident anonymous memory.")),
	FIELD(struct oom_victim, file_bytes, MEANS("Resident file pages.")),
	FIELD(struct oom_victim, shmem_bytes, MEANS("Resident shared memory.")),
};
const struct table fields_oom_victim = TABLE(victim);
