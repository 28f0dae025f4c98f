/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model/snapshot.h"
#include "record/document.h"
#include "record/section.h"
#include "util/jsonw.h"

static void put_value(struct jsonw *j, const struct field *f, const void *row,
		      const struct snapshot *snap)
{
	if (field_is_set(f, row))
		field_ops(f)->write(j, f, row, snap);
	else if (field_ops(f)->is_number) /* in a row something must stand */
		jsonw_u64(j, 0);
	else
		jsonw_null(j);
}

/* Rows without a key are not of recordings. */
static void put_row(struct jsonw *j, const struct table *t, const char *first,
		    const void *row, const struct snapshot *snap)
{
	size_t n = t->n;

	while (n && !field_is_set(&t->v[n - 1], row))
		n--;
	jsonw_key(j, NULL);
	jsonw_open(j, '[');
	if (first) {
		jsonw_key(j, NULL);
		jsonw_word(j, first);
	}
	for (size_t i = 0; i < n; i++) {
		if (!t->v[i].key)
			continue;
		jsonw_key(j, NULL);
		put_value(j, &t->v[i], row, snap);
	}
	jsonw_close(j, ']');
}

static void put_column(struct jsonw *j, const char *name)
{
	jsonw_key(j, NULL);
	jsonw_word(j, name);
}

static void put_columns(struct jsonw *j, const struct section *s)
{
	jsonw_key(j, NULL);
	jsonw_open(j, '[');
	if (s->kind == SECTION_WORDS)
		put_column(j, "name");
	for (size_t i = 0; i < s->table->n; i++)
		if (s->table->v[i].key)
			put_column(j, s->table->v[i].key);
	jsonw_close(j, ']');
}

static void put_list(struct jsonw *j, const struct section *s,
		     const struct snapshot *snap, const char *rows, size_t n)
{
	bool words = s->kind == SECTION_WORDS;

	jsonw_open(j, '[');
	if (n)
		put_columns(j, s);
	for (size_t i = 0; i < n && !j->error; i++) {
		const char *row = rows + i * s->size;

		if (!words)
			put_row(j, s->table, NULL, row, snap);
		else if (table_is_set(s->table, row))
			put_row(j, s->table, s->name(i), row, snap);
	}
	jsonw_close(j, ']');
}

static void put_section(struct jsonw *j, const struct section *s,
			const struct snapshot *snap)
{
	const char *base = section_at(s, snap);
	const char *at;
	struct vec vec;

	if (!base)
		return;
	at = base + s->offset;
	jsonw_key(j, s->key);
	switch (s->kind) {
	case SECTION_OBJECT:
		table_write(j, s->table, at, snap);
		break;
	case SECTION_LIST:
		memcpy(&vec, at, sizeof(vec));
		put_list(j, s, snap, vec.v, vec.n);
		break;
	case SECTION_FIXED:
		memcpy(&vec.n, base + s->count, sizeof(vec.n));
		put_list(j, s, snap, at, vec.n);
		break;
	case SECTION_WORDS:
		put_list(j, s, snap, at, s->max);
		break;
	}
}

void document_put(struct jsonw *j, const struct snapshot *snap)
{
	j->terse = true;
	jsonw_open(j, '{');
	jsonw_key(j, "schema");
	jsonw_word(j, "kmemwhere.recording/1");
	jsonw_key(j, "time_ms");
	if (snap->time_ms.known)
		jsonw_u64(j, snap->time_ms.v);
	else
		jsonw_null(j);
	jsonw_key(j, "version");
	jsonw_word(j, PACKAGE_VERSION);
	for (size_t i = 0; i < sections_n && !j->error; i++)
		put_section(j, &sections[i], snap);
	jsonw_close(j, '}');
}
