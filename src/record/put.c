/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/put.h"

#include <stdio.h>
#include <string.h>

#include "util/escape.h"
#include "util/human.h"

static void append(struct put *p, const char *bytes, size_t len)
{
	if (p->error)
		return;
	p->error = buf_append(&p->b, bytes, len);
	if (!p->error && p->b.len >= PUT_PIECE)
		put_flush(p);
}

void put_open(struct put *p, char bracket)
{
	append(p, &bracket, 1);
	p->follow = false;
}

void put_close(struct put *p, char bracket)
{
	append(p, &bracket, 1);
	p->follow = true;
}

void put_next(struct put *p)
{
	if (p->follow)
		append(p, ",", 1);
	p->follow = true;
}

void put_key(struct put *p, const char *key)
{
	put_next(p);
	append(p, "\"", 1);
	append(p, key, strlen(key));
	append(p, "\":", 2);
}

void put_u64(struct put *p, uint64_t v)
{
	char digits[HUMAN_MAX];
	size_t n = human_count(digits, v);

	/* JSON readers have no integer above it: those are strings */
	if (v > INT64_MAX)
		append(p, "\"", 1);
	append(p, digits, n);
	if (v > INT64_MAX)
		append(p, "\"", 1);
}

void put_i64(struct put *p, int64_t v)
{
	if (v < 0)
		append(p, "-", 1);
	put_u64(p, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void put_real(struct put *p, double v)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%.17g", v);

	/* infinity and its like are no numbers of JSON */
	if (v - v != 0 || n < 0)
		put_null(p);
	else
		append(p, text, (size_t)n);
}

void put_bool(struct put *p, bool v)
{
	append(p, v ? "1" : "0", 1);
}

void put_null(struct put *p)
{
	append(p, "null", 4);
}

void put_text(struct put *p, const char *bytes, size_t len)
{
	const char *s;
	size_t run;

	buf_clear(&p->tmp);
	if (!p->error)
		p->error = buf_reserve(&p->tmp, len * ESCAPE_MAX + 1);
	if (p->error)
		return;
	len = escape(p->tmp.data, len * ESCAPE_MAX + 1, bytes, len);
	append(p, "\"", 1);
	for (s = p->tmp.data; len; s += run, len -= run) {
		run = strcspn(s, "\"\\");
		append(p, s, run);
		if (run == len)
			break;
		append(p, "\\", 1);
		append(p, s + run, 1);
		run++;
	}
	append(p, "\"", 1);
}

void put_newline(struct put *p)
{
	append(p, "\n", 1);
}

int put_flush(struct put *p)
{
	if (!p->error && p->b.len)
		p->error = p->sink(p->data, p->b.data, p->b.len);
	buf_clear(&p->b);
	return p->error;
}

void put_free(struct put *p)
{
	buf_free(&p->b);
	buf_free(&p->tmp);
}
