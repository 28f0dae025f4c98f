/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reports of one text: a log has many, and some are not whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse/oom/oom.h"
#include "parse/oom/parts.h"
#include "util/vec.h"

/* What a line is of. A report has each of those below AGAIN once. */
enum {
	IS_BEGIN = 1 << 0,
	IS_SUMMARY = 1 << 1,
	IS_USAGE = 1 << 2,
	IS_LIMIT = 1 << 3,
	IS_TASKS = 1 << 4,
	IS_RAM = 1 << 5,
	IS_CONSTRAINT = 1 << 6,
	AGAIN = (1 << 7) - 1,
	IS_MEM_INFO = 1 << 7,
	IS_AREA = 1 << 8,
	IS_STATS = 1 << 9,
	IS_TASK = 1 << 10,
	IS_KILL = 1 << 11,
	IS_KILLED = 1 << 12,
	IS_OTHER = 1 << 13,
	IS_SITE = 1 << 14,
	/* … and of the report so far: */
	CUT_LINE = 1 << 15, /* the last line goes on in the next one */
	REVERSED = 1 << 16, /* the newest line stands first */
	FIGURES = IS_SUMMARY | IS_USAGE | IS_TASKS | IS_RAM | IS_AREA |
		  IS_STATS | IS_TASK,
};

static const struct {
	const char *words;
	unsigned is;
} lines[] = {
	{ "memory: usage ", IS_USAGE },
	{ " as a result of limit of ", IS_LIMIT },
	{ "Memory cgroup stats for", IS_STATS },
	{ " tgid total_vm ", IS_TASKS },
	{ " tgid  total_vm ", IS_TASKS },
	{ "Unreclaimable slab info:", IS_OTHER },
	{ "Memory allocations", IS_OTHER },
	{ " total pagecache pages", IS_OTHER },
	{ " pages in swap cache", IS_OTHER },
	{ " pages reserved", IS_OTHER },
	{ " reserved pages", IS_OTHER },
	{ " pages HighMem", IS_OTHER },
	{ " pages of HIGHMEM", IS_OTHER },
	{ " pages cma reserved", IS_OTHER },
	{ " pages hwpoisoned", IS_OTHER },
	{ "Free swap ", IS_OTHER },
	{ "Free swap:", IS_OTHER },
	{ "Total swap = ", IS_OTHER },
	{ " hugepages_total=", IS_OTHER },
	{ "swap: usage ", IS_OTHER },
	{ "kmem: usage ", IS_OTHER },
	{ " func:", IS_SITE },
	{ " pages RAM", IS_RAM },
	{ " pages of RAM", IS_RAM },
	{ "oom-kill:constraint=", IS_CONSTRAINT },
	{ "Mem-Info:", IS_MEM_INFO },
	{ "Mem-info:", IS_MEM_INFO },
	{ "Kill process ", IS_KILL },
	{ "kill process ", IS_KILL },
	{ "Killed process ", IS_KILLED },
	{ "oom_reaper: reaped process ", IS_OTHER },
	{ "Out of memory and no killable processes", IS_OTHER },
};

/* "active_anon:12 …", "Active:12 …": pages; with kB it is of a node or zone. */
static unsigned figures_of(struct span line)
{
	static const char *const begins[] = { "active_anon:", "Active_anon:",
					      "Active:" };
	uint64_t v;

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		struct span rest = line, before;

		if (!span_past(line, begins[i], &rest) ||
		    !span_digits(&rest, &v))
			continue;
		before = line;
		before.len = (size_t)(rest.p - line.p);
		if (!rest.len || *rest.p == ' ')
			return span_past(before, "inactive_anon:", &before)
				       ? 0
				       : IS_SUMMARY;
	}
	if (oom_number_after(line, " free:", &v) &&
	    oom_number_after(line, " min:", &v))
		return IS_AREA;
	return 0;
}

/* "3*4kB", "NAME:12kB" … of those that are read. */
static unsigned classify(struct span line, bool open)
{
	struct span rest;
	unsigned is = 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (span_past(line, lines[i].words, &rest))
			is |= lines[i].is;
	if (oom_line_begins(line))
		is |= IS_BEGIN;
	/* one figure may be anything, unless a line is wrapped there */
	if (oom_figures_in(line) >= (open ? 1 : 2))
		is |= IS_OTHER;
	if (oom_is_task(line))
		is |= IS_TASK;
	return is | figures_of(line);
}

/*
 * Who was killed is the end of a report, unless several were: the threads and
 * processes that share the memory. A list of such lines alone is one of many
 * reports.
 */
