/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports of the OOM killer, of failed page allocations and of sysrq-m, as the
 * kernel prints them since 2.6. The text is without the prefixes of logs; what
 * stands between the lines of a report is skipped, what is cut stays unknown.
 */
#ifndef KMW_PARSE_OOM_OOM_H
#define KMW_PARSE_OOM_OOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct snapshot;

/* What a line is to a report. */
enum oom_line {
	OOM_LINE_NOT,
	OOM_LINE_MORE, /* of one that has begun, unless it is something else */
	OOM_LINE_ROW,
	OOM_LINE_BEGINS /* of the next one */
};

/*
 * open: a report has begun, and *state is of its lines; else *state is made
 * new. It stays as it is where the next report begins.
 */
enum oom_line oom_line_is(struct span line, bool open, uint64_t *state);

/* Whether these lines have their report's beginning, figures of it. */
bool oom_lines_begin(uint64_t state);
bool oom_lines_have_figures(uint64_t state);

/* One report of a text. */
struct oom_text {
	struct span text;
	unsigned first_line; /* of the text, from 1 */
	unsigned lines;
	bool has_figures; /* more than who asked and who was killed */
};

struct oom_texts {
	struct oom_text *v; /* in their order */
	size_t n;
	size_t cap;
};

/*
 * Finds the reports in a text, each up to where the next begins. Returns 0,
 * -EINVAL (there is none) or -ENOMEM.
 */
int oom_texts_find(struct span text, struct oom_texts *ret);

/* The one that is judged: the last with figures, else the last. */
size_t oom_texts_last(const struct oom_texts *t);

void oom_texts_free(struct oom_texts *t);

/*
 * Reads one report into snap: oom, and what it has of swap, huge pages, slab
 * caches, allocations and the kernel's release; then the ordinary facts of it,
 * see oom_facts(). The page size is inferred; unknown, it is a gap. Returns as
 * parse.h says.
 */
int parse_oom(struct span report, struct snapshot *snap, unsigned *bad);

#endif
