/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/get.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/snapshot.h"
#include "model/field.h"
#include "util/fnv.h"
#include "util/span.h"

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

/* How a whole number gets into its member. */
#define STORE(word, T, value)                         \
	static void word##_store(void *at, int64_t n) \
	{                                             \
		*(T *)at = (value);                   \
	}

STORE(bool, bool, n != 0)
STORE(u8, uint8_t, (uint8_t)n)
STORE(u16, uint16_t, (uint16_t)n)
STORE(u32, uint32_t, (uint32_t)n)
STORE(i32, int32_t, (int32_t)n)
STORE(u64, uint64_t, (uint64_t)n)
STORE(i64, int64_t, n)
STORE(opt, struct opt_u64, opt_u64((uint64_t)n))
STORE(opt_i, struct opt_i64, opt_i64(n))

static void (*const stores[FIELD_TYPES_N])(void *at, int64_t n) = {
	[FIELD_BOOL] = bool_store,   [FIELD_U8] = u8_store,
	[FIELD_U16] = u16_store,     [FIELD_U32] = u32_store,
	[FIELD_I32] = i32_store,     [FIELD_U64] = u64_store,
	[FIELD_I64] = i64_store,     [FIELD_OPT] = opt_store,
	[FIELD_OPT_I] = opt_i_store, [FIELD_TRISTATE] = u32_store,
};

static int get_whole(struct get *g, const struct field *f, const json_t *v,
		     int64_t *ret)
{
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v))
		return bad_value(g, f, "is no whole number");
	if (n < field_ops(f)->min || n > field_ops(f)->max)
		return bad_value(g, f, "is out of range");
	*ret = n;
	return 0;
}

static int get_number(struct get *g, const struct field *f, const json_t *v,
		      void *row)
{
	int64_t n;
	int err = get_whole(g, f, v, &n);

	if (!err)
		stores[f->type]((char *)row + f->offset, n);
	return err;
}

static int get_real(struct get *g, const struct field *f, const json_t *v,
		    void *row)
{
	double *at = (void *)((char *)row + f->offset);

	if (!json_is_number(v))
		return bad_value(g, f, "is no number");
	*at = json_number_value(v);
	return 0;
}

/* Above INT64_MAX it is digits in a string. */
static int get_id(struct get *g, const struct field *f, const json_t *v,
		  void *row)
{
	uint64_t *ret = (void *)((char *)row + f->offset);
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

static uint64_t hash(const char *s)
{
	return fnv_id(fnv_string(FNV_BASIS, s));
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
		      void *row)
{
	struct buf text = { 0 };
	int err = get_text(g, f, v, &text);

	if (!err)
		err = store_text(g, f, &text, (char *)row + f->offset);
	buf_free(&text);
	return err;
}

/* The place of a word among the names of the field. */
static int get_word(struct get *g, const struct field *f, const json_t *v,
		    size_t *ret)
{
	const char *word = json_string_value(v);

	for (size_t i = 0; word && i < f->n; i++) {
		const char *name = f->name(i);

		if (!name || strcmp(name, word))
			continue;
		*ret = i;
		return 0;
	}
	return bad_value(g, f, "is no word of this version");
}

static int get_enum(struct get *g, const struct field *f, const json_t *v,
		    void *row)
{
	size_t i;
	int err = get_word(g, f, v, &i);

	if (!err)
		*(unsigned *)(void *)((char *)row + f->offset) = (unsigned)i;
	return err;
}

static int get_enum8(struct get *g, const struct field *f, const json_t *v,
		     void *row)
{
	size_t i;
	int err = get_word(g, f, v, &i);

	if (!err)
		*((uint8_t *)row + f->offset) = (uint8_t)i;
	return err;
}

static int get_named(struct get *g, const struct field *f, const json_t *v,
		     void *row)
{
	struct opt_u64 *ret = (void *)((char *)row + f->offset);

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

static int get_numbers(struct get *g, const struct field *f, const json_t *list,
		       size_t max, uint32_t *ret)
{
	static const struct field one = { .type = FIELD_U32 };

	if (!json_is_array(list) || json_array_size(list) > max)
		return bad_value(g, f, "cannot be meant");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (get_number(g, &one, json_array_get(list, i), &ret[i]))
			return -EINVAL;
	return 0;
}

static int get_counts(struct get *g, const struct field *f, const json_t *v,
		      void *row)
{
	uint32_t *ret = (void *)((char *)row + f->offset);
	int err = json_is_object(v) ? 0 : bad_value(g, f, "is no object");

	for (size_t i = 0; !err && i < f->n; i++) {
		const json_t *list = json_object_get(v, f->name(i));

		if (list)
			err = get_numbers(g, f, list, f->m, ret + i * f->m);
	}
	return err;
}

static int get_address(struct get *g, const struct field *f, const json_t *v,
		       void *row)
{
	uint8_t *ret = (uint8_t *)row + f->offset;
	const char *hex = json_string_value(v);
	size_t len = json_string_length(v);

	if (!hex)
		return get_numbers(g, f, v, 4, (void *)ret);
	if (len != 8 && len != 32)
		return bad_value(g, f, "cannot be meant");
	for (size_t i = 0; i < len; i += 2) {
		int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);

		if (high < 0 || low < 0)
			return bad_value(g, f, "cannot be meant");
		ret[i / 2] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static int get_call(struct get *g, const struct field *f, const json_t *v,
		    void *row)
{
	int64_t n = 0;
	size_t i = 0;
	int err = f->name ? get_word(g, f, v, &i) : get_whole(g, f, v, &n);

	if (!err && f->set(row, f->name ? i : (uint64_t)n))
		err = bad_value(g, f, "cannot be meant");
	return err;
}

static int get_struct(struct get *g, const struct field *f, const json_t *v,
		      void *row)
{
	return get_object(g, f->sub, v, (char *)row + f->offset);
}

/* Those that are not here are whole numbers. */
static int (*const gets[FIELD_TYPES_N])(struct get *g, const struct field *f,
					const json_t *v, void *row) = {
	[FIELD_REAL] = get_real,       [FIELD_CHARS] = get_string,
	[FIELD_NAME] = get_string,     [FIELD_ID] = get_id,
	[FIELD_STRING] = get_string,   [FIELD_STRING_OR_NONE] = get_string,
	[FIELD_ENUM] = get_enum,       [FIELD_ENUM8] = get_enum8,
	[FIELD_NAMED] = get_named,     [FIELD_COUNTS] = get_counts,
	[FIELD_ADDRESS] = get_address, [FIELD_CALL] = get_call,
	[FIELD_STRUCT] = get_struct,
};

int get_value(struct get *g, const struct field *f, const json_t *v, void *row)
{
	if (json_is_null(v))
		return 0;
	return gets[f->type] ? gets[f->type](g, f, v, row)
			     : get_number(g, f, v, row);
}

int get_object(struct get *g, const struct table *t, const json_t *v, void *row)
{
	if (!json_is_object(v))
		return get_fail(g, "%s, row %zu: an object is missing",
				g->section, g->row);
	for (size_t i = 0; i < t->n; i++) {
		const char *key = t->v[i].key;
		const json_t *member = key ? json_object_get(v, key) : NULL;
		int err = member ? get_value(g, &t->v[i], member, row) : 0;

		if (err)
			return err;
	}
	return 0;
}
