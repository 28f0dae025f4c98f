/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/oom/oom.h"

#include <stdlib.h>

#include "model/snapshot.h"

const char *oom_kind_name(enum oom_kind kind)
{
	static const char *const names[] = {
		[OOM_NONE] = "none",
		[OOM_UNKNOWN] = "unknown",
		[OOM_GLOBAL] = "global",
		[OOM_CGROUP] = "cgroup",
		[OOM_CPUSET] = "cpuset",
		[OOM_MEMPOLICY] = "mempolicy",
		[OOM_ALLOCATION] = "allocation",
		[OOM_SYSRQ] = "sysrq",
	};

	return names[kind];
}

#define NAMES_OF(fn, type, LIST)                                \
	const char *fn(enum type i)                             \
	{                                                       \
		static const char *const names[] = { LIST(X) }; \
                                                                \
		return names[i];                                \
	}

#define X(id, name) [id] = name,
NAMES_OF(oom_figure_name, oom_figure, OOM_FIGURES)
NAMES_OF(oom_pages_name, oom_pages, OOM_PAGES)
NAMES_OF(oom_stat_name, oom_stat, OOM_STATS)
#undef X

static struct opt_u64 sum(const struct oom *oom, enum oom_figure f, bool nodes)
{
	struct opt_u64 ret = { 0 };

	for (size_t i = 0; i < oom->areas.n; i++)
		if (oom_area_is_node(&oom->areas.v[i]) == nodes)
			ret = opt_plus(ret, oom->areas.v[i].v[f]);
	return ret;
}

struct opt_u64 oom_bytes(const struct snapshot *snap, enum oom_figure f)
{
	const struct oom *oom = &snap->oom;
	struct opt_u64 ret = oom->summary[f];

	ret.v *= snapshot_page_size(snap);
	if (!ret.known && oom->nodes_whole)
		ret = sum(oom, f, true);
	if (!ret.known && oom->zones_whole)
		ret = sum(oom, f, false);
	return ret;
}

/* What the task table has of it is a moment older, but whole. */
static const struct oom_task *task_of(const struct oom *oom, pid_t pid)
{
	for (size_t i = 0; i < oom->tasks.n; i++)
		if (oom->tasks.v[i].pid == pid)
			return &oom->tasks.v[i];
	return NULL;
}

struct opt_u64 oom_killed_rss(const struct oom *oom)
{
	const struct oom_victim *k = &oom->killed;
	struct opt_u64 ret = k->anon_bytes;
	const struct oom_task *t;

	if (!k->pid)
		return (struct opt_u64){ 0 };
	if (ret.known)
		return opt_plus(opt_plus(ret, k->file_bytes), k->shmem_bytes);
	t = task_of(oom, k->pid);
	return t ? t->rss_bytes : ret;
}

void oom_free(struct oom *oom)
{
	free(oom->areas.v);
	free(oom->tasks.v);
	*oom = (struct oom){ 0 };
}
