/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/field.h"

#include <errno.h>

bool line_ended(struct span line)
{
	return !span_trim(line).len;
}

int field_amount(struct span line, uint64_t unit, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;
	int err = span_u64(span_trim(line), &v);

	if (err)
		return err;
	if (v > max / unit)
		return -ERANGE;
	*ret = v * unit;
	return 0;
}

int field_bytes(struct span line, uint64_t *ret)
{
	return field_amount(line, 1, AMOUNT_MAX, ret);
}

int field_pages(struct span line, uint64_t *ret)
{
	return field_amount(line, 1, PAGES_MAX, ret);
}

int field_kib(struct span line, uint64_t *ret)
{
	struct span unit;

	if (!line_last_word(&line, &unit) || !span_is(unit, "kB"))
		return -EINVAL;
	return field_amount(line, 1024, AMOUNT_MAX, ret);
}

int field_number(struct span line, uint64_t *ret)
{
	return span_u64(span_trim(line), ret);
}

int field_first(struct span line, uint64_t *ret)
{
	struct span word;

	return span_word(&line, &word) ? field_bytes(word, ret) : -EINVAL;
}

bool field_brackets(struct span word, struct span *ret)
{
	if (word.len <= 2 || *word.p != '[' || word.p[word.len - 1] != ']')
		return false;
	*ret = span_of(word.p + 1, word.len - 2);
	return true;
}

bool field_word(struct span word, const struct field_word *table, size_t n,
		int *ret)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, table[i].word)) {
			*ret = table[i].value;
			return true;
		}
	return false;
}

int field_hex(struct span word, uint64_t *ret)
{
	return span_cut(&word, "0x") ? span_hex(word, ret) : -EINVAL;
}

static int column(struct span word, char kind, uint64_t *ret)
{
	int64_t number;

	switch (kind) {
	case 'u':
		return span_u64(word, ret);
	case 'x':
		return field_hex(word, ret);
	case 'i':
		return span_i64(word, &number);
	default:
		return 0;
	}
}

bool field_columns(struct span *line, const char *kinds, uint64_t *v)
{
	struct span word;

	for (size_t i = 0; kinds[i]; i++)
		if (!span_word(line, &word) ||
		    column(word, kinds[i], v ? &v[i] : NULL))
			return false;
	return true;
}

int field_add(uint64_t *sum, uint64_t more, uint64_t max)
{
	if (more > max || *sum > max - more)
		return -ERANGE;
	*sum += more;
	return 0;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool line_last_word(struct span *line, struct span *ret_word)
{
	size_t end = line->len, start;

	while (end && blank(line->p[end - 1]))
		end--;
	start = end;
	while (start && !blank(line->p[start - 1]))
		start--;
	if (start == end)
		return false;
	*ret_word = span_of(line->p + start, end - start);
	line->len = start;
	return true;
}
