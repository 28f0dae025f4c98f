/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/alert_state.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "model/alert/alert_state.h"
#include "model/field.h"
#include "record/get.h"
#include "util/jsonw.h"

#define FORMAT "kmemwhere.alert-state/"

/* The members of the document beside its lists. */
static const char format_key[] = "format", state_key[] = "state";

/* Its lists: arrays of the state with their counts. */
static const struct list {
	const char *key;
	const struct table *table;
	size_t offset;
	size_t count;
	size_t size;
	size_t max;
} lists[] = {
	{ "samples", &fields_alert_sample,
	  offsetof(struct alert_state, samples),
	  offsetof(struct alert_state, n_samples), sizeof(struct alert_sample),
	  ALERT_SAMPLES_MAX },
	{ "incidents", &fields_incident,
	  offsetof(struct alert_state, incidents),
	  offsetof(struct alert_state, n_incidents), sizeof(struct incident),
	  INCIDENTS_MAX },
};

#define LISTS_N (sizeof(lists) / sizeof(lists[0]))

/* The second line: a sum of the first one. */
struct sum_line {
	char sum[17];
};

static const struct field sum_fields[] = {
	FIELD_TEXT(struct sum_line, sum, MASK_NOT),
};
static const struct table sum_table = TABLE(sum_fields);

static void put_list(struct jsonw *j, const struct list *l,
		     const struct alert_state *s)
{
	const char *v = (const char *)s + l->offset;
	size_t n;

	memcpy(&n, (const char *)s + l->count, sizeof(n));
	jsonw_key(j, l->key);
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_key(j, NULL);
		table_write(j, l->table, v + i * l->size, NULL);
	}
	jsonw_close(j, ']');
}

static void put_state(struct jsonw *j, const struct alert_state *s)
{
	char format[sizeof(FORMAT) + 8];

	snprintf(format, sizeof(format), FORMAT "%d", ALERT_STATE_VERSION);
	jsonw_open(j, '{');
	jsonw_key(j, format_key);
	jsonw_word(j, format);
	jsonw_key(j, state_key);
	table_write(j, &fields_alert_state, s, NULL);
	for (size_t i = 0; i < LISTS_N; i++)
		put_list(j, &lists[i], s);
	jsonw_close(j, '}');
	jsonw_newline(j);
}

static int keep(void *data, const char *bytes, size_t len)
{
	return buf_append(data, bytes, len);
}

static int put_sum(struct span line, struct buf *ret)
{
	struct jsonw j = { .sink = keep, .data = ret, .terse = true };
	struct sum_line sum;
	int err;

	snprintf(sum.sum, sizeof(sum.sum), "%016" PRIx64,
		 alert_state_sum(line.p, line.len));
	table_write(&j, &sum_table, &sum, NULL);
	jsonw_newline(&j);
	err = jsonw_flush(&j);
	jsonw_free(&j);
	return err;
}

int alert_state_text(const struct alert_state *state, struct buf *ret)
{
	struct jsonw j = { .sink = keep, .data = ret, .terse = true };
	struct buf sum = { 0 };
	size_t start = ret->len;
	int err;

	put_state(&j, state);
	err = jsonw_flush(&j);
	jsonw_free(&j);
	if (!err)
		err = put_sum(span_of(ret->data + start, ret->len - start - 1),
			      &sum);
	if (!err)
		err = buf_append(ret, sum.data, sum.len);
	buf_free(&sum);
	return err;
}

static int get_list(const json_t *doc, const struct list *l,
		    struct alert_state *ret)
{
	const json_t *list = json_object_get(doc, l->key);
	struct get g = { .section = l->key };
	char *v = (char *)ret + l->offset;
	size_t n = json_array_size(list);
	int err = json_is_array(list) && n <= l->max ? 0 : -EINVAL;

	for (size_t i = 0; i < n && !err; i++)
		err = get_object(&g, l->table, json_array_get(list, i),
				 v + i * l->size);
	memcpy((char *)ret + l->count, &n, sizeof(n));
	return err;
}

static int get_state(const json_t *doc, struct alert_state *ret)
{
	struct get g = { .section = state_key };
	int err = get_object(&g, &fields_alert_state,
			     json_object_get(doc, state_key), ret);

	for (size_t i = 0; i < LISTS_N && !err; i++)
		err = get_list(doc, &lists[i], ret);
	return err ? err : alert_state_check(ret);
}

/* A later version may end in another way: it is looked at first. */
static int check_version(const json_t *doc)
{
	const char *format =
		json_string_value(json_object_get(doc, format_key));
	struct span s;
	uint64_t version;

	if (!format || strncmp(format, FORMAT, strlen(FORMAT)) != 0)
		return -EINVAL;
	format += strlen(FORMAT);
	s = span_of(format, strlen(format));
	if (span_u64(s, &version))
		return -EINVAL;
	return version == ALERT_STATE_VERSION ? 0 : -ENOTSUP;
}

/* The sum of the line, and nothing behind it. */
static int check_sum(struct span line, struct span rest)
{
	struct buf sum = { 0 };
	int err = put_sum(line, &sum);

	if (!err && !span_same(rest, span_of(sum.data, sum.len)))
		err = -EINVAL;
	buf_free(&sum);
	return err;
}

int alert_state_read(struct span text, struct alert_state *ret)
{
	struct alert_state state = { 0 };
	struct span line;
	json_t *doc;
	int err;

	if (text.len > ALERT_STATE_TEXT_MAX || !span_until(&text, '\n', &line))
		return -EINVAL;
	doc = json_loadb(line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
	err = doc ? check_version(doc) : -EINVAL;
	if (!err)
		err = check_sum(line, text);
	if (!err)
		err = get_state(doc, &state);
	json_decref(doc);
	if (!err)
		*ret = state;
	return err;
}
