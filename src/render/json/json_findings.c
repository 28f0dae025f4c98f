/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"
#include "diagnose/finding_fields.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "util/human.h"

static const struct field pid[] = {
	{ .type = FIELD_I32, SHOW("", "Process id."), .positive = true },
};
static const struct table report_pid = TABLE(pid);

static void cookie(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	(void)l;
	human_count(ret->chars, *(const uint64_t *)row);
}

static const struct field cookies[] = {
	MADE(FIELD_CHARS, cookie, "", "Of the socket.", .sure = true,
	     .pattern = "^[1-9][0-9]{0,19}$"),
};
static const struct table report_cookie = TABLE(cookies);

static void rows_pids(struct walk *w, const void *row)
{
	const struct subject *s = row;

	for (size_t i = 0; i < s->n_pids; i++)
		walk_row(w, &s->pids[i]);
}

static void rows_cookies(struct walk *w, const void *row)
{
	const struct subject *s = row;

	for (size_t i = 0; i < s->n_cookies; i++)
		walk_row(w, &s->cookies[i]);
}

static const struct field subject[] = {
	FLAT("pids", "Processes.", report_pid, rows_pids),
	ALL(fields_subject_comm),
	FLAT("sockets", "Cookies of the largest ones.", report_cookie,
	     rows_cookies),
	ALL(fields_subject),
};
static const struct table report_subject = TABLE(subject);

#define SENTENCE(T, m, k, d) \
	SHOWN_AS(T, m, FIELD_NAME, k, d, .sure = true, .put = put_sentence)

static const struct field sentence[] = {
	{ .type = FIELD_NAME,
	  SHOW("", "One sentence."),
	  .sure = true,
	  .put = put_sentence },
};
static const struct table report_sentence = TABLE(sentence);

static void put_texts(struct walk *w, const struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		walk_row(w, &t->v[i]);
}

static void rows_evidence(struct walk *w, const void *row)
{
	put_texts(w, &((const struct finding *)row)->evidence);
}

static void rows_remedy(struct walk *w, const void *row)
{
	put_texts(w, &((const struct finding *)row)->remedy);
}

static const struct field finding[] = {
	ALL(fields_judgement),
	ALL(fields_finding),
	SENTENCE(struct finding, title, "title", "What is wrong."),
	FLAT("evidence", "What speaks for it.", report_sentence, rows_evidence),
	FLAT("remedy", "What to do, the first thing first.", report_sentence,
	     rows_remedy),
	ALL(fields_confidence),
	OBJECT("subject",
	       "Whom it is about; empty, 0 or null where it is not about such.",
	       report_subject, .offset = offsetof(struct finding, subject)),
};
const struct table report_finding = TABLE(finding);

void rows_findings(struct walk *w, const void *row)
{
	const struct findings *all = w->l->r->findings;

	(void)row;
	for (size_t i = 0; i < all->n && !w->j->error; i++)
		walk_row(w, &all->v[i]);
}

static const struct field verdict[] = {
	ALL(fields_judgement),
	SENTENCE(struct finding, title, "text", "Its title."),
};
const struct table report_verdict = TABLE(verdict);

void rows_verdict(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->findings->v[0]);
}
