/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"
#include "record/check.h"
#include "record/section.h"
#include "record/get.h"
#include "util/span.h"
#include "util/vec.h"

/* Columns of a list; newer writers may have more than we know. */
#define COLUMNS_MAX 256

struct reader {
	struct get get;
	const char *text;
	size_t len;
	size_t at;
	uint64_t seen; /* sections, a bit each: SECTIONS_MAX */
};

/* The columns of a list: NULL where we do not know one. */
struct columns {
	const struct field *v[COLUMNS_MAX];
	size_t n;
};

static int broken(struct reader *r, const char *why)
{
	return get_fail(&r->get, "%s at byte %zu", why, r->at + 1);
}

/* The next character that is no blank, or 0 at the end. */
static char peek(struct reader *r)
{
	while (r->at < r->len &&
	       (r->text[r->at] == ' ' || r->text[r->at] == '\t' ||
		r->text[r->at] == '\r'))
		r->at++;
	return r->at < r->len ? r->text[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

/*
 * The next value, to be given back; NULL: it is broken. jansson reads a value
 * at a time and says how far it came: the whole document never stands in
 * memory as a tree.
 */
static json_t *next_value(struct reader *r)
{
	json_error_t error;
	json_t *v =
		json_loadb(r->text + r->at, r->len - r->at,
			   JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);

	if (v)
		r->at += (size_t)error.position;
	else
		get_fail(&r->get, "no JSON at byte %zu: %.80s",
			 r->at + (size_t)error.position + 1, error.text);
	return v;
}

static const struct field *find_field(const struct table *t, const char *key)
{
	for (size_t i = 0; key && i < t->n; i++)
		if (t->v[i].key && !strcmp(t->v[i].key, key))
			return &t->v[i];
	return NULL;
}

static int read_columns(struct reader *r, const struct section *s,
			struct columns *ret)
{
	json_t *v = next_value(r);
	size_t n = json_array_size(v);

	if (!v)
		return -EINVAL;
	if (!json_is_array(v) || n > COLUMNS_MAX) {
		json_decref(v);
		return get_fail(&r->get, "%s: no list of columns", s->key);
	}
	for (size_t i = 0; i < n; i++)
		ret->v[i] = find_field(s->table,
				       json_string_value(json_array_get(v, i)));
	ret->n = n;
	json_decref(v);
	return 0;
}

static int read_row(struct reader *r, const struct columns *c, const json_t *v,
		    void *row)
{
	size_t n = json_array_size(v);
	int err = 0;

	for (size_t i = 0; !err && i < n; i++)
		if (c->v[i])
			err = get_value(&r->get, c->v[i], json_array_get(v, i),
					row);
	return err;
}

/* Where the row belongs, by the name that it begins with; NULL: nowhere. */
static void *word_row(const struct section *s, const json_t *v, char *at)
{
	const char *name = json_string_value(json_array_get(v, 0));

	for (size_t i = 0; name && i < s->max; i++)
		if (!strcmp(s->name(i), name))
			return at + i * s->size;
	return NULL;
}

static int list_row(struct reader *r, const struct section *s, void **ret)
{
	char *at = (char *)section_base(s, r->get.snap) + s->offset;
	struct vec vec;
	int err;

	memcpy(&vec, at, sizeof(vec));
	if (vec.n >= UINT32_MAX - 1)
		return get_fail(&r->get, "%s: too many rows", s->key);
	err = vec_grow(&vec.v, &vec.cap, vec.n, s->size);
	if (err)
		return err;
	*ret = (char *)vec.v + vec.n * s->size;
	memset(*ret, 0, s->size);
	vec.n++;
	memcpy(at, &vec, sizeof(vec));
	return 0;
}

/* The place of a new row; NULL: it is of no use to this version. */
static int new_row(struct reader *r, const struct section *s, const json_t *v,
		   void **ret)
{
	char *base = section_base(s, r->get.snap), *at = base + s->offset;
	size_t *count = (size_t *)(void *)(base + s->count);

	switch (s->kind) {
	case SECTION_LIST:
		return list_row(r, s, ret);
	case SECTION_FIXED:
		if (*count >= s->max)
			return get_fail(&r->get, "%s: too many rows", s->key);
		*ret = at + (*count)++ * s->size;
		return 0;
	default:
		*ret = word_row(s, v, at);
		return 0;
	}
}

static int read_element(struct reader *r, const struct section *s,
			const struct columns *c)
{
	void *row = NULL;
	json_t *v = next_value(r);
	int err = v ? 0 : -EINVAL;

	if (v && (!json_is_array(v) || json_array_size(v) > c->n))
		err = get_fail(&r->get, "%s, row %zu: not as its columns say",
			       s->key, r->get.row);
	if (!err)
		err = new_row(r, s, v, &row);
	if (!err && row)
		err = read_row(r, c, v, row);
	json_decref(v);
	return err;
}

static int read_list(struct reader *r, const struct section *s)
{
	struct columns c = { .n = 0 };
	int err;

	if (!take(r, '['))
		return broken(r, "a list is missing");
	if (take(r, ']'))
		return 0;
	err = read_columns(r, s, &c);
	for (r->get.row = 1; !err && take(r, ','); r->get.row++)
		err = read_element(r, s, &c);
	if (!err && !take(r, ']'))
		err = broken(r, "a list does not end");
	return err;
}

static int read_object(struct reader *r, const struct section *s)
{
	json_t *v = next_value(r);
	int err;

	if (!v)
		return -EINVAL;
	r->get.row = 1;
	err = get_object(&r->get, s->table, v,
			 (char *)section_base(s, r->get.snap) + s->offset);
	json_decref(v);
	return err;
}

/* What is no section: the time, or of a newer version. */
static int read_other(struct reader *r, const char *key)
{
	static const struct field time_ms = FIELD(struct snapshot, time_ms);
	json_t *v = next_value(r);
	int err = v ? 0 : -EINVAL;

	r->get.section = "document";
	if (v && !strcmp(key, time_ms.key))
		err = get_value(&r->get, &time_ms, v, r->get.snap);
	json_decref(v);
	return err;
}

/* Any section of an inside makes the snapshot one of a process. */
static int make_base(struct reader *r, const struct section *s)
{
	struct snapshot *snap = r->get.snap;

	if (!section_base(s, snap))
		snap->process_map = calloc(1, sizeof(*snap->process_map));
	return section_base(s, snap) ? 0 : -ENOMEM;
}

static int read_section(struct reader *r, const char *key)
{
	for (size_t i = 0; i < sections_n; i++) {
		const struct section *s = &sections[i];

		if (strcmp(s->key, key))
			continue;
		if (r->seen & UINT64_C(1) << i)
			return get_fail(&r->get, "'%s' is there twice", s->key);
		r->seen |= UINT64_C(1) << i;
		r->get.section = s->key;
		if (make_base(r, s))
			return -ENOMEM;
		return s->kind == SECTION_OBJECT ? read_object(r, s)
						 : read_list(r, s);
	}
	return read_other(r, key);
}

static int read_member(struct reader *r)
{
	json_t *key = next_value(r);
	int err = -EINVAL;

	if (!json_is_string(key))
		broken(r, "a key is missing");
	else if (!take(r, ':'))
		broken(r, "a colon is missing");
	else
		err = read_section(r, json_string_value(key));
	json_decref(key);
	return err;
}

static int read_document(struct reader *r)
{
	struct opt_u64 time;
	int err = document_peek(r->text, r->len, &time);

	if (err)
		return get_fail(&r->get,
				"this is no kmemwhere.recording/1 document");
	take(r, '{');
	do {
		err = read_member(r);
	} while (!err && take(r, ','));
	if (!err && !take(r, '}'))
		err = broken(r, "the document does not end");
	if (!err && peek(r))
		err = broken(r, "something follows the document");
	return err;
}

int document_get(const char *text, size_t len, struct snapshot *ret,
		 char *ret_what, size_t cap)
{
	struct snapshot snap = { .source = SOURCE_RECORDING };
	struct reader r = { .get = { .snap = &snap,
				     .section = "document",
				     .what = ret_what,
				     .cap = cap },
			    .text = text,
			    .len = len };
	int err;

	if (cap)
		*ret_what = '\0';
	/* place 0 is no string */
	err = buf_append(&snap.strings, "", 1);
	if (!err)
		err = read_document(&r);
	if (!err)
		err = check_snapshot(&r.get);
	idhash_free(&r.get.strings);
	if (err)
		snapshot_free(&snap);
	else
		*ret = snap;
	return err;
}

int document_peek(const char *text, size_t len, struct opt_u64 *ret)
{
	struct span s = span_of(text, len), time;
	uint64_t ms;

	if (!span_starts(s, DOCUMENT_BEGIN))
		return -EINVAL;
	s = span_of(text + strlen(DOCUMENT_BEGIN),
		    len - strlen(DOCUMENT_BEGIN));
	if (!span_until(&s, ',', &time))
		return -EINVAL;
	if (span_is(time, "null"))
		*ret = (struct opt_u64){ 0 };
	else if (!span_u64(time, &ms))
		*ret = opt_u64(ms);
	else
		return -EINVAL;
	return 0;
}
