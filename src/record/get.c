/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/get.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/snapshot.h"
#include "record/field.h"
#include "util/span.h"

/* As in parse/: sums of many such amounts still fit 64 bits. */
#define AMOUNT_MAX ((json_int_t)1 << 57)

int get_fail(struct get *g, const char *fmt, ...)
{
	va_list ap;

	if (!g->cap || *g->what)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(g->what, g->cap, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int bad_value(struct get *g, const struct field *f, const char *why)
{
	return get_fail(g, "%s, row %zu: '%s' %s", g->section, g->row, f->key,
			why);
}

/* The least and the most that a type takes. */
struct range {
	json_int_t min;
	json_int_t max;
};

static const struct range ranges[] = {
	[FIELD_BOOL] = { 0, 1 },
	[FIELD_U8] = { 0, UINT8_MAX },
	[FIELD_U16] = { 0, UINT16_MAX },
	[FIELD_U32] = { 0, UINT32_MAX },
	[FIELD_I32] = { INT32_MIN, INT32_MAX },
	[FIELD_U64] = { 0, AMOUNT_MAX },
	[FIELD_I64] = { -AMOUNT_MAX, AMOUNT_MAX },
	[FIELD_OPT] = { 0, AMOUNT_MAX },
	[FIELD_OPT_I] = { -AMOUNT_MAX, AMOUNT_MAX },
};

static void store(enum field_type type, json_int_t n, void *at)
{
	if (type == FIELD_BOOL)
		*(bool *)at = n != 0;
	else if (type == FIELD_U8)
		*(uint8_t *)at = (uint8_t)n;
	else if (type == FIELD_U16)
		*(uint16_t *)at = (uint16_t)n;
	else if (type == FIELD_U32)
		*(uint32_t *)at = (uint32_t)n;
	else if (type == FIELD_I32)
		*(int32_t *)at = (int32_t)n;
	else if (type == FIELD_U64)
		*(uint64_t *)at = (uint64_t)n;
	else if (type == FIELD_I64)
		*(int64_t *)at = n;
	else if (type == FIELD_OPT)
		*(struct opt_u64 *)at = opt_u64((uint64_t)n);
	else
		*(struct opt_i64 *)at = opt_i64(n);
}

static int get_number(struct get *g, const struct field *f, const json_t *v,
		      void *at)
{
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v))
		return bad_value(g, f, "is no whole number");
	if (n < ranges[f->type].min || n > ranges[f->type].max)
		return bad_value(g, f, "is out of range");
	store(f->type, n, at);
	return 0;
}

static int get_real(struct get *g, const struct field *f, const json_t *v,
		    double *ret)
{
	if (!json_is_number(v))
		return bad_value(g, f, "is no number");
	*ret = json_number_value(v);
	return 0;
}

/* Above INT64_MAX it is digits in a string. */
static int get_id(struct get *g, const struct field *f, const json_t *v,
		  uint64_t *ret)
{
	struct span s = span_of(json_string_value(v), json_string_length(v));

	if (json_is_string(v) && !span_u64(s, ret))
		return 0;
	if (!json_is_integer(v) || json_integer_value(v) < 0)
		return bad_value(g, f, "is no id");
	*ret = (uint64_t)json_integer_value(v);
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes escape(). Returns the length, or -EINVAL; dst has room for len. */
static int unescape(char *dst, const char *src, size_t len, size_t *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++, n++) {
		int high, low;

		dst[n] = src[i];
		if (src[i] != '\\')
			continue;
		if (len - i < 4 || src[i + 1] != 'x')
			return -EINVAL;
		high = hex_digit(src[i + 2]);
		low = hex_digit(src[i + 3]);
		if (high < 0 || low < 0 || !(high | low))
			return -EINVAL;
		dst[n] = (char)(high << 4 | low);
		i += 3;
	}
	*ret = n;
	return 0;
}

/* The raw bytes of a text, into a buffer with a NUL behind. */
static int get_text(struct get *g, const struct field *f, const json_t *v,
		    struct buf *ret)
{
	size_t len = json_string_length(v);

	if (!json_is_string(v))
		return bad_value(g, f, "is no text");
	if (buf_reserve(ret, len))
		return -ENOMEM;
	if (unescape(ret->data, json_string_value(v), len, &ret->len))
		return bad_value(g, f, "has a broken \\xNN");
	ret->data[ret->len] = '\0';
	return 0;
}

