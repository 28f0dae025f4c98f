/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/span.h"

#include <errno.h>
#include <string.h>

struct span span_of(const char *p, size_t len)
{
	return (struct span){ .p = p, .len = len };
}

bool span_is(struct span s, const char *word)
{
	return s.len == strlen(word) && !memcmp(s.p, word, s.len);
}

bool span_same(struct span a, struct span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

bool span_starts(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && !memcmp(s.p, prefix, len);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct span span_from(struct span s, size_t n)
{
	return span_of(s.p + n, s.len - n);
}

bool span_until(struct span *s, char sep, struct span *ret_head)
{
	const char *at = s->len ? memchr(s->p, sep, s->len) : NULL;

	if (!at)
		return false;
	*ret_head = span_of(s->p, (size_t)(at - s->p));
	*s = span_from(*s, ret_head->len + 1);
	return true;
}

bool span_line(struct span *text, struct span *ret_line)
{
	if (!text->len)
		return false;
	if (span_until(text, '\n', ret_line))
		return true;
	*ret_line = *text;
	*text = span_from(*text, text->len);
	return true;
}

bool span_word(struct span *line, struct span *ret_word)
{
	struct span s = *line;
	size_t n = 0;

	while (s.len && blank(*s.p))
		s = span_from(s, 1);
	if (!s.len)
		return false;
	while (n < s.len && !blank(s.p[n]))
		n++;
	*ret_word = span_of(s.p, n);
	*line = span_from(s, n);
	return true;
}

bool span_cut(struct span *s, const char *prefix)
{
	if (!span_starts(*s, prefix))
		return false;
	*s = span_from(*s, strlen(prefix));
	return true;
}

bool span_digits(struct span *s, uint64_t *ret)
{
	size_t n = 0;

	while (n < s->len && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (span_u64(span_of(s->p, n), ret))
		return false;
	*s = span_from(*s, n);
	return true;
}

bool span_item(struct span *list, char sep, struct span *ret_item)
{
	if (!list->len)
		return false;
	if (!span_until(list, sep, ret_item)) {
		*ret_item = *list;
		*list = span_from(*list, list->len);
	}
	return true;
}

bool span_past(struct span s, const char *what, struct span *ret_rest)
{
	size_t len = strlen(what);
	const char *at = s.len ? memmem(s.p, s.len, what, len) : NULL;

	if (at)
		*ret_rest = span_from(s, (size_t)(at - s.p) + len);
	return at;
}

struct span span_trim(struct span s)
{
	while (s.len && blank(*s.p))
		s = span_from(s, 1);
	while (s.len && blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

static int digits(struct span s, unsigned base, uint64_t *ret)
{
	uint64_t v = 0;

	if (!s.len)
		return -EINVAL;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		unsigned d;

		if (c >= '0' && c <= '9')
			d = (unsigned)(c - '0');
		else if (base == 16 && c >= 'a' && c <= 'f')
			d = (unsigned)(c - 'a') + 10;
		else if (base == 16 && c >= 'A' && c <= 'F')
			d = (unsigned)(c - 'A') + 10;
		else
			return -EINVAL;
		if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)d, &v))
			return -ERANGE;
	}
	*ret = v;
	return 0;
}

int span_u64(struct span s, uint64_t *ret)
{
	return digits(s, 10, ret);
}

int span_hex(struct span s, uint64_t *ret)
{
	return digits(s, 16, ret);
}

int span_i64(struct span s, int64_t *ret)
{
	bool minus = s.len && *s.p == '-';
	uint64_t v = 0;
	int err = digits(minus ? span_from(s, 1) : s, 10, &v);

	if (err)
		return err;
	if (v > (uint64_t)INT64_MAX)
		return -ERANGE;
	*ret = minus ? -(int64_t)v : (int64_t)v;
	return 0;
}

void span_copy(struct span s, char *dst, size_t cap)
{
	size_t n = s.len < cap - 1 ? s.len : cap - 1;

	if (n)
		memcpy(dst, s.p, n);
	dst[n] = '\0';
}
