/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "model/snapshot.h"
#include "util/jsonw.h"

/* As in parse/: sums of many such amounts still fit 64 bits. */
#define AMOUNT_MAX ((int64_t)1 << 57)

#define AT(T, f, row) \
	(*(T const *)(const void *)((const char *)(row) + (f)->offset))

/* The two operations of a type that is a number. */
#define NUMBER(word, T, writer)                                                \
	static bool word##_is_set(const struct field *f, const void *row)      \
	{                                                                      \
		return AT(T, f, row) != 0;                                     \
	}                                                                      \
	static void word##_write(struct jsonw *j, const struct field *f,       \
				 const void *row, const struct snapshot *snap) \
	{                                                                      \
		(void)snap;                                                    \
		writer(j, AT(T, f, row));                                      \
	}

NUMBER(bool, bool, jsonw_bool)
NUMBER(u8, uint8_t, jsonw_u64)
NUMBER(u16, uint16_t, jsonw_u64)
NUMBER(u32, uint32_t, jsonw_u64)
NUMBER(i32, int32_t, jsonw_i64)
NUMBER(u64, uint64_t, jsonw_u64)
NUMBER(i64, int64_t, jsonw_i64)
NUMBER(real, double, jsonw_real)

#define OPTION(word, T, writer)                                                \
	static bool word##_is_set(const struct field *f, const void *row)      \
	{                                                                      \
		return AT(T, f, row).known;                                    \
	}                                                                      \
	static void word##_write(struct jsonw *j, const struct field *f,       \
				 const void *row, const struct snapshot *snap) \
	{                                                                      \
		(void)snap;                                                    \
		writer(j, AT(T, f, row).v);                                    \
	}

OPTION(opt, struct opt_u64, jsonw_u64)
OPTION(opt_i, struct opt_i64, jsonw_i64)

static bool chars_is_set(const struct field *f, const void *row)
{
	return AT(char, f, row) != '\0';
}

static void chars_write(struct jsonw *j, const struct field *f, const void *row,
			const struct snapshot *snap)
{
	const char *text = &AT(char, f, row);

	(void)snap;
	jsonw_text(j, text, strnlen(text, f->n));
}

static bool name_is_set(const struct field *f, const void *row)
{
	return AT(const char *, f, row) != NULL;
}

static void put_text(struct jsonw *j, const char *text)
{
	if (text)
		jsonw_text(j, text, strlen(text));
	else
		jsonw_null(j);
}

static void name_write(struct jsonw *j, const struct field *f, const void *row,
		       const struct snapshot *snap)
{
	(void)snap;
	put_text(j, AT(const char *, f, row));
}

static bool always_set(const struct field *f, const void *row)
{
	(void)f;
	(void)row;
	return true;
}

static void string_write(struct jsonw *j, const struct field *f,
			 const void *row, const struct snapshot *snap)
{
	uint32_t at = AT(uint32_t, f, row);

	put_text(j, at < snap->strings.len ? snap->strings.data + at : NULL);
}

static void enum_write(struct jsonw *j, const struct field *f, const void *row,
		       const struct snapshot *snap)
{
	(void)snap;
	put_text(j, f->name(AT(unsigned, f, row)));
}

static void enum8_write(struct jsonw *j, const struct field *f, const void *row,
			const struct snapshot *snap)
{
	(void)snap;
	put_text(j, f->name(AT(uint8_t, f, row)));
}

static bool named_is_set(const struct field *f, const void *row)
{
	const struct opt_u64 *v = &AT(struct opt_u64, f, row);

	for (size_t i = 0; i < f->n; i++)
		if (v[i].known)
			return true;
	return false;
}

static void named_write(struct jsonw *j, const struct field *f, const void *row,
			const struct snapshot *snap)
{
	const struct opt_u64 *v = &AT(struct opt_u64, f, row);

	(void)snap;
	jsonw_open(j, '{');
	for (size_t i = 0; i < f->n; i++) {
		if (!v[i].known)
			continue;
		jsonw_key(j, f->name(i));
		jsonw_u64(j, v[i].v);
	}
	jsonw_close(j, '}');
}

