/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "util/human.h"

static void put_texts(struct jout *j, const char *key, const struct texts *t)
{
	jout_open(j, key, '[');
	for (size_t i = 0; i < t->n; i++)
		jout_sentence(j, NULL, t->v[i]);
	jout_close(j, ']');
}

static void put_subject(struct jout *j, const struct subject *s)
{
	jout_open(j, "subject", '{');
	jout_open(j, "pids", '[');
	for (size_t i = 0; i < s->n_pids; i++)
		jout_i64(j, NULL, s->pids[i]);
	jout_close(j, ']');
	jout_text(j, "comm", s->comm);
	jout_open(j, "sockets", '[');
	for (size_t i = 0; i < s->n_cookies; i++) {
		char cookie[HUMAN_MAX];

		human_count(cookie, s->cookies[i]);
		jout_word(j, NULL, cookie);
	}
	jout_close(j, ']');
	jout_u64(j, "socket_count", s->socket_count);
	jout_text(j, "cache", s->cache);
	jout_text(j, "cgroup", s->cgroup);
	jout_close(j, '}');
}

static void put_finding(struct jout *j, const struct finding *f)
{
	jout_open(j, NULL, '{');
	jout_word(j, "code", finding_code_name(f->code));
	jout_word(j, "severity", severity_name(f->severity));
	jout_opt_i64(j, "bytes", f->bytes);
	jout_sentence(j, "title", f->title);
	put_texts(j, "evidence", &f->evidence);
	put_texts(j, "remedy", &f->remedy);
	jout_word(j, "confidence", confidence_name(f->confidence));
	put_subject(j, &f->subject);
	jout_close(j, '}');
}

void json_findings(struct jout *j, const struct report *r)
{
	jout_open(j, "findings", '[');
	for (size_t i = 0; i < r->findings->n && !j->error; i++)
		put_finding(j, &r->findings->v[i]);
	jout_close(j, ']');
}

void json_verdict(struct jout *j, const struct report *r)
{
	const struct finding *f = &r->findings->v[0];

	jout_open(j, "verdict", '{');
	jout_word(j, "code", finding_code_name(f->code));
	jout_word(j, "severity", severity_name(f->severity));
	jout_sentence(j, "text", f->title);
	jout_close(j, '}');
}
