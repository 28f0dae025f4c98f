/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "render/text.h"
#include "render/view.h"

#define FURTHER 5  /* findings after the verdict */
#define INDENT 10  /* behind the severity */
#define HANGING 21 /* behind "evidence" and the like */

static const struct {
	const char *word;
	enum colour colour;
} severities[] = {
	[SEV_OK] = { "OK", COLOUR_GOOD },
	[SEV_NOTICE] = { "NOTICE", COLOUR_NOTE },
	[SEV_WARNING] = { "WARNING", COLOUR_WARN },
	[SEV_CRITICAL] = { "CRITICAL", COLOUR_BAD },
};

static void put_sentence(struct page *p, size_t indent, const char *sentence)
{
	struct buf b = { 0 };

	if (text_sentence(&b, sentence))
		p->error = -ENOMEM;
	else
		page_wrap(p, indent, b.data);
	buf_free(&b);
}

static void put_title(struct page *p, const struct finding *f)
{
	page_colour(p, severities[f->severity].colour,
		    severities[f->severity].word);
	page_pad(p, INDENT);
	put_sentence(p, INDENT, f->title);
	page_end(p);
}

static void put_label(struct page *p, const char *label)
{
	page_pad(p, INDENT);
	page_put(p, label);
	page_pad(p, HANGING);
}

/* Sentences in one paragraph, as parts of one: "a; b; c". */
static void put_texts(struct page *p, const char *label, const struct texts *t,
		      size_t n)
{
	struct buf b = { 0 };

	if (!n)
		return;
	for (size_t i = 0; i < n && !p->error; i++) {
		if (i && buf_append(&b, "; ", 2))
			p->error = -ENOMEM;
		if (text_sentence(&b, t->v[i]))
			p->error = -ENOMEM;
		if (i + 1 < n && b.len && b.data[b.len - 1] == '.')
			b.len--;
	}
	if (!p->error) {
		put_label(p, label);
		page_wrap(p, HANGING, b.data);
		page_end(p);
	}
	buf_free(&b);
}

static void put_more(struct page *p, const struct report *r,
		     const struct finding *f)
{
	const struct identity *id = &r->acct->id;
	char share[HUMAN_MAX];
	struct buf b = { 0 };

	if (f->severity > SEV_OK && id->kernel.known && id->total.known &&
	    !r->snap->process_map)
		buf_printf(&b, "kernel memory is %s of this machine; ",
			   human_share(share, id->kernel, id->total));
	if (f->confidence != CONF_HIGH)
		buf_printf(&b, "confidence %s; ",
			   confidence_name(f->confidence));
	buf_printf(&b, "see %s in kmemwhere(8)", finding_code_name(f->code));
	put_label(p, "more");
	page_wrap(p, HANGING, b.data ? b.data : "");
	page_end(p);
	buf_free(&b);
}

static void put_verdict(struct page *p, const struct report *r)
{
	const struct finding *f = &r->findings->v[0];

	put_title(p, f);
	put_texts(p, "evidence", &f->evidence, f->evidence.n);
	put_texts(p, "do now", &f->remedy, f->remedy.n);
	put_more(p, r, f);
}

void table_findings(struct page *p, const struct report *r)
{
	const struct findings *all = r->findings;
	size_t n = 1 + view_report_rows(&r->view, FURTHER, all->n - 1);

	put_verdict(p, r);
	for (size_t i = 1; i < n; i++) {
		const struct finding *f = &all->v[i];

		put_title(p, f);
		put_texts(p, "do now", &f->remedy, f->remedy.n ? 1 : 0);
	}
	if (n < all->n) {
		page_pad(p, INDENT);
		page_printf(p, "and %zu more: --top or --json lists them",
			    all->n - n);
		page_end(p);
	}
	page_end(p);
}
