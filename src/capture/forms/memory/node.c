/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the nodes have: /sys/devices/system/node/nodeN/meminfo, and numastat -m,
 * whose MB are MiB. FilePages is Cached, Buffers and SwapCached in one.
 */
#include <string.h>

#include "capture/forms/memory/meminfo.h"
#include "capture/forms/words.h"
#include "parse/field.h"

#define COLUMNS_MAX 18

static const struct {
	const char *node;
	const char *key;
} renamed[] = {
	{ "FilePages", "Cached" },
	{ "MemUsed", NULL }, /* all that is not free: not free's "used" */
};

static const char *name_of(struct span name, bool *ret_known)
{
	unsigned place;

	*ret_known = true;
	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++)
		if (span_is(name, renamed[i].node))
			return renamed[i].key;
	*ret_known = meminfo_is_name(name, &place);
	return *ret_known && place < MEMINFO_N
		       ? meminfo_name((enum meminfo_key)place)
		       : NULL;
}

static bool is_count(const char *key)
{
	return !strncmp(key, "HugePages_", 10);
}

/* "Node 0 MemTotal:       264048168 kB"; the same without its node's number. */
static bool read_node(struct span line, uint64_t *ret_node,
		      const char **ret_key, uint64_t *ret)
{
	struct span word, name, value;
	bool known;

	if (!span_word(&line, &word) || !span_is(word, "Node") ||
	    !span_word(&line, &word) || span_u64(word, ret_node) ||
	    !span_until(&line, ':', &name) || !span_word(&line, &value))
		return false;
	*ret_key = name_of(span_trim(name), &known);
	if (!known)
		return false;
	return form_amount(value, *ret_key && is_count(*ret_key) ? 1 : 1024,
			   ret);
}

/* has: a bit for each name; the state: the node that is being read. */
enum fit node_meminfo_fit(struct span line, struct look *look)
{
	const char *key = NULL;
	uint64_t node = 0, v;

	if (!read_node(line, &node, &key, &v))
		return FIT_NOT;
	if (look->form && key && !strcmp(key, "MemTotal") &&
	    node + 1 <= look->state)
		return FIT_HEAD;
	if (node + 1 > look->state)
		look->state = node + 1;
	return FIT_ROW;
}

struct sums {
	uint64_t v[MEMINFO_N];
	bool known[MEMINFO_N];
};

static void add(struct sums *s, const char *key, uint64_t v)
{
	enum meminfo_key k = meminfo_find(span_of(key, strlen(key)));

	if (k < MEMINFO_N && !field_add(&s->v[k], v, AMOUNT_MAX))
		s->known[k] = true;
}

static int put_sums(const struct sums *s, struct buf *to)
{
	int err = 0;

	for (unsigned k = 0; !err && k < MEMINFO_N; k++) {
		const char *name = meminfo_name((enum meminfo_key)k);

		if (!s->known[k])
			continue;
		err = meminfo_is_count((enum meminfo_key)k)
			      ? buf_printf(to, "%s: %llu\n", name,
					   (unsigned long long)s->v[k])
			      : form_put_kib(to, name, s->v[k]);
	}
	return err;
}

int node_meminfo_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	struct sums s = { 0 };
	const char *key = NULL;
	uint64_t node = 0, v = 0;

	while (span_line(&text, &line))
		if (read_node(line, &node, &key, &v) && key)
			add(&s, key, v);
	return put_sums(&s, to);
}

/* "MemTotal      7452.83     8029.30    15482.13": the last column is all. */
static bool read_total(struct span line, const char **ret_key, uint64_t *ret)
{
	struct span words[COLUMNS_MAX];
	size_t n = form_words(line, words, COLUMNS_MAX);
	bool known;

	if (n < 2)
		return false;
	for (size_t i = 1; i < n; i++)
		if (!memchr(words[i].p, '.', words[i].len) ||
		    !form_amount(words[i], 1 << 20, ret))
			return false;
	*ret_key = name_of(words[0], &known);
	if (known && *ret_key && is_count(*ret_key))
		*ret_key = NULL;
	return known;
}

enum fit numastat_fit(struct span line, struct look *look)
{
	const char *key = NULL;
	uint64_t v;

	if (form_begins(line, "Per-node system memory usage"))
		return FIT_HEAD;
	if (look->form &&
	    (form_begins(line, "Node 0") || span_starts(line, "Token ")))
		return FIT_ROW;
	if (!read_total(line, &key, &v))
		return FIT_NOT;
	if (key && !strcmp(key, "MemTotal")) {
		if (look->state)
			return FIT_HEAD;
		look->state = 1;
	}
	return FIT_ROW;
}

int numastat_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	struct sums s = { 0 };
	const char *key = NULL;
	uint64_t v = 0;

	while (span_line(&text, &line))
		if (read_total(line, &key, &v) && key)
			add(&s, key, v);
	return put_sums(&s, to);
}
