/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The JSON schema of the report (draft 07), from the same rows. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/unit.h"
#include "render/diff.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/view.h"

#define NO_CONTROLS "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

static void put_rows(struct jsonw *j, const struct table *t);

static void put_word(struct jsonw *j, const char *key, const char *word)
{
	jsonw_key(j, key);
	jsonw_word(j, word);
}

static void put_type(struct jsonw *j, const char *type, bool nullable)
{
	if (!nullable) {
		put_word(j, "type", type);
		return;
	}
	jsonw_key(j, "type");
	jsonw_open(j, '[');
	put_word(j, NULL, type);
	put_word(j, NULL, "null");
	jsonw_close(j, ']');
}

/* All words, and null where that may be. */
static void put_enum(struct jsonw *j, const struct field *f, bool nullable)
{
	jsonw_key(j, "enum");
	jsonw_open(j, '[');
	for (size_t i = 0; i < f->n; i++) {
		const char *name = f->name(i);

		nullable |= !name;
		if (name)
			put_word(j, NULL, name);
	}
	if (nullable) {
		jsonw_key(j, NULL);
		jsonw_null(j);
	}
	jsonw_close(j, ']');
}

/* f: of a list its row, where named has the key. */
static void put_value(struct jsonw *j, const struct field *f,
		      const struct field *named, bool nullable)
{
	const struct field_ops *ops = field_ops(f);

	nullable = !f->sure &&
		   (nullable || f->has || f->none_at_0 || ops->nullable);
	if (f->name) {
		put_enum(j, f, nullable);
		return;
	}
	put_type(j, ops->word, nullable);
	if (!strcmp(ops->word, "string")) {
		jsonw_key(j, "minLength");
		jsonw_u64(j, 1);
		put_word(j, "pattern", f->pattern ? f->pattern : NO_CONTROLS);
		return;
	}
	if (!strcmp(ops->word, "boolean"))
		return;
	if (!ops->min || f->positive || f->none_at_0) {
		jsonw_key(j, "minimum");
		jsonw_u64(j, f->positive || f->none_at_0);
	}
	put_word(j, "unit", field_unit(named));
}

static void put_object(struct jsonw *j, const struct field *f)
{
	put_type(j, "object", f->none_at_0);
	put_rows(j, f->sub);
}

static void put_list(struct jsonw *j, const struct field *f)
{
	put_word(j, "type", "array");
	if (f->sure) {
		jsonw_key(j, "minItems");
		jsonw_u64(j, 1);
	}
	jsonw_key(j, "items");
	jsonw_open(j, '{');
	if (f->type == FIELD_FLAT) {
		put_value(j, f->sub->v, f, false);
	} else {
		put_word(j, "type", "object");
		put_rows(j, f->sub);
	}
	jsonw_close(j, '}');
}

static void put_field(struct jsonw *j, const struct field *f, bool nullable)
{
	j->lines = true;
	jsonw_key(j, f->json);
	j->lines = false;
	jsonw_open(j, '{');
	put_word(j, "description", f->doc);
	if (f->type == FIELD_OBJECT)
		put_object(j, f);
	else if (f->type == FIELD_LIST || f->type == FIELD_FLAT)
		put_list(j, f);
	else
		put_value(j, f, f, nullable);
	jsonw_close(j, '}');
}

/* What is done with each row that the report has of a table. */
static void each_row(struct jsonw *j, const struct table *t,
		     void (*fn)(struct jsonw *j, const struct field *f,
				bool nullable))
{
	for (size_t i = 0; i < t->n; i++) {
		const struct field *f = &t->v[i];

		if (f->type == FIELD_ALL)
			each_row(j, f->sub, fn);
		else if (f->type == FIELD_PICK)
			fn(j, table_member(f->sub, f->offset), f->make != NULL);
		else if (f->json)
			fn(j, f, false);
	}
}

static void put_required(struct jsonw *j, const struct field *f, bool nullable)
{
	(void)nullable;
	put_word(j, NULL, f->json);
}

static void put_rows(struct jsonw *j, const struct table *t)
{
	jsonw_key(j, "properties");
	jsonw_open(j, '{');
	each_row(j, t, put_field);
	jsonw_close(j, '}');
	jsonw_key(j, "required");
	jsonw_open(j, '[');
	each_row(j, t, put_required);
	jsonw_close(j, ']');
	jsonw_key(j, "additionalProperties");
	jsonw_bool(j, false);
}

static int to_stream(void *data, const char *bytes, size_t len)
{
	return fwrite(bytes, 1, len, data) == len ? 0 : -EIO;
}

/* name: of the contract; about: of what it is the schema. */
static int put_schema(FILE *out, const char *name, const char *about,
		      const struct table *t)
{
	char id[64];
	const struct {
		const char *key;
		const char *word;
	} head[] = {
		{ "$schema", "http://json-schema.org/draft-07/schema#" },
		{ "$id", id },
		{ "$comment", "SPDX-License-Identifier: GPL-2.0-or-later" },
		{ "title", name },
		{ "description", about },
		{ "type", "object" },
	};
	struct jsonw j = { .sink = to_stream, .data = out };
	int err;

	snprintf(id, sizeof(id), "https://json-schema.invalid/%s", name);
	jsonw_open(&j, '{');
	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		put_word(&j, head[i].key, head[i].word);
	put_rows(&j, t);
	jsonw_close(&j, '}');
	jsonw_newline(&j);
	jsonw_flush(&j);
	err = view_flush(out);
	jsonw_free(&j);
	return j.error ? j.error : err;
}

int render_json_schema(FILE *out)
{
	return put_schema(
		out, JSON_SCHEMA,
		"One report of kmemwhere --json; kmemwhere-report(5) says what "
		"the keys mean. Amounts are whole bytes; null is unknown. "
		"Later versions may add keys and print their own schema.",
		&report_report);
}

int render_diff_json_schema(FILE *out)
{
	return put_schema(
		out, JSON_DIFF_SCHEMA,
		"What changed between two moments, kmemwhere --diff=A,B "
		"--json; kmemwhere-report(5) says what the keys mean. Amounts "
		"are whole bytes; null is unknown.",
		&report_diff);
}
