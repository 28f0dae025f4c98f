/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/delta.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/diff.h"
#include "render/json/jout.h"
#include "render/view.h"

#define SCHEMA "kmemwhere.diff/1"

static void put_moment(struct jout *j, const char *key,
		       const struct snapshot *snap,
		       const struct findings *findings)
{
	const struct finding *f = &findings->v[0];

	jout_open(j, key, '{');
	jout_time(j, "time", snap->time_ms);
	jout_text(j, "host", snap->host.name);
	jout_text(j, "boot_id", snap->host.boot_id);
	jout_open(j, "verdict", '{');
	jout_word(j, "code", finding_code_name(f->code));
	jout_word(j, "severity", severity_name(f->severity));
	jout_sentence(j, "text", f->title);
	jout_close(j, '}');
	jout_close(j, '}');
}

static void put_change(struct jout *j, const struct delta *d,
		       const struct change *c)
{
	jout_open(j, NULL, '{');
	jout_text(j, "name", change_name(d, c));
	if (c->pid)
		jout_i64(j, "pid", c->pid);
	else
		jout_null(j, "pid");
	jout_word(j, "state", change_state_name(change_state(c)));
	jout_opt_i64(j, "change_bytes", change_bytes(c));
	jout_opt_i64(j, "before_bytes", c->bytes[0]);
	jout_opt_i64(j, "after_bytes", c->bytes[1]);
	jout_opt(j, "before_count", c->count[0]);
	jout_opt(j, "after_count", c->count[1]);
	jout_close(j, '}');
}

static void put_section(struct jout *j, const struct diff_report *r,
			enum change_kind kind)
{
	const struct delta *d = r->delta;
	size_t begin = d->begin[kind], n = d->begin[kind + 1] - begin;
	size_t rows = kind == CHANGE_TERM ? n : view_rows(&r->view, n);

	jout_open(j, change_kind_name(kind), '[');
	for (size_t i = 0; i < rows && !j->error; i++)
		put_change(j, d, &d->v[begin + i]);
	jout_close(j, ']');
}

int render_diff_json(const struct diff_report *r, FILE *out)
{
	struct jout j = { .out = out };
	struct opt_i64 ms = r->delta->ms;
	int err;

	jout_open(&j, NULL, '{');
	jout_word(&j, "schema", SCHEMA);
	jout_text(&j, "version", r->view.version);
	put_moment(&j, "before", r->snap[0], r->findings[0]);
	put_moment(&j, "after", r->snap[1], r->findings[1]);
	jout_real(&j, "seconds", ms.known, (double)ms.v / 1000);
	jout_bool(&j, "same_boot", r->delta->same_boot);
	for (enum change_kind kind = 0; kind < CHANGE_N; kind++)
		put_section(&j, r, kind);
	jout_close(&j, '}');
	if (!j.error)
		fputc('\n', out);
	err = view_flush(out);
	return j.error ? j.error : err;
}
