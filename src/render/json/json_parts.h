/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the report: what stands where; the rows are of the structs. */
#ifndef KMW_RENDER_JSON_JSON_PARTS_H
#define KMW_RENDER_JSON_JSON_PARTS_H

#include "render/json/walk.h"

#define JSON_SCHEMA "kmemwhere.report/1"
#define JSON_DIFF_SCHEMA "kmemwhere.diff/1"

extern const struct table report_host, report_scope, report_memory,
	report_detail, report_shared, report_protocol, report_socket,
	report_holder, report_cgroup, report_groups, report_qdisc,
	report_nfqueue, report_fragments, report_process, report_drops,
	report_diff, report_process_map, report_rates, report_finding,
	report_verdict, report_netns, report_probe, report_report, report_slab,
	report_slab_top, report_task_tables, report_task_stacks,
	report_task_huge, report_unmapped, report_oom;

/* Their rows; see struct field. */
void rows_protocols(struct walk *w, const void *row);
void rows_sockets(struct walk *w, const void *row);
void rows_probe(struct walk *w, const void *row);
void rows_holders(struct walk *w, const void *row);
void rows_cgroups(struct walk *w, const void *row);
void rows_groups(struct walk *w, const void *row);
void rows_processes(struct walk *w, const void *row);
void rows_qdiscs(struct walk *w, const void *row);
void rows_nfqueues(struct walk *w, const void *row);
void rows_fragments(struct walk *w, const void *row);
void rows_drops(struct walk *w, const void *row);
void rows_process_map(struct walk *w, const void *row);
void rows_rates(struct walk *w, const void *row);
void rows_findings(struct walk *w, const void *row);
void rows_verdict(struct walk *w, const void *row);
void rows_slab_top(struct walk *w, const void *row);
void rows_slab(struct walk *w, const void *row);
void rows_detail(struct walk *w, const void *row);
void rows_oom(struct walk *w, const void *row);
void rows_shared(struct walk *w, const void *row);

/* The structs that most rows are of. */
void rows_snapshot(struct walk *w, const void *row);
void rows_memory(struct walk *w, const void *row);

/* "2026-11-22T15:04:31.120Z" of a snapshot; "" where unknown. */
void make_time(const struct lookup *l, const void *row, union field_value *ret);
#define TIME_PATTERN                                                      \
	"^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]" \
	"\\.[0-9]{3}Z$"

/* A sentence of diagnose/, see text_sentence(). */
void put_sentence(struct jsonw *j, const struct field *f, const void *row);

#endif
