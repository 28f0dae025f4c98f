/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/jsonw.h"

#include <stdio.h>
#include <string.h>

#include "util/escape.h"
#include "util/human.h"

static void append(struct jsonw *j, const char *bytes, size_t len)
{
	if (j->error)
		return;
	j->error = buf_append(&j->b, bytes, len);
	if (!j->error && j->b.len >= JSONW_PIECE)
		jsonw_flush(j);
}

void jsonw_open(struct jsonw *j, char bracket)
{
	append(j, &bracket, 1);
	j->follow = false;
}

void jsonw_close(struct jsonw *j, char bracket)
{
	append(j, &bracket, 1);
	j->follow = true;
}

void jsonw_key(struct jsonw *j, const char *key)
{
	if (j->follow)
		append(j, ",", 1);
	j->follow = true;
	if (j->lines)
		append(j, "\n", 1);
	if (!key)
		return;
	append(j, "\"", 1);
	append(j, key, strlen(key));
	append(j, "\":", 2);
}

void jsonw_null(struct jsonw *j)
{
	append(j, "null", 4);
}

void jsonw_bool(struct jsonw *j, bool v)
{
	const char *word = v ? "true" : "false";

	if (j->terse)
		word = v ? "1" : "0";
	append(j, word, strlen(word));
}

void jsonw_u64(struct jsonw *j, uint64_t v)
{
	char digits[HUMAN_MAX];
	size_t n = human_count(digits, v);
	bool quoted = j->terse && v > INT64_MAX;

	if (quoted)
		append(j, "\"", 1);
	append(j, digits, n);
	if (quoted)
		append(j, "\"", 1);
}

void jsonw_i64(struct jsonw *j, int64_t v)
{
	if (v < 0)
		append(j, "-", 1);
	jsonw_u64(j, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/*
 * 15 digits give back every decimal fraction as it was written, 17 every
 * double. A fraction looks like one: 1.0, and 1e20 for 1e+20.
 */
void jsonw_real(struct jsonw *j, double v)
{
	char text[64];
	int n = snprintf(text, sizeof(text) - 2, "%.*g", j->terse ? 17 : 15, v);
	char *power;

	/* infinity minus itself is no number, nor is it one of JSON */
	if (v - v != 0 || n < 0) {
		jsonw_null(j);
		return;
	}
	if (!j->terse && !strpbrk(text, ".e"))
		strcat(text, ".0");
	power = j->terse ? NULL : strchr(text, 'e');
	if (power) {
		char *end = power + (power[1] == '-' ? 2 : 1);
		char *digits = end + strspn(end, "+0");

		memmove(end, digits, strlen(digits) + 1);
	}
	append(j, text, strlen(text));
}

static void put_quoted(struct jsonw *j, const char *s, size_t len)
{
	append(j, "\"", 1);
	while (len) {
		size_t run = strcspn(s, "\"\\");

		append(j, s, run);
		if (run == len)
			break;
		append(j, "\\", 1);
		append(j, s + run, 1);
		s += run + 1;
		len -= run + 1;
	}
	append(j, "\"", 1);
}

void jsonw_text(struct jsonw *j, const char *bytes, size_t len)
{
	buf_clear(&j->tmp);
	if (!j->error)
		j->error = buf_reserve(&j->tmp, len * ESCAPE_MAX + 1);
	if (j->error)
		return;
	len = escape(j->tmp.data, len * ESCAPE_MAX + 1, bytes, len);
	put_quoted(j, j->tmp.data, len);
}

void jsonw_word(struct jsonw *j, const char *word)
{
	put_quoted(j, word, strlen(word));
}

void jsonw_newline(struct jsonw *j)
{
	append(j, "\n", 1);
}

int jsonw_flush(struct jsonw *j)
{
	if (!j->error && j->b.len)
		j->error = j->sink(j->data, j->b.data, j->b.len);
	buf_clear(&j->b);
	return j->error;
}

void jsonw_free(struct jsonw *j)
{
	buf_free(&j->b);
	buf_free(&j->tmp);
}
