/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model/snapshot.h"
#include "record/document.h"
#include "record/field.h"
#include "record/put.h"

#define LOAD(type, p) (*(type const *)(const void *)(p))

static const char *place(const struct field *f, const void *row)
{
	return (const char *)row + f->offset;
}

static bool any_known(const struct field *f, const void *row)
{
	const struct opt_u64 *v = (const void *)place(f, row);

	for (size_t i = 0; i < f->n; i++)
		if (v[i].known)
			return true;
	return false;
}

static bool table_is_set(const struct table *t, const void *row);

/* Whether it says anything: what is not there reads as 0, or unknown. */
static bool is_set(const struct field *f, const void *row)
{
	const char *at = place(f, row);

	switch (f->type) {
	case FIELD_BOOL:
		return LOAD(bool, at);
	case FIELD_U8:
	case FIELD_ENUM8:
	case FIELD_CHARS:
		return *at;
	case FIELD_U16:
		return LOAD(uint16_t, at) != 0;
	case FIELD_U32:
	case FIELD_I32:
	case FIELD_ENUM:
	case FIELD_STRING_OR_NONE:
		return LOAD(uint32_t, at) != 0;
	case FIELD_STRING:
		return true;
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_ID:
		return LOAD(uint64_t, at) != 0;
	case FIELD_REAL:
		return LOAD(double, at) != 0;
	case FIELD_OPT:
		return LOAD(struct opt_u64, at).known;
	case FIELD_OPT_I:
		return LOAD(struct opt_i64, at).known;
	case FIELD_NAME:
		return LOAD(const char *, at) != NULL;
	case FIELD_NAMED:
		return any_known(f, row);
	case FIELD_STRUCT:
		return table_is_set(f->sub, at);
	case FIELD_CALL:
		return f->is_set(row);
	}
	return false;
}

static bool table_is_set(const struct table *t, const void *row)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_set(&t->v[i], row))
			return true;
	return false;
}

struct writer {
	struct put *p;
	const struct snapshot *snap;
};

static void put_object(const struct writer *w, const struct table *t,
		       const void *row);

static void put_string(struct put *p, const char *s)
{
	put_text(p, s, strlen(s));
}

static void put_name(struct put *p, const struct field *f, size_t i)
{
	const char *name = f->name(i);

	if (name)
		put_string(p, name);
	else
		put_null(p);
}

static void put_named(struct put *p, const struct field *f,
		      const struct opt_u64 *v)
{
	put_open(p, '{');
	for (size_t i = 0; i < f->n; i++) {
		if (!v[i].known)
			continue;
		put_key(p, f->name(i));
		put_u64(p, v[i].v);
	}
	put_close(p, '}');
}

static void put_ref(const struct writer *w, uint32_t ref)
{
	const struct buf *strings = &w->snap->strings;

	if (ref < strings->len)
		put_string(w->p, strings->data + ref);
	else
		put_null(w->p);
}

static void put_number(struct put *p, const struct field *f, const char *at)
{
	switch (f->type) {
	case FIELD_BOOL:
		put_bool(p, LOAD(bool, at));
		break;
	case FIELD_U8:
		put_u64(p, LOAD(uint8_t, at));
		break;
	case FIELD_U16:
		put_u64(p, LOAD(uint16_t, at));
		break;
	case FIELD_U32:
		put_u64(p, LOAD(uint32_t, at));
		break;
	case FIELD_I32:
		put_i64(p, LOAD(int32_t, at));
		break;
	case FIELD_I64:
		put_i64(p, LOAD(int64_t, at));
		break;
	case FIELD_REAL:
		put_real(p, LOAD(double, at));
		break;
	case FIELD_OPT:
		put_u64(p, LOAD(struct opt_u64, at).v);
		break;
	case FIELD_OPT_I:
		put_i64(p, LOAD(struct opt_i64, at).v);
		break;
	default:
		put_u64(p, LOAD(uint64_t, at));
	}
}