static bool begins(unsigned had, unsigned is)
{
	if (had & REVERSED)
		return had & IS_BEGIN;
	if (had & is & AGAIN || (had && is & IS_BEGIN))
		return true;
	if (is & IS_MEM_INFO)
		return had &
		       (IS_SUMMARY | IS_AREA | IS_RAM | IS_TASKS | IS_KILLED);
	if (had & IS_KILLED && is & FIGURES)
		return true;
	if (had & (FIGURES | IS_BEGIN | IS_CONSTRAINT))
		return false;
	return (is & IS_KILL && had & (IS_KILL | IS_KILLED)) ||
	       (is & IS_KILLED && had & IS_KILLED);
}

/* What only a report that has begun makes its own. */
static bool is_more(struct span line)
{
	static const char *const words[] = {
		"lowmem_reserve[]:",
		"protections[]:",
		"per-cpu:",
		": hi:",
		" hot: ",
		" cold: ",
		"Call Trace",
		"Hardware name:",
		" cpuset=",
		"omm: ",
		"+0x",
		"[<",
		"TASK>",
		"RIP: ",
		"RSP: ",
		"Code: ",
		"ORIG_RAX",
		"R10: ",
		"R13: ",
		"RAX: ",
		"RDX: ",
		"RBP: ",
		"IRQ>",
		"Workqueue: ",
		"pages shared",
		"pages non-shared",
		"pages slab",
		"slab pages",
		"pages mapped",
		"pages dirty",
		"pages writeback",
		"pages pagetables",
		"free pages",
		"Swap cache",
		"Name                 ",
		"all_unreclaimable?",
		"Free pages: ",
	};
	struct span rest;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_past(line, words[i], &rest))
			return true;
	return false;
}

/* Of memory.stat, behind its heading: a path, or a name and a number. */
static bool is_stat(struct span line, unsigned had)
{
	struct span word;
	uint64_t v;

	if (!(had & IS_STATS) || !span_word(&line, &word))
		return false;
	if (word.p[word.len - 1] == ':')
		return *word.p == '/' && !span_word(&line, &word);
	return span_word(&line, &word) && !span_u64(word, &v) &&
	       !span_word(&line, &word);
}

/*
 * The rows of the task table behind who was killed, without its heading: some
 * show logs with the newest line first.
 */
static unsigned is_reversed(unsigned had, unsigned is)
{
	const unsigned kill = IS_KILL | IS_KILLED | IS_CONSTRAINT | IS_OTHER;

	return is == IS_TASK && had & (IS_KILLED | IS_CONSTRAINT) &&
			       !(had & ~kill)
		       ? REVERSED
		       : 0;
}

enum oom_line oom_line_is(struct span line, bool open, uint64_t *state)
{
	unsigned had = open ? (unsigned)*state : 0;
	unsigned is = classify(line, open);
	bool goes_on = !is && (had & CUT_LINE || is_stat(line, had));

	had |= is_reversed(had, is);
	if (is && open && begins(had, is))
		return OOM_LINE_BEGINS;
	had &= ~(unsigned)CUT_LINE;
	if (is || goes_on) {
		*state = had | is | (oom_line_goes_on(line) ? CUT_LINE : 0);
		return OOM_LINE_ROW;
	}
	return open && is_more(line) ? OOM_LINE_MORE : OOM_LINE_NOT;
}

bool oom_lines_begin(uint64_t state)
{
	return state & IS_BEGIN;
}

bool oom_lines_have_figures(uint64_t state)
{
	return state & FIGURES;
}

static int add(struct oom_texts *t, struct span from, unsigned line)
{
	if (VEC_GROW(t))
		return -ENOMEM;
	t->v[t->n++] = (struct oom_text){ .text = span_of(from.p, 0),
					  .first_line = line };
	return 0;
}

/* Up to here it is of the last one. */
static void extend(struct oom_texts *t, struct span rest, unsigned number,
		   uint64_t state)
{
	struct oom_text *last = &t->v[t->n - 1];

	last->text.len = (size_t)(rest.p - last->text.p);
	last->lines = number - last->first_line + 1;
	last->has_figures |= oom_lines_have_figures(state);
}

int oom_texts_find(struct span text, struct oom_texts *ret)
{
	struct oom_texts out = { 0 };
	struct span before = text, line;
	unsigned number = 0;
	uint64_t state = 0;
	int err = 0;

	for (; !err && span_line(&text, &line); before = text) {
		enum oom_line is = oom_line_is(line, out.n && state, &state);

		number++;
		if (!out.n || is == OOM_LINE_BEGINS) {
			err = add(&out, before, number);
			if (is == OOM_LINE_BEGINS)
				oom_line_is(line, false, &state);
		}
		if (!err)
			extend(&out, text, number, state);
	}
	if (!err && !state)
		err = -EINVAL;
	if (err)
		oom_texts_free(&out);
	else
		*ret = out;
	return err;
}

size_t oom_texts_last(const struct oom_texts *t)
{
	for (size_t i = t->n; i; i--)
		if (t->v[i - 1].has_figures)
			return i - 1;
	return t->n - 1;
}

void oom_texts_free(struct oom_texts *t)
{
	free(t->v);
	*t = (struct oom_texts){ 0 };
}
