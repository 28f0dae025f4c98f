/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/perfdata.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "render/text.h"
#include "render/view.h"
#include "util/buf.h"

static const char *const states[] = {
	[PLUGIN_OK] = "OK",
	[PLUGIN_WARNING] = "WARNING",
	[PLUGIN_CRITICAL] = "CRITICAL",
	[PLUGIN_UNKNOWN] = "UNKNOWN",
};

/* The bar begins the perfdata, and some readers take no byte beyond ASCII. */
static int put_text(const char *text, FILE *out)
{
	struct buf safe = { 0 }, ascii = { 0 };
	size_t cap;
	int err = text_sentence(&safe, text);

	cap = safe.len * 4 + 1;
	if (!err)
		err = buf_reserve(&ascii, cap);
	if (!err && safe.len)
		ascii.len = text_ascii(ascii.data, cap, safe.data, safe.len);
	for (size_t i = 0; i < ascii.len && !err; i++)
		fputc(ascii.data[i] == '|' ? '/' : ascii.data[i], out);
	buf_free(&safe);
	buf_free(&ascii);
	return err;
}

static void put_limits(const struct range *r, struct opt_u64 whole, FILE *out)
{
	char text[LIMITS_TEXT_MAX];
	struct limits l;

	fputc(';', out);
	if (r->given && !range_resolve(r, whole, &l))
		fputs(limits_text(&l, text), out);
}

/* min is left out: unaccounted is a difference, and may be below 0. */
static void put_value(const struct plugin_result *r, enum metric m, FILE *out)
{
	const struct metric_value *v = &r->values[m];

	fprintf(out, "'%s'=", metric_name(m));
	if (v->bytes.known)
		fprintf(out, "%" PRId64 "B", v->bytes.v);
	else
		fputc('U', out);
	put_limits(&r->rules->warn.v[m], v->whole, out);
	put_limits(&r->rules->crit.v[m], v->whole, out);
	fputs(m == METRIC_UNACCOUNTED ? ";;" : ";0;", out);
	if (v->whole.known)
		fprintf(out, "%" PRIu64, v->whole.v);
}

static int put_texts(const struct texts *t, FILE *out)
{
	int err = 0;

	for (size_t i = 0; i < t->n && !err; i++) {
		fputs("  ", out);
		err = put_text(t->v[i], out);
		fputc('\n', out);
	}
	return err;
}

static int put_conditions(const struct conditions *c, FILE *out)
{
	int err = 0;

	for (size_t i = 0; i < c->n && !err; i++) {
		const struct finding *f = c->v[i].finding;

		fprintf(out, "%s (%s): ", c->v[i].code,
			severity_name(f->severity));
		err = put_text(f->title, out);
		fputc('\n', out);
		if (!err)
			err = put_texts(&f->evidence, out);
		if (!err)
			err = put_texts(&f->remedy, out);
	}
	return err;
}

int render_plugin(const struct plugin_result *r, FILE *out)
{
	int err;

	fprintf(out, "KMEMWHERE %s - ", states[r->status]);
	err = put_text(r->text, out);
	if (r->values) {
		fputs(" |", out);
		for (int m = 0; m < METRIC_N; m++) {
			fputc(' ', out);
			put_value(r, (enum metric)m, out);
		}
	}
	fputc('\n', out);
	if (!err && r->verbose && r->conditions)
		err = put_conditions(r->conditions, out);
	return err ? err : view_flush(out);
}
