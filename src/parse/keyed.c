/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/keyed.h"

#include <errno.h>
#include <string.h>

#include "util/opt.h"

static bool is_key(const struct keyed_row *r, struct span group,
		   struct span key)
{
	size_t len = strlen(r->key);

	if (r->group && !span_is(group, r->group))
		return false;
	if (len && r->key[len - 1] == '*')
		return key.len >= len - 1 && !memcmp(key.p, r->key, len - 1);
	return key.len == len && !memcmp(key.p, r->key, len);
}

/* The row of the key, or n. */
static size_t find(struct keyed *k, struct span group, struct span key)
{
	for (size_t i = 0; i < k->n; i++) {
		size_t at = (k->next + i) % k->n;

		if (!is_key(&k->rows[at], group, key))
			continue;
		k->next = at + 1;
		return at;
	}
	return k->n;
}

bool keyed_has_group(const struct keyed *k, struct span group)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->rows[i].group && span_is(group, k->rows[i].group))
			return true;
	return false;
}

static struct opt_u64 get(const struct keyed *k, size_t row)
{
	struct opt_u64 v;

	memcpy(&v, (const char *)k->to + k->rows[row].offset, sizeof(v));
	return v;
}

/* By bytes: a struct opt_i64 has the same. */
static void put(const struct keyed *k, size_t row, struct opt_u64 v)
{
	memcpy((char *)k->to + k->rows[row].offset, &v, sizeof(v));
}

static void put_span(const struct keyed *k, size_t row, struct span value)
{
	struct span *to = (void *)((char *)k->to + k->rows[row].offset);

	if (!to->p)
		*to = span_trim(value);
}

/* Returns whether the value could be read. */
static bool store(struct keyed *k, size_t row, struct span value)
{
	const struct keyed_row *r = &k->rows[row];
	struct opt_u64 now;
	uint64_t v = 0;

	if (!r->read) {
		put_span(k, row, value);
		return true;
	}
	if (r->read(value, &v))
		return false;
	now = get(k, row);
	if (r->sum) {
		now.v = opt_or0(now);
		if (field_add(&now.v, v, r->sum))
			return false;
		put(k, row, opt_u64(now.v));
	} else if (!now.known) {
		put(k, row, opt_u64(v));
	}
	return true;
}

void keyed_pair(struct keyed *k, struct span group, struct span key,
		struct span value, bool whole)
{
	size_t row = find(k, group, key);
	uint64_t bit = UINT64_C(1) << row % 64;

	if (row == k->n)
		return;
	if (!k->found++)
		memset(k->to, 0, k->fresh);
	/* a counter that is there twice is one part of its sum */
	if (k->rows[row].sum && k->seen & bit && !strchr(k->rows[row].key, '*'))
		return;
	k->seen |= bit;
	if (whole && store(k, row, value))
		return;
	k->bad++;
	if (k->rows[row].sum)
		k->failed |= bit;
}

int keyed_end(struct keyed *k, unsigned *bad)
{
	for (size_t i = 0; i < k->n && i < 64; i++)
		if (k->failed & UINT64_C(1) << i)
			put(k, i, (struct opt_u64){ 0 });
	*bad += k->bad;
	return k->found ? 0 : -EINVAL;
}

int keyed_lines(struct span text, struct keyed k, char end, unsigned *bad)
{
	struct span line, key;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (end == ' ' ? span_word(&line, &key)
			       : span_until(&line, end, &key))
			keyed_pair(&k, span_of("", 0), span_trim(key), line,
				   whole);
	}
	return keyed_end(&k, bad);
}
