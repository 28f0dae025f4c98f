/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of top(1): "KiB Mem : 32761856 total,  5595952 free, …" of procps 3.3
 * and 4, "Mem:    891752k total, …" before, "Mem: 123K used, 45K free, 0K shrd"
 * of busybox. A number of nine digits runs into its word and loses digits to a
 * "+": "26386520+total".
 */
#include <ctype.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "parse/field.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
/* "26386520+": 8 of at least 9 digits are there */
#define LOST 10

static const struct {
	const char *begin;
	uint64_t unit;
	bool swap;
} kinds[] = {
	{ "KiB Mem", 1 << 10, false }, { "MiB Mem", 1 << 20, false },
	{ "GiB Mem", 1 << 30, false }, { "KiB Swap", 1 << 10, true },
	{ "MiB Swap", 1 << 20, true }, { "GiB Swap", 1 << 30, true },
	{ "Mem:", 1 << 10, false },    { "Swap:", 1 << 10, true },
	{ "Mem :", 1 << 10, false },   { "Swap :", 1 << 10, true },
};

static const struct {
	const char *word;
	bool swap;
	const char *key;
} words[] = {
	{ "total", false, "MemTotal" },	   { "free", false, "MemFree" },
	{ "used", false, "Used" },	   { "buff/cache", false, "BuffCache" },
	{ "buffers", false, "Buffers" },   { "cached", false, "Cached" },
	{ "shrd", false, "Shmem" },	   { "buff", false, "Buffers" },
	{ "total", true, "SwapTotal" },	   { "free", true, "SwapFree" },
	{ "avail", true, "MemAvailable" }, { "cached", true, "Cached" },
	{ "cached Mem", true, "Cached" },
};

static int kind_of(struct span line)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (span_starts(line, kinds[i].begin))
			return (int)i;
	return -1;
}

/* "26386520+total" of one word, or a number and its word. */
static bool next_pair(struct span *line, uint64_t unit, uint64_t *ret,
		      struct span *ret_word)
{
	struct span word, number;

	if (!span_word(line, &word))
		return false;
	number = word;
	if (span_until(&number, '+', ret_word)) {
		struct span digits = *ret_word;

		*ret_word = number;
		if (!form_amount(digits, unit * LOST, ret))
			return false;
		if (!ret_word->len && !span_word(line, ret_word))
			return false;
	} else if (!form_amount(word, unit, ret) ||
		   !span_word(line, ret_word)) {
		return false;
	}
	while (ret_word->len && strchr(",.", ret_word->p[ret_word->len - 1]))
		ret_word->len--;
	return true;
}

static bool has_pair(struct span line, int kind)
{
	struct span word;
	uint64_t v;

	line = span_trim(span_from(line, strlen(kinds[kind].begin)));
	if (line.len && *line.p == ':')
		line = span_from(line, 1);
	if (!next_pair(&line, 1, &v, &word))
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (span_is(word, words[i].word))
			return true;
	return false;
}

enum fit top_header_fit(struct span line, struct look *look)
{
	int kind = kind_of(line);

	if (span_starts(line, "top - "))
		return FIT_HEAD;
	if (look->form &&
	    (span_starts(line, "Tasks:") || span_starts(line, "%Cpu") ||
	     span_starts(line, "Cpu(s):") || span_starts(line, "Threads:")))
		return FIT_ROW;
	if (kind < 0 || !has_pair(line, kind))
		return FIT_NOT;
	if (!kinds[kind].swap && look->state)
		return FIT_HEAD;
	look->state |= !kinds[kind].swap;
	return FIT_ROW;
}

static int put_pairs(struct span line, int kind, struct buf *to)
{
	struct span word;
	uint64_t v;
	int err = 0;

	line = span_trim(span_from(line, strlen(kinds[kind].begin)));
	if (line.len && *line.p == ':')
		line = span_from(line, 1);
	while (!err && next_pair(&line, kinds[kind].unit, &v, &word)) {
		for (size_t i = 0; !err && i < COUNT(words); i++)
			if (words[i].swap == kinds[kind].swap &&
			    span_is(word, words[i].word))
				err = form_put_kib(to, words[i].key, v);
		/* "avail Mem", "cached Mem" */
		if (span_starts(span_trim(line), "Mem"))
			span_word(&line, &word);
	}
	return err;
}

int top_header_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		int kind = kind_of(line);

		if (kind >= 0)
			err = put_pairs(line, kind, to);
	}
	return err;
}
