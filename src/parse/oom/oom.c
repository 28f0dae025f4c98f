/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/oom.h"

#include <errno.h>
#include <inttypes.h>

#include "parse/field.h"
#include "parse/oom/parts.h"
#include "util/buf.h"

/* A mailer makes no more of one. */
#define LINES_MAX 8

/* Pages until now, and again where more of the report comes. */
static void scale_tasks(struct oom_tasks *tasks, uint64_t page_size)
{
	for (size_t i = 0; i < tasks->n; i++) {
		struct oom_task *t = &tasks->v[i];

		t->total_vm_bytes.v *= page_size;
		t->rss_bytes.v *= page_size;
		t->anon_bytes.v *= page_size;
		t->swap_bytes.v *= page_size;
	}
}

/* In the order of how sure each is of its lines. */
static bool read_line(struct oom_reading *r, struct span line, bool whole)
{
	return oom_event_line(r, line) || oom_cgroup_line(r, line, whole) ||
	       oom_task_line(r, line, whole) || oom_tail_line(r, line, whole) ||
	       oom_list_line(r, line, whole) || oom_figure_line(r, line);
}

/*
 * Where the text's end is, a number may lack digits and a path its end; a word
 * without such, or in brackets, is what it is.
 */
static void drop_cut_word(struct span *line)
{
	struct span rest = *line, word;
	bool cut = false;

	if (!line_last_word(&rest, &word))
		return;
	for (size_t i = 0; i < word.len; i++)
		cut |= word.p[i] == '/' ||
		       (word.p[i] >= '0' && word.p[i] <= '9');
	if (cut && word.p[word.len - 1] != ')')
		*line = rest;
}

static void settle_page_size(struct oom_reading *r)
{
	struct snapshot *snap = r->snap;
	uint64_t size = oom_page_size(r);

	gaps_drop(&snap->gaps, "page size");
	if (size)
		snap->host.page_size = opt_u64(size);
	else if (r->oom->tasks.n || r->oom->pages[OOM_PAGES_RAM].known)
		gaps_add(&snap->gaps, "page size", 0,
			 "amounts that the kernel counts in pages may be wrong",
			 "%" PRIu64 " bytes assumed", snapshot_page_size(snap));
	size = snapshot_page_size(snap);
	r->oom->zones_whole = oom_zones_are_whole(r->oom, size);
	r->oom->nodes_whole = oom_nodes_are_whole(r->oom, size);
	scale_tasks(&r->oom->tasks, size);
}

static void pages_again(struct oom_tasks *tasks, uint64_t page_size)
{
	for (size_t i = 0; i < tasks->n; i++) {
		struct oom_task *t = &tasks->v[i];

		t->total_vm_bytes.v /= page_size;
		t->rss_bytes.v /= page_size;
		t->anon_bytes.v /= page_size;
		t->swap_bytes.v /= page_size;
	}
}

/* Another part of the same report. */
static void resume(struct oom_reading *r)
{
	const struct oom *oom = r->oom;

	pages_again(&r->oom->tasks, snapshot_page_size(r->snap));
	if (r->snap->host.page_size.known && (oom->areas.n || oom->tasks.n))
		r->buddy_bytes = r->snap->host.page_size.v;
	r->killed = oom->killed.anon_bytes.known;
	for (size_t i = 0; i < oom->tasks.n; i++) {
		if (!oom->tasks.v[i].pgtables_bytes.known)
			continue;
		r->tables_bits |= oom->tasks.v[i].pgtables_bytes.v;
		r->n_tables++;
	}
}

/* A line with what it goes on in. */
static int join(struct buf *joined, struct span line)
{
	if (joined->len && buf_append(joined, " ", 1))
		return -ENOMEM;
	return buf_append(joined, line.p, line.len);
}

static void read_one(struct oom_reading *r, struct span line, bool whole)
{
	if (read_line(r, line, whole))
		r->found++;
	else
		oom_release_line(r, line);
}

static void read_joined(struct oom_reading *r, struct buf *joined, bool whole)
{
	if (joined->len)
		read_one(r, span_of(joined->data, joined->len), whole);
	buf_clear(joined);
}

/* A line that another one has cut in two begins anew: no row goes on so. */
static void read_text(struct oom_reading *r, struct span text)
{
	struct buf joined = { 0 };
	unsigned lines = 0;
	struct span line;

	while (!r->err && span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		bool more;

		if (!whole)
			drop_cut_word(&line);
		if (lines && line.len && *line.p == '[') {
			read_joined(r, &joined, true);
			lines = 0;
		}
		more = whole && lines < LINES_MAX;
		if (!lines && !(more && oom_line_goes_on(line))) {
			read_one(r, line, whole);
			continue;
		}
		r->err = join(&joined, line);
		lines++;
		if (more && oom_line_goes_on(span_of(joined.data, joined.len)))
			continue;
		if (!r->err)
			read_joined(r, &joined, whole);
		lines = 0;
	}
	/* what comes behind it is cut off */
	if (!r->err)
		read_joined(r, &joined, false);
	buf_free(&joined);
}

int parse_oom(struct span report, struct snapshot *snap, unsigned *bad)
{
	struct oom_reading r = { .snap = snap, .oom = &snap->oom };

	if (snap->oom.kind != OOM_NONE)
		resume(&r);
	read_text(&r, report);
	if (r.err)
		return r.err;
	if (!r.found)
		return -EINVAL;
	if (r.oom->kind == OOM_NONE)
		r.oom->kind = OOM_UNKNOWN;
	settle_page_size(&r);
	*bad += r.bad;
	return oom_facts(snap);
}