static void put_value(const struct writer *w, const struct field *f,
		      const void *row)
{
	const char *at = place(f, row);
	struct put *p = w->p;

	switch (f->type) {
	case FIELD_CHARS:
		put_text(p, at, strnlen(at, f->n));
		break;
	case FIELD_NAME:
		put_string(p, LOAD(const char *, at));
		break;
	case FIELD_STRING:
	case FIELD_STRING_OR_NONE:
		put_ref(w, LOAD(uint32_t, at));
		break;
	case FIELD_ENUM:
		put_name(p, f, LOAD(unsigned, at));
		break;
	case FIELD_ENUM8:
		put_name(p, f, LOAD(uint8_t, at));
		break;
	case FIELD_NAMED:
		put_named(p, f, (const void *)at);
		break;
	case FIELD_STRUCT:
		put_object(w, f->sub, at);
		break;
	case FIELD_CALL:
		f->put(p, row);
		break;
	default:
		put_number(p, f, at);
	}
}

static void put_object(const struct writer *w, const struct table *t,
		       const void *row)
{
	put_open(w->p, '{');
	for (size_t i = 0; i < t->n; i++) {
		if (!is_set(&t->v[i], row))
			continue;
		put_key(w->p, t->v[i].key);
		put_value(w, &t->v[i], row);
	}
	put_close(w->p, '}');
}

/* In a row something must stand in the place of what is not set. */
static void put_unset(struct put *p, const struct field *f)
{
	if (f->type <= FIELD_REAL)
		put_u64(p, 0);
	else
		put_null(p);
}

static void put_row(const struct writer *w, const struct table *t,
		    const char *first, const void *row)
{
	size_t n = t->n;

	while (n && !is_set(&t->v[n - 1], row))
		n--;
	put_next(w->p);
	put_open(w->p, '[');
	if (first) {
		put_next(w->p);
		put_string(w->p, first);
	}
	for (size_t i = 0; i < n; i++) {
		put_next(w->p);
		if (is_set(&t->v[i], row))
			put_value(w, &t->v[i], row);
		else
			put_unset(w->p, &t->v[i]);
	}
	put_close(w->p, ']');
}

static void put_columns(struct put *p, const struct section *s)
{
	put_next(p);
	put_open(p, '[');
	if (s->kind == SECTION_WORDS) {
		put_next(p);
		put_string(p, "name");
	}
	for (size_t i = 0; i < s->table->n; i++) {
		put_next(p);
		put_string(p, s->table->v[i].key);
	}
	put_close(p, ']');
}

static void put_list(const struct writer *w, const struct section *s,
		     const char *rows, size_t n)
{
	bool words = s->kind == SECTION_WORDS;

	put_open(w->p, '[');
	if (n)
		put_columns(w->p, s);
	for (size_t i = 0; i < n && !w->p->error; i++) {
		const char *row = rows + i * s->size;

		if (!words)
			put_row(w, s->table, NULL, row);
		else if (table_is_set(s->table, row))
			put_row(w, s->table, s->name(i), row);
	}
	put_close(w->p, ']');
}

static void put_section(const struct writer *w, const struct section *s)
{
	const char *base = section_at(s, w->snap);
	const char *at;
	struct vec vec;

	if (!base)
		return;
	at = base + s->offset;
	put_key(w->p, s->key);
	switch (s->kind) {
	case SECTION_OBJECT:
		put_object(w, s->table, at);
		break;
	case SECTION_LIST:
		memcpy(&vec, at, sizeof(vec));
		put_list(w, s, vec.v, vec.n);
		break;
	case SECTION_FIXED:
		put_list(w, s, at, LOAD(size_t, base + s->count));
		break;
	case SECTION_WORDS:
		put_list(w, s, at, s->max);
		break;
	}
}

void document_put(struct put *p, const struct snapshot *snap)
{
	const struct writer w = { p, snap };

	put_open(p, '{');
	put_key(p, "schema");
	put_string(p, "kmemwhere.recording/1");
	put_key(p, "time_ms");
	if (snap->time_ms.known)
		put_u64(p, snap->time_ms.v);
	else
		put_null(p);
	put_key(p, "version");
	put_string(p, PACKAGE_VERSION);
	for (size_t i = 0; i < sections_n && !p->error; i++)
		put_section(&w, &sections[i]);
	put_close(p, '}');
}
