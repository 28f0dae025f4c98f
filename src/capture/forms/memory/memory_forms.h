/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms that say what the machine's memory is: see form.h. Pure. */
#ifndef KMW_CAPTURE_FORMS_MEMORY_MEMORY_FORMS_H
#define KMW_CAPTURE_FORMS_MEMORY_MEMORY_FORMS_H

#include "capture/forms/form.h"

struct memcg;

#define FORM(name)                                                \
	enum fit name##_fit(struct span line, struct look *look); \
	int name##_rewrite(const struct look *look, struct buf *to)

FORM(free);
FORM(top_header);
FORM(vmstat_s);
FORM(vmstat_columns);
FORM(smem_system);
FORM(crash_kmem);
FORM(sar_memory);
FORM(slabtop);
FORM(slabinfo);
FORM(allocinfo);
FORM(vmallocinfo);

enum fit slabinfo_rows_fit(struct span line, struct look *look);
int slabtop_rewrite_total(const struct look *look, struct buf *to);
int allocinfo_fill(const struct look *look, struct snapshot *snap);
int vmallocinfo_fill(const struct look *look, struct snapshot *snap);

/* Into the snapshot's cgroups. */
enum fit cgroup_files_fit(struct span line, struct look *look);
int cgroup_files_fill(const struct look *look, struct snapshot *snap);
enum fit container_stats_fit(struct span line, struct look *look);
int container_stats_fill(const struct look *look, struct snapshot *snap);
/* The row of that path, made where it is new; NULL: no memory. */
struct memcg *cgroup_row(struct snapshot *snap, const char *path);

/* Files of the kernel whose lines say what they are. */
enum fit vmstat_fit(struct span line, struct look *look);
enum fit zoneinfo_fit(struct span line, struct look *look);
enum fit buddyinfo_fit(struct span line, struct look *look);
enum fit psi_fit(struct span line, struct look *look);

#undef FORM

#endif
