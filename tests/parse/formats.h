/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text formats that can be parsed, each with what prints the facts that a
 * text holds: for tests/parse (cases) and tests/fuzz.
 */
#ifndef KMW_TESTS_PARSE_FORMATS_H
#define KMW_TESTS_PARSE_FORMATS_H

#include <stddef.h>
#include <stdio.h>

#include "util/span.h"

struct format {
	const char *name;
	/* Prints "key=value" lines to out. Returns what the parser did. */
	int (*facts)(struct span text, FILE *out, unsigned *bad);
};

/* Listings of ss(8): a line for each row, "1=tcp ESTAB …". */
int format_ss(struct span text, FILE *out, unsigned *bad);

/* A line of a recording, which the other rooms then judge. */
int format_recording(struct span text, FILE *out, unsigned *bad);
/* What was read, written and read again is the same. */
struct snapshot;
void format_check_again(const struct snapshot *snap);
/* The other rooms take whatever was read; prints the verdict's code, out not NULL. */
void format_judge(const struct snapshot *snap, FILE *out);

/* formats_oom.c: all reports of a text, each recorded and judged. */
int format_oom(struct span text, FILE *out, unsigned *bad);
/* formats_memory.c: who has kernel memory. */
int format_fdinfo_memory(struct span text, FILE *out, unsigned *bad);
int format_maps(struct span text, FILE *out, unsigned *bad);
int format_trace_total(struct span text, FILE *out, unsigned *bad);
int format_mm_stat(struct span text, FILE *out, unsigned *bad);
int format_audit(struct span text, FILE *out, unsigned *bad);
int format_balloon(struct span text, FILE *out, unsigned *bad);
int format_sysvipc_msg(struct span text, FILE *out, unsigned *bad);
int format_page_pool(struct span text, FILE *out, unsigned *bad);
int format_page_pool_stats(struct span text, FILE *out, unsigned *bad);
int format_nic(struct span text, FILE *out, unsigned *bad);
/* What --alert reads: its state, its configuration, a list of thresholds. */
int format_alert_state(struct span text, FILE *out, unsigned *bad);
int format_conf(struct span text, FILE *out, unsigned *bad);
int format_thresholds(struct span text, FILE *out, unsigned *bad);

/* formats_process_map.c */
int format_smaps(struct span text, FILE *out, unsigned *bad);
int format_ps(struct span text, FILE *out, unsigned *bad);
int format_smaps_rollup(struct span text, FILE *out, unsigned *bad);
int format_proc_status(struct span text, FILE *out, unsigned *bad);
int format_task_stack(struct span text, FILE *out, unsigned *bad);
int format_nmt(struct span text, FILE *out, unsigned *bad);
/* The files behind --kernel (parse/detail.h). */
int format_allocinfo(struct span text, FILE *out, unsigned *bad);
int format_bpf_fdinfo(struct span text, FILE *out, unsigned *bad);
int format_cgroup_stat(struct span text, FILE *out, unsigned *bad);
int format_cgroups(struct span text, FILE *out, unsigned *bad);
int format_task_memory(struct span text, FILE *out, unsigned *bad);
int format_vmalloc_callers(struct span text, FILE *out, unsigned *bad);

extern const struct format formats[];
extern const size_t n_formats;

const struct format *format_find(const char *name);

#endif
