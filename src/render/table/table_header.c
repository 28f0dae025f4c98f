/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/scope.h"
#include "render/table/table_parts.h"
#include "util/escape.h"

#define DOT " · "
/* Looks of one form whose lines are told. */
#define LOOKS_SHOWN 3

static void add_outside(struct buf *b, const char *raw)
{
	char safe[sizeof(((struct host *)0)->name) * ESCAPE_MAX];

	buf_printf(b, "%s", *raw ? escape_str(safe, sizeof(safe), raw) : "-");
}

/* The time on the clock of who reads it. */
static void add_time(struct buf *b, struct opt_u64 ms)
{
	time_t seconds = (time_t)(ms.v / 1000);
	char text[64];
	struct tm tm;

	if (!ms.known || !localtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		strcpy(text, "time unknown");
	buf_printf(b, "%s", text);
}

/* The looks of the form that row i begins: "(lines 12-240, 250-300)". */
static void add_lines(struct buf *b, const struct paste_forms *all, size_t i)
{
	const char *name = all->v[i].name;
	unsigned shown = 0, more = 0;

	for (size_t k = i; k < all->n; k++) {
		const struct paste_form *f = &all->v[k];

		if (strcmp(f->name, name))
			continue;
		if (shown == LOOKS_SHOWN) {
			more++;
			continue;
		}
		buf_printf(b, "%s%" PRIu64,
			   shown++			  ? ", "
			   : f->last_line > f->first_line ? " (lines "
							  : " (line ",
			   f->first_line);
		if (f->last_line > f->first_line)
			buf_printf(b, "-%" PRIu64, f->last_line);
	}
	if (more)
		buf_printf(b, " and %u more", more);
	buf_printf(b, ")");
}

/* "from oom.txt: OOM report (lines 12-240), ss (lines 250-300)" */
static void add_forms(struct buf *b, const struct paste_text *t)
{
	const struct paste_forms *all = &t->forms;
	const char *sep = ": ";

	buf_printf(b, "from ");
	if (strcmp(t->file, "-"))
		add_outside(b, t->file);
	else
		buf_printf(b, "standard input");
	for (size_t i = 0; i < all->n; i++) {
		size_t k = 0;

		while (strcmp(all->v[k].name, all->v[i].name))
			k++;
		if (k < i)
			continue;
		buf_printf(b, "%s%s", sep, all->v[i].name);
		add_lines(b, all, i);
		sep = ", ";
	}
	if (t->samples > 1)
		buf_printf(b, "; sample %" PRIu64 " of %" PRIu64, t->sample,
			   t->samples);
	if (t->unknown_lines)
		buf_printf(b, "; %" PRIu64 " line%s not understood",
			   t->unknown_lines, t->unknown_lines == 1 ? "" : "s");
}

static void add_who(struct buf *b, const struct snapshot *snap)
{
	if (snap->paste.known)
		add_forms(b, &snap->paste);
	else if (snap->source == SOURCE_CAPTURE)
		buf_printf(b, "from capture");
	else if (snap->source == SOURCE_RECORDING)
		buf_printf(b, "recording");
	else if (!snap->uid.known || snap->uid.v)
		buf_printf(b, "not root");
	else
		buf_printf(b, "root%s",
			   snap->privileged ? ""
					    : " without CAP_SYS_PTRACE or "
					      "CAP_SYS_ADMIN");
}

static void add_hidden(struct buf *b, const struct snapshot *snap)
{
	const struct processes *ps = &snap->processes;
	size_t netns = scope_netns(&snap->netns, NETNS_UNREADABLE);
	const char *sep = snap->source == SOURCE_LIVE ? ": " : ", ";
	size_t before = b->len;

	if (ps->unreadable) {
		buf_printf(b, "%s%" PRIu32 " of %zu processes unreadable", sep,
			   ps->unreadable, ps->n);
		sep = ", ";
	}
	if (netns) {
		buf_printf(b, "%s%zu network namespace%s not entered", sep,
			   netns, netns == 1 ? "" : "s");
		sep = ", ";
	}
	if (b->len == before && snap->gaps.n)
		buf_printf(b, "%ssee NOT SEEN at the end", sep);
	else if (b->len == before)
		buf_printf(b, ", nothing hidden");
}

void table_header(struct page *p, const struct report *r)
{
	const struct snapshot *snap = r->snap;
	struct buf b = { 0 };

	buf_printf(&b, "kmemwhere %s" DOT, r->view.version);
	add_outside(&b, snap->host.name);
	buf_printf(&b, DOT "Linux ");
	add_outside(&b, snap->host.kernel);
	buf_printf(&b, DOT);
	add_time(&b, snap->time_ms);
	buf_printf(&b, DOT);
	add_who(&b, snap);
	if (!snap->paste.known)
		add_hidden(&b, snap);
	page_wrap(p, 2, b.data ? b.data : "");
	page_end(p);
	page_end(p);
	buf_free(&b);
}
