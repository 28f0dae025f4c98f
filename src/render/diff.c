/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/diff.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account/growth/delta.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/layout/page.h"
#include "render/text.h"
#include "render/view.h"

#define USUAL 8 /* rows of a section */
#define NAME_ROOM 1024

static const char *const titles[CHANGE_N] = {
	[CHANGE_TERM] = "MEMORY",	 [CHANGE_KERNEL] = "KERNEL",
	[CHANGE_PROTOCOL] = "PROTOCOL",	 [CHANGE_SLAB] = "SLAB CACHE",
	[CHANGE_PROGRAM] = "SOCKETS OF", [CHANGE_PROCESS] = "PROCESS",
	[CHANGE_CGROUP] = "CGROUP",	 [CHANGE_PROCESS_MAP] = "INSIDE",
};

/* What count counts; NULL: nothing. */
static const char *const counted[CHANGE_N] = {
	[CHANGE_PROTOCOL] = "SOCKETS",
	[CHANGE_SLAB] = "OBJECTS",
	[CHANGE_PROGRAM] = "SOCKETS",
	[CHANGE_PROCESS_MAP] = "MAPPINGS",
};

/* On the clock of who reads it. */
static void put_time(struct page *p, struct opt_u64 ms)
{
	time_t seconds = (time_t)(ms.v / 1000);
	char text[64];
	struct tm tm;

	if (!ms.known || !localtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		strcpy(text, "time unknown");
	page_put(p, text);
}

/* "3 h 5 min", "12.3 s" */
static void put_span(struct page *p, int64_t ms)
{
	int64_t s = ms / 1000;

	if (s >= 86400)
		page_printf(p, "%" PRId64 " d %" PRId64 " h", s / 86400,
			    s / 3600 % 24);
	else if (s >= 3600)
		page_printf(p, "%" PRId64 " h %" PRId64 " min", s / 3600,
			    s / 60 % 60);
	else if (s >= 60)
		page_printf(p, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
	else
		page_printf(p, "%" PRId64 ".%" PRId64 " s", s, ms / 100 % 10);
}

static void put_host(struct page *p, const struct snapshot *snap)
{
	page_outside(p, *snap->host.name ? snap->host.name : "-");
}

static void put_header(struct page *p, const struct diff_report *r)
{
	const struct snapshot *a = r->snap[0], *b = r->snap[1];
	int64_t ms = r->delta->ms.v;

	page_printf(p, "kmemwhere %s · ", r->view.version);
	put_host(p, a);
	page_put(p, " · ");
	put_time(p, a->time_ms);
	page_put(p, " → ");
	put_time(p, b->time_ms);
	if (r->delta->ms.known) {
		page_put(p, ms < 0 ? " · backwards, " : " · ");
		put_span(p, ms < 0 ? -ms : ms);
	}
	page_end(p);
	if (strcmp(a->host.name, b->host.name)) {
		page_put(p, "two machines: the second one is ");
		put_host(p, b);
		page_end(p);
	} else if (!r->delta->same_boot) {
		page_put(p, "the machine was rebooted in between");
		page_end(p);
	}
}

static void put_verdict(struct page *p, const char *label,
			const struct findings *f)
{
	struct buf b = { 0 };

	page_put(p, label);
	page_pad(p, 10);
	if (text_sentence(&b, f->v[0].title))
		p->error = -ENOMEM;
	else
		page_wrap(p, 10, b.data);
	page_end(p);
	buf_free(&b);
}

static void signed_amount(char dst[HUMAN_MAX + 1], struct opt_i64 v,
			  enum human how)
{
	char text[HUMAN_MAX];

	human_opt_i64(text, v, how);
	snprintf(dst, HUMAN_MAX + 1, "%s%s", v.known && v.v > 0 ? "+" : "",
		 text);
}

/* The command behind its pid, the name, or that there is none. */
static void name_of(const struct diff_report *r, const struct change *c,
		    char dst[NAME_ROOM])
{
	const char *raw = change_name(r->delta, c);
	size_t n = 0;

	if (c->pid)
		n = (size_t)snprintf(dst, NAME_ROOM, "%d ", (int)c->pid);
	if (!text_outside(dst + n, NAME_ROOM - n, raw, r->view.ascii))
		snprintf(dst + n, NAME_ROOM - n, "(unknown)");
}

static void put_row(struct grid *g, const struct diff_report *r,
		    const struct change *c)
{
	enum human how = r->view.bytes ? HUMAN_EXACT : HUMAN_SHORT;
	char text[HUMAN_MAX + 1], name[NAME_ROOM];

	grid_row(g);
	signed_amount(text, change_bytes(c), how);
	grid_cell(g, text);
	for (size_t i = 0; i < 2; i++)
		grid_cell(g, c->there[i] ? human_opt_i64(text, c->bytes[i], how)
					 : "-");
	if (counted[c->kind])
		for (size_t i = 0; i < 2; i++)
			grid_cell(g, human_opt_count(text, c->count[i]));
	grid_cell(g, change_state_name(change_state(c)));
	name_of(r, c, name);
	grid_cell(g, name);
}

static void put_columns(struct grid *g, enum change_kind kind)
{
	grid_column(g, "CHANGE", COLUMN_RIGHT);
	grid_column(g, "BEFORE", COLUMN_RIGHT);
	grid_column(g, "AFTER", COLUMN_RIGHT);
	if (counted[kind]) {
		grid_column(g, counted[kind], COLUMN_RIGHT);
		grid_column(g, "AFTER", COLUMN_RIGHT);
	}
	grid_column(g, "", 0);
	grid_column(g, titles[kind], COLUMN_TRUNC);
}

static void put_section(struct page *p, const struct diff_report *r,
			enum change_kind kind)
{
	const struct delta *d = r->delta;
	size_t begin = d->begin[kind], n = d->begin[kind + 1] - begin;
	size_t rows = view_report_rows(&r->view, USUAL, n);
	struct grid g;

	if (!rows)
		return;
	g = grid_begin(p->view, p->out);
	put_columns(&g, kind);
	for (size_t i = 0; i < rows; i++)
		put_row(&g, r, &d->v[begin + i]);
	if (grid_end(&g) && !p->error)
		p->error = g.error;
	if (rows < n) {
		page_printf(p, "… and %zu more: --top or --all lists them",
			    n - rows);
		page_end(p);
	}
	page_end(p);
}

int render_diff(const struct diff_report *r, FILE *out)
{
	struct page p = { .view = &r->view, .out = out };
	int err;

	put_header(&p, r);
	page_end(&p);
	put_verdict(&p, "before", r->findings[0]);
	put_verdict(&p, "after", r->findings[1]);
	page_end(&p);
	for (enum change_kind kind = 0; kind < CHANGE_N; kind++)
		put_section(&p, r, kind);
	buf_free(&p.line);
	err = view_flush(out);
	return p.error ? p.error : err;
}
