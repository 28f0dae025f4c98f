/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/finding.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/vec.h"

/* A holder is named where it has this part of what the largest one has. */
#define NAMED_SHARE 20

static char *vformat(const char *fmt, va_list ap)
{
	char *text;

	return vasprintf(&text, fmt, ap) < 0 ? NULL : text;
}

static struct finding *open_titled(struct judge *j, enum finding_code code,
				   enum severity severity,
				   enum confidence confidence,
				   struct opt_i64 bytes, const char *title,
				   va_list ap)
{
	struct finding f = { .code = code,
			     .proto = (uint8_t)finding_row(code)->proto,
			     .severity = severity,
			     .confidence = confidence,
			     .bytes = bytes,
			     .title = vformat(title, ap) };

	if (!f.title || VEC_GROW(j->out)) {
		free(f.title);
		j->err = -ENOMEM;
		return NULL;
	}
	j->out->v[j->out->n++] = f;
	return &j->out->v[j->out->n - 1];
}

struct finding *finding_open(struct judge *j, enum finding_code code,
			     enum severity severity, enum confidence confidence,
			     struct opt_i64 bytes, const char *title, ...)
{
	struct finding *f;
	va_list ap;

	va_start(ap, title);
	f = open_titled(j, code, severity, confidence, bytes, title, ap);
	va_end(ap);
	return f;
}

struct finding *finding_judge(struct judge *j, enum finding_code code,
			      enum confidence confidence, uint64_t bytes,
			      const char *title, ...)
{
	enum severity severity = finding_severity(j, code, bytes);
	struct finding *f;
	va_list ap;

	if (severity == SEV_OK)
		return NULL;
	va_start(ap, title);
	f = open_titled(j, code, severity, confidence, opt_i64((int64_t)bytes),
			title, ap);
	va_end(ap);
	return f;
}

static void add_text(struct finding *f, struct texts *t, const char *fmt,
		     va_list ap)
{
	char *text = vformat(fmt, ap);

	if (text && VEC_GROW(t) == 0) {
		t->v[t->n++] = text;
		return;
	}
	free(text);
	f->lost = true;
}

void say(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (f)
		add_text(f, &f->evidence, fmt, ap);
	va_end(ap);
}

void advise(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (f)
		add_text(f, &f->remedy, fmt, ap);
	va_end(ap);
}

int judge_error(const struct judge *j)
{
	for (size_t i = 0; i < j->out->n; i++)
		if (j->out->v[i].lost)
			return -ENOMEM;
	return j->err;
}

void finding_remedies(struct finding *f, const char *who)
{
	for (size_t i = 0; f && i < REMEDIES_MAX; i++) {
		const char *remedy = finding_row(f->code)->remedy[i];

		if (remedy)
			advise(f, remedy, who);
	}
}

bool is_worth_naming(uint64_t bytes, uint64_t largest)
{
	return bytes && bytes >= largest / NAMED_SHARE;
}

enum severity finding_severity(const struct judge *j, enum finding_code code,
			       uint64_t bytes)
{
	const struct finding_row *row = finding_row(code);

	return scale_judge(&j->scale, bytes, row->notice, row->warning);
}

void finding_pid(struct finding *f, pid_t pid)
{
	struct subject *s;
	pid_t *pids;
	size_t i;

	if (!f)
		return;
	s = &f->subject;
	for (i = 0; i < s->n_pids; i++)
		if (s->pids[i] == pid)
			return;
	pids = realloc(s->pids, (s->n_pids + 1) * sizeof(*pids));
	if (!pids) {
		f->lost = true;
		return;
	}
	s->pids = pids;
	for (i = s->n_pids++; i && pids[i - 1] > pid; i--)
		pids[i] = pids[i - 1];
	pids[i] = pid;
}

void finding_blame(struct finding *f, const char *comm, pid_t pid)
{
	if (!f)
		return;
	finding_pid(f, pid);
	snprintf(f->subject.comm, sizeof(f->subject.comm), "%s", comm);
}

struct finding *findings_find(const struct findings *f, enum finding_code code)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].code == code)
			return &f->v[i];
	return NULL;
}

uint64_t finding_bytes(const struct finding *f)
{
	return f->bytes.known && f->bytes.v > 0 ? (uint64_t)f->bytes.v : 0;
}

static void texts_free(struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i]);
	free(t->v);
}

void findings_free(struct findings *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].title);
		texts_free(&f->v[i].evidence);
		texts_free(&f->v[i].remedy);
		free(f->v[i].subject.pids);
		free(f->v[i].subject.cookies);
		free(f->v[i].subject.cgroup);
	}
	free(f->v);
	free(f->sock_code);
	*f = (struct findings){ 0 };
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEV_OK] = "ok",
		[SEV_NOTICE] = "notice",
		[SEV_WARNING] = "warning",
		[SEV_CRITICAL] = "critical",
	};

	return names[severity];
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {
		[CONF_LOW] = "low",
		[CONF_MEDIUM] = "medium",
		[CONF_HIGH] = "high",
	};

	return names[confidence];
}
