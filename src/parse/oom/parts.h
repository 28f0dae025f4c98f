/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading one report, inside parse/oom/. */
#ifndef KMW_PARSE_OOM_PARTS_H
#define KMW_PARSE_OOM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"
#include "util/span.h"

/* What the lines before were of. */
enum oom_section {
	IN_NOTHING,
	IN_AREA,  /* a node or zone */
	IN_BUDDY, /* its free lists */
	IN_TASKS,
	IN_SLABS,
	IN_SITES,
	IN_STAT_PATH, /* the path of the cgroup stands on the next line */
	IN_STATS
};

#define OOM_COLUMNS_MAX 16

/*
 * More than any machine has; and what is summed up of so many such amounts is
 * an AMOUNT_MAX at most, whatever a text says that was made for us.
 */
#define OOM_PAGES_MAX (UINT64_C(1) << 36)
#define OOM_ZONE_MAX (UINT64_C(1) << 46)
#define OOM_ZONES_MAX 256
#define OOM_STAT_MAX (UINT64_C(1) << 52)

struct oom_reading {
	struct snapshot *snap;
	struct oom *oom;
	enum oom_section in;
	size_t area; /* its place in areas, IN_AREA and IN_BUDDY */
	const char *columns[OOM_COLUMNS_MAX]; /* of the task table, in order */
	size_t n_columns;
	bool killed;	      /* it is sure: "Killed", not "Kill" */
	uint64_t buddy_bytes; /* of a block of order 0 */
	uint64_t tables_bits; /* of all pgtables_bytes */
	size_t n_tables;
	unsigned found; /* lines that are of a report */
	unsigned bad;
	int err; /* -ENOMEM */
};

/*
 * Each says whether the line is one of its own, and has it read then. whole is
 * false of a line that the text's end has cut.
 */
bool oom_event_line(struct oom_reading *r, struct span line);
bool oom_cgroup_line(struct oom_reading *r, struct span line, bool whole);
bool oom_task_line(struct oom_reading *r, struct span line, bool whole);
bool oom_list_line(struct oom_reading *r, struct span line, bool whole);
bool oom_tail_line(struct oom_reading *r, struct span line, bool whole);
bool oom_figure_line(struct oom_reading *r, struct span line);

/* Keeps the kernel's release, where the line tells it. */
void oom_release_line(struct oom_reading *r, struct span line);

/* How many words of the line are figures or blocks that are read. */
unsigned oom_figures_in(struct span line);

/* Whether it is a row of the task table. */
bool oom_is_task(struct span line);

/* Whether it is one whose name is on the next line. */
bool oom_is_nameless_task(struct span line);

/* Whether a mailer has cut the line: what must stand in it does not. */
bool oom_line_goes_on(struct span line);

/* Whether the line begins a report, whatever stands before it. */
bool oom_line_begins(struct span line);

/* Whether all of them are there: their sums are what the totals say. */
bool oom_zones_are_whole(const struct oom *oom, uint64_t page_size);
bool oom_nodes_are_whole(const struct oom *oom, uint64_t page_size);

/* Infers it of the figures; 0: nothing tells. */
uint64_t oom_page_size(const struct oom_reading *r);

/* "key:12kB" of a word: its key and number; unit is what is behind that. */
bool oom_word(struct span word, struct span *ret_key, uint64_t *ret,
	      struct span *ret_unit);

/* Whether what is before stands in the line, and a number behind that. */
bool oom_number_after(struct span line, const char *before, uint64_t *ret);

#endif
