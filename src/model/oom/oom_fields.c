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
	FIELD(struct oom_limit, failcnt),
};
const struct table fields_oom_limit = TABLE(limit);

#define NAMED(k, member, names, count)                               \
	{                                                            \
		.key = (k), .type = FIELD_NAMED, .offset = (member), \
		NAMES(names, count)                                  \
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
	FIELD_TEXT(struct oom, flags, MASK_NOT),
	FIELD_TEXT(struct oom, invoker, MASK_COMM),
	FIELD_TEXT(struct oom, cgroup, MASK_CGROUP,
		   SHOW("cgroup", "Whose limit was reached.")),
	FIELD_TEXT(struct oom, task_cgroup, MASK_CGROUP),
	FIELD_AS(struct oom, memory, FIELD_STRUCT, .sub = &fields_oom_limit),
	FIELD_AS(struct oom, swap, FIELD_STRUCT, .sub = &fields_oom_limit),
	FIELD_AS(struct oom, kmem, FIELD_STRUCT, .sub = &fields_oom_limit),
	FIELD(struct oom, swap_has_memory),
	NAMED("stat", offsetof(struct oom, stat), stat_name, OOM_STATS_N),
	NAMED("pages", offsetof(struct oom, pages), pages_name, OOM_PAGES_N),
	NAMED("summary", offsetof(struct oom, summary), figure_name,
	      OOM_FIGURES_N),
	FIELD(struct oom, swap_total),
	FIELD(struct oom, swap_free),
	FIELD(struct oom, zones_whole),
	FIELD(struct oom, nodes_whole),
	FIELD(struct oom, no_killable),
};
const struct table fields_oom = TABLE(oom);

static const struct field area[] = {
	FIELD_TEXT(struct oom_area, name, MASK_NOT),
	FIELD(struct oom_area, node),
	{ .key = "v",
	  .type = FIELD_NAMED,
	  .offset = offsetof(struct oom_area, v),
	  NAMES(figure_name, OOM_FIGURES_N) },
	FIELD(struct oom_area, largest_free),
};
const struct table fields_oom_area = TABLE(area);

static const struct field task[] = {
	FIELD(struct oom_task, pid),
	FIELD(struct oom_task, tgid),
	FIELD(struct oom_task, uid),
	FIELD_TEXT(struct oom_task, comm, MASK_COMM),
	FIELD(struct oom_task, total_vm_bytes),
	FIELD(struct oom_task, rss_bytes),
	FIELD(struct oom_task, anon_bytes),
	FIELD(struct oom_task, swap_bytes),
	FIELD(struct oom_task, pgtables_bytes),
	FIELD(struct oom_task, score_adj),
};
const struct table fields_oom_task = TABLE(task);

static const struct field victim[] = {
	FIELD(struct oom_victim, pid, SHOW("pid", "Process id."),
	      .positive = true),
	FIELD_TEXT(struct oom_victim, comm, MASK_COMM,
		   SHOW("comm", "Its command.")),
	FIELD(struct oom_victim, total_vm_bytes),
	FIELD(struct oom_victim, anon_bytes),
	FIELD(struct oom_victim, file_bytes),
	FIELD(struct oom_victim, shmem_bytes),
};
const struct table fields_oom_victim = TABLE(victim);