static int store_chars(struct get *g, const struct field *f,
		       const struct buf *text, char *at)
{
	if (text->len >= f->n)
		return bad_value(g, f, "is too long");
	memcpy(at, text->data, text->len + 1);
	return 0;
}

/* FNV-1a; 0 is no id. */
static uint64_t hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h ? h : 1;
}

/* Each text stands in the strings once. */
static int store_string(struct get *g, const char *text, uint32_t *ret)
{
	const uint32_t *at = idhash_find(&g->strings, hash(text));
	int err;

	if (at && !strcmp(g->snap->strings.data + *at, text)) {
		*ret = *at;
		return 0;
	}
	err = snapshot_add_string(g->snap, text, ret);
	if (!err && idhash_add(&g->strings, hash(text), *ret) == -ENOMEM)
		err = -ENOMEM;
	return err;
}

static int store_text(struct get *g, const struct field *f,
		      const struct buf *text, void *at)
{
	if (f->type == FIELD_CHARS)
		return store_chars(g, f, text, at);
	if (f->type != FIELD_NAME)
		return store_string(g, text->data, at);
	*(const char **)at = snapshot_keep_name(g->snap, text->data);
	return *(const char **)at ? 0 : -ENOMEM;
}

static int get_string(struct get *g, const struct field *f, const json_t *v,
		      void *at)
{
	struct buf text = { 0 };
	int err = get_text(g, f, v, &text);

	if (!err)
		err = store_text(g, f, &text, at);
	buf_free(&text);
	return err;
}

static int get_enum(struct get *g, const struct field *f, const json_t *v,
		    void *at)
{
	const char *word = json_string_value(v);

	for (size_t i = 0; word && i < f->n; i++) {
		const char *name = f->name(i);

		if (!name || strcmp(name, word))
			continue;
		if (f->type == FIELD_ENUM8)
			*(uint8_t *)at = (uint8_t)i;
		else
			*(unsigned *)at = (unsigned)i;
		return 0;
	}
	return bad_value(g, f, "is no word of this version");
}

static int get_named(struct get *g, const struct field *f, const json_t *v,
		     struct opt_u64 *ret)
{
	if (!json_is_object(v))
		return bad_value(g, f, "is no object");
	for (size_t i = 0; i < f->n; i++) {
		const struct field one = { .key = f->name(i),
					   .type = FIELD_OPT };
		const json_t *n = json_object_get(v, one.key);
		int err = n ? get_number(g, &one, n, &ret[i]) : 0;

		if (err)
			return err;
	}
	return 0;
}

static int get_call(struct get *g, const struct field *f, const json_t *v,
		    void *row)
{
	return f->get(v, row) ? bad_value(g, f, "cannot be meant") : 0;
}

int get_value(struct get *g, const struct field *f, const json_t *v, void *row)
{
	char *at = (char *)row + f->offset;

	if (json_is_null(v))
		return 0;
	switch (f->type) {
	case FIELD_CHARS:
	case FIELD_NAME:
	case FIELD_STRING:
	case FIELD_STRING_OR_NONE:
		return get_string(g, f, v, at);
	case FIELD_REAL:
		return get_real(g, f, v, (void *)at);
	case FIELD_ID:
		return get_id(g, f, v, (void *)at);
	case FIELD_ENUM:
	case FIELD_ENUM8:
		return get_enum(g, f, v, at);
	case FIELD_NAMED:
		return get_named(g, f, v, (void *)at);
	case FIELD_STRUCT:
		return get_object(g, f->sub, v, at);
	case FIELD_CALL:
		return get_call(g, f, v, row);
	default:
		return get_number(g, f, v, at);
	}
}

int get_object(struct get *g, const struct table *t, const json_t *v, void *row)
{
	if (!json_is_object(v))
		return get_fail(g, "%s, row %zu: an object is missing",
				g->section, g->row);
	for (size_t i = 0; i < t->n; i++) {
		const json_t *member = json_object_get(v, t->v[i].key);
		int err = member ? get_value(g, &t->v[i], member, row) : 0;

		if (err)
			return err;
	}
	return 0;
}
