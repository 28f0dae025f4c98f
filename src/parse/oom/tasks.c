/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump_tasks() of mm/oom_kill.c: its heading tells the columns. */
#include <errno.h>
#include <string.h>

#include "parse/field.h"
#include "parse/oom/parts.h"
#include "util/vec.h"

#define TASKS_MAX 65536

/* The columns that are read; pages until the page size is known. */
static const struct {
	const char *name;
	size_t offset;
} known[] = {
	{ "total_vm", offsetof(struct oom_task, total_vm_bytes) },
	{ "rss", offsetof(struct oom_task, rss_bytes) },
	{ "rss_anon", offsetof(struct oom_task, anon_bytes) },
	{ "swapents", offsetof(struct oom_task, swap_bytes) },
	{ "pgtables_bytes", offsetof(struct oom_task, pgtables_bytes) },
};

/* All names that were, "-" where nothing is to be read of it. */
static const char *const names[] = {
	"uid",	    "tgid",	      "total_vm", "rss",     "rss_anon",
	"rss_file", "rss_shmem",      "cpu",	  "oom_adj", "oom_score_adj",
	"nr_ptes",  "pgtables_bytes", "swapents", "nr_pmds", "nr_puds",
};

/* What a table without its heading has, by how many numbers its rows have. */
static const struct {
	size_t n;
	const char *columns[10];
} usual[] = {
	{ 7,
	  { "uid", "tgid", "total_vm", "rss", "nr_ptes", "swapents",
	    "oom_score_adj" } },
	{ 8,
	  { "uid", "tgid", "total_vm", "rss", "nr_ptes", "nr_pmds", "swapents",
	    "oom_score_adj" } },
	{ 10,
	  { "uid", "tgid", "total_vm", "rss", "rss_anon", "rss_file",
	    "rss_shmem", "pgtables_bytes", "swapents", "oom_score_adj" } },
};

static const char *column_name(struct span word)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_is(word, names[i]))
			return names[i];
	return "-";
}

/* "[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name" */
static bool heading(struct oom_reading *r, struct span line)
{
	struct span rest, word;
	size_t n = 0;

	if (!span_past(line, "pid", &rest) || !span_past(rest, "]", &rest) ||
	    !span_past(rest, " total_vm ", &word))
		return false;
	while (n < OOM_COLUMNS_MAX && span_word(&rest, &word) &&
	       !span_is(word, "name"))
		r->columns[n++] = column_name(word);
	r->n_columns = n;
	r->in = IN_TASKS;
	return true;
}

/* "[ 1532]", "[3738523]": cuts it, and what is before it. */
static bool cut_pid(struct span *line, uint64_t *ret)
{
	struct span rest = span_trim(*line);

	if (!span_cut(&rest, "["))
		return false;
	rest = span_trim(rest);
	if (!span_digits(&rest, ret))
		return false;
	rest = span_trim(rest);
	if (!span_cut(&rest, "]"))
		return false;
	*line = rest;
	return *ret > 0 && *ret <= INT32_MAX;
}

/* Numbers in a row before the name. */
static size_t count_numbers(struct span line)
{
	struct span word;
	int64_t v;
	size_t n = 0;

	while (span_word(&line, &word) && !span_i64(word, &v))
		n++;
	return n;
}

static bool begins(struct span line)
{
	line = span_trim(line);
	return line.len && *line.p == '[';
}

bool oom_is_task(struct span line)
{
	uint64_t pid = 0;
	size_t n;

	if (!begins(line) || !cut_pid(&line, &pid))
		return false;
	n = count_numbers(line);
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (usual[i].n == n)
			return true;
	return false;
}

bool oom_is_nameless_task(struct span line)
{
	uint64_t pid = 0;
	struct span word;
	size_t n;

	if (!begins(line) || !cut_pid(&line, &pid))
		return false;
	n = count_numbers(line);
	for (size_t i = 0; i < n; i++)
		span_word(&line, &word);
	/* uid, tgid, total_vm and rss come first in all of them */
	return n >= 4 && !span_word(&line, &word);
}

static void guess_columns(struct oom_reading *r, struct span line)
{
	size_t n = count_numbers(line);

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (usual[i].n == n) {
			memcpy(r->columns, usual[i].columns,
			       sizeof(usual[i].columns));
			r->n_columns = n;
		}
}

static bool set_column(struct oom_task *t, const char *name, int64_t v)
{
	uint64_t n = (uint64_t)v;

	if (!strcmp(name, "oom_score_adj")) {
		t->score_adj = (struct opt_i64){ v, true };
		return v >= -1000 && v <= 1000;
	}
	if (!strcmp(name, "oom_adj") || !strcmp(name, "-"))
		return true;
	if (v < 0 || n > OOM_PAGES_MAX)
		return false;
	if (!strcmp(name, "uid") && n < UID_UNKNOWN)
		t->uid = (uint32_t)n;
	if (!strcmp(name, "tgid") && n <= INT32_MAX)
		t->tgid = (pid_t)n;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(name, known[i].name))
			memcpy((char *)t + known[i].offset,
			       &(struct opt_u64){ n, true },
			       sizeof(struct opt_u64));
	return true;
}

static bool read_row(const struct oom_reading *r, struct span line,
		     struct oom_task *t)
{
	struct span word;
	int64_t v;

	for (size_t i = 0; i < r->n_columns; i++)
		if (!span_word(&line, &word) || span_i64(word, &v) ||
		    !set_column(t, r->columns[i], v))
			return false;
	/* the name may have blanks, brackets and anything else */
	span_copy(span_trim(line), t->comm, sizeof(t->comm));
	return t->comm[0];
}

static void keep(struct oom_reading *r, const struct oom_task *t)
{
	struct oom_tasks *all = &r->oom->tasks;

	if (all->n >= TASKS_MAX) {
		r->bad++;
		return;
	}
	if (VEC_GROW(all)) {
		r->err = -ENOMEM;
		return;
	}
	all->v[all->n++] = *t;
	if (!t->pgtables_bytes.known)
		return;
	r->tables_bits |= t->pgtables_bytes.v;
	r->n_tables++;
}

bool oom_task_line(struct oom_reading *r, struct span line, bool whole)
{
	struct oom_task t = { .uid = UID_UNKNOWN };
	uint64_t pid = 0;

	if (heading(r, line))
		return true;
	if (span_past(line, "Tasks state (memory values in pages)", &line))
		return true;
	if (!cut_pid(&line, &pid))
		return false;
	if (!r->n_columns)
		guess_columns(r, line);
	if (!r->n_columns)
		return false;
	t.pid = (pid_t)pid;
	if (whole && read_row(r, line, &t))
		keep(r, &t);
	else
		r->bad++;
	return true;
}