static void put_numbers(struct jsonw *j, const uint32_t *v, size_t n)
{
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_key(j, NULL);
		jsonw_u64(j, v[i]);
	}
	jsonw_close(j, ']');
}

/* Without the zeros at the end. */
static size_t used(const uint32_t *v, size_t n)
{
	while (n && !v[n - 1])
		n--;
	return n;
}

static bool counts_is_set(const struct field *f, const void *row)
{
	return used(&AT(uint32_t, f, row), f->n * f->m) != 0;
}

static void counts_write(struct jsonw *j, const struct field *f,
			 const void *row, const struct snapshot *snap)
{
	const uint32_t *v = &AT(uint32_t, f, row);

	(void)snap;
	jsonw_open(j, '{');
	for (size_t i = 0; i < f->n; i++, v += f->m) {
		size_t n = used(v, f->m);

		if (!n)
			continue;
		jsonw_key(j, f->name(i));
		put_numbers(j, v, n);
	}
	jsonw_close(j, '}');
}

static bool address_is_set(const struct field *f, const void *row)
{
	static const uint8_t none[16];

	return memcmp(&AT(uint8_t, f, row), none, sizeof(none)) != 0;
}

/*
 * IP addresses are bytes, in hexadecimal; the ids of netlink, vsock, XDP and
 * TIPC, and the inode of a UNIX socket's other end, are numbers of the
 * machine's own byte order: a list of numbers.
 */
static void address_write(struct jsonw *j, const struct field *f,
			  const void *row, const struct snapshot *snap)
{
	static const char digits[] = "0123456789abcdef";
	const struct sock *s = row;
	const uint8_t *bytes = &AT(uint8_t, f, row);
	size_t len = s->family == AF_INET6 ? 16 : s->family == AF_INET ? 4 : 0;
	char hex[33] = "";
	uint32_t id[4];

	(void)snap;
	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	memcpy(id, bytes, sizeof(id));
	if (len)
		jsonw_word(j, hex);
	else
		put_numbers(j, id, used(id, 4));
}

static bool call_is_set(const struct field *f, const void *row)
{
	return f->get(row) != 0;
}

static void call_write(struct jsonw *j, const struct field *f, const void *row,
		       const struct snapshot *snap)
{
	(void)snap;
	if (f->name)
		put_text(j, f->name((size_t)f->get(row)));
	else
		jsonw_u64(j, f->get(row));
}

static bool struct_is_set(const struct field *f, const void *row)
{
	return table_is_set(f->sub, &AT(char, f, row));
}

static void struct_write(struct jsonw *j, const struct field *f,
			 const void *row, const struct snapshot *snap)
{
	table_write(j, f->sub, &AT(char, f, row), snap);
}

/* Readers of JSON have no larger integer. */
static bool u64_is_null(const struct field *f, const void *row)
{
	return AT(uint64_t, f, row) > INT64_MAX;
}

static bool opt_is_null(const struct field *f, const void *row)
{
	struct opt_u64 v = AT(struct opt_u64, f, row);

	return !v.known || v.v > INT64_MAX;
}

static bool opt_i_is_null(const struct field *f, const void *row)
{
	return !AT(struct opt_i64, f, row).known;
}

static bool chars_is_null(const struct field *f, const void *row)
{
	return !AT(char, f, row);
}

static bool name_is_null(const struct field *f, const void *row)
{
	const char *text = AT(const char *, f, row);

	return !text || !*text;
}

static bool enum_is_null(const struct field *f, const void *row)
{
	return !f->name(AT(unsigned, f, row));
}

static bool tristate_is_null(const struct field *f, const void *row)
{
	return AT(unsigned, f, row) == MAYBE;
}

static void tristate_write(struct jsonw *j, const struct field *f,
			   const void *row, const struct snapshot *snap)
{
	(void)snap;
	if (j->terse)
		jsonw_u64(j, AT(unsigned, f, row));
	else
		jsonw_bool(j, AT(unsigned, f, row) == YES);
}

#define OPS(word) .is_set = word##_is_set, .write = word##_write
#define NO_RANGE 0, 0, false

static const struct field_ops ops[FIELD_TYPES_N] = {
	[FIELD_BOOL] = { OPS(bool), 0, 1, true, "boolean" },
	[FIELD_U8] = { OPS(u8), 0, UINT8_MAX, true, "integer" },
	[FIELD_U16] = { OPS(u16), 0, UINT16_MAX, true, "integer" },
	[FIELD_U32] = { OPS(u32), 0, UINT32_MAX, true, "integer" },
	[FIELD_I32] = { OPS(i32), INT32_MIN, INT32_MAX, true, "integer" },
	[FIELD_U64] = { OPS(u64), 0, AMOUNT_MAX, true, "integer", false,
			u64_is_null },
	[FIELD_I64] = { OPS(i64), -AMOUNT_MAX, AMOUNT_MAX, true, "integer" },
	[FIELD_REAL] = { OPS(real), 0, 0, true, "number" },
	[FIELD_OPT] = { OPS(opt), 0, AMOUNT_MAX, false, "integer", true,
			opt_is_null },
	[FIELD_OPT_I] = { OPS(opt_i), -AMOUNT_MAX, AMOUNT_MAX, false, "integer",
			  true, opt_i_is_null },
	[FIELD_CHARS] = { OPS(chars), NO_RANGE, "string", true, chars_is_null },
	[FIELD_NAME] = { OPS(name), NO_RANGE, "string", true, name_is_null },
	[FIELD_ID] = { OPS(u64), NO_RANGE, "integer", false, u64_is_null },
	[FIELD_STRING] = { .is_set = always_set,
			   .write = string_write,
			   NO_RANGE,
			   "string" },
	[FIELD_STRING_OR_NONE] = { .is_set = u32_is_set,
				   .write = string_write,
				   NO_RANGE,
				   "string" },
	[FIELD_ENUM] = { .is_set = u32_is_set,
			 .write = enum_write,
			 NO_RANGE,
			 NULL,
			 false,
			 enum_is_null },
	[FIELD_ENUM8] = { .is_set = u8_is_set, .write = enum8_write },
	[FIELD_NAMED] = { OPS(named) },
	[FIELD_COUNTS] = { OPS(counts) },
	[FIELD_ADDRESS] = { OPS(address) },
	[FIELD_CALL] = { OPS(call), 0, UINT32_MAX },
	[FIELD_STRUCT] = { OPS(struct) },
	[FIELD_TRISTATE] = { .is_set = u32_is_set,
			     .write = tristate_write,
			     0,
			     UINT32_MAX,
			     true,
			     "boolean",
			     true,
			     tristate_is_null },
};

const struct field_ops *field_ops(const struct field *f)
{
	return &ops[f->type];
}

bool table_is_set(const struct table *t, const void *row)
{
	for (size_t i = 0; i < t->n; i++)
		if (field_is_set(&t->v[i], row))
			return true;
	return false;
}

void table_write(struct jsonw *j, const struct table *t, const void *row,
		 const struct snapshot *snap)
{
	jsonw_open(j, '{');
	for (size_t i = 0; i < t->n; i++) {
		const struct field *f = &t->v[i];

		if (!field_is_set(f, row))
			continue;
		jsonw_key(j, f->key);
		field_ops(f)->write(j, f, row, snap);
	}
	jsonw_close(j, '}');
}

const struct field *table_member(const struct table *t, size_t offset)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].json && !t->v[i].make && t->v[i].offset == offset)
			return &t->v[i];
	assert(false); /* a row that is in no table */
	return NULL;
}
