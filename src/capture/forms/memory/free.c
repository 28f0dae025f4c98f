/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * free(1) of procps: until 3.3.9 "total used free shared buffers cached" with
 * "-/+ buffers/cache", from 3.3.10 on "… buff/cache available"; -w has both.
 * Its headings and row names are translated; numbers and their order are not.
 */
#include <ctype.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "model/memory/memory.h"
#include "parse/field.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define NUMBERS_MAX 7
/* Bare numbers that are too small to be KiB, MiB of any machine that has free. */
#define KIB_MIN 262144
#define MIB_MIN 200

enum column { TOTAL, USED, FREE, SHARED, FOURTH, FIFTH, SIXTH };

/* the po files of procps */
static const char *const mem_names[] = {
	"Mem:",	 "Speicher:", "Mém:",	 "Mem.:",    "Память:", "内存：",
	"内存:", "Memoria:",  "メモリ:", "記憶體：", "Mem：",	"Pamięć:"
};
static const char *const swap_names[] = {
	"Swap:",     "Swap：",	  "交换：",	  "交换:",	  "Échange:",
	"Подкачка:", "スワップ:", "Auslagerung:", "Intercambio:", "Wymiana:"
};
static const char *const others[] = { "-/+",
				      "Low:", "High:", "Total:", "Comm:" };

static bool is_one_of(struct span word, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, names[i]))
			return true;
	return false;
}

/* total used free …: in English, else the words below. */
static bool is_heading(struct span line)
{
	return form_begins(line, "total used free") ||
	       form_begins(line, "total utilisé libre") ||
	       form_begins(line, "total usado libre") ||
	       form_begins(line, "total usado livre") ||
	       form_begins(line, "gesamt benutzt frei") ||
	       form_begins(line, "total usata libera") ||
	       form_begins(line, "всего занято свободно");
}

static size_t numbers(struct span line, uint64_t unit, uint64_t *v)
{
	struct span word;
	size_t n = 0;

	while (n < NUMBERS_MAX && span_word(&line, &word) &&
	       form_amount(word, unit, &v[n]))
		n++;
	return n;
}

enum fit free_fit(struct span line, struct look *look)
{
	uint64_t v[NUMBERS_MAX];
	struct span rest = line, word;

	if (is_heading(line))
		return FIT_HEAD;
	if (!span_word(&rest, &word))
		return FIT_NOT;
	if (is_one_of(word, mem_names, COUNT(mem_names))) {
		if (numbers(rest, 1, v) < 3)
			return FIT_NOT;
		/* a second one without a heading is another moment */
		if (look->state)
			return FIT_HEAD;
		look->state = 1;
		return FIT_ROW;
	}
	if (!look->form)
		return FIT_NOT;
	if (is_one_of(word, swap_names, COUNT(swap_names)))
		return numbers(rest, 1, v) >= 3 ? FIT_ROW : FIT_NOT;
	return is_one_of(word, others, COUNT(others)) ? FIT_ROW : FIT_NOT;
}

/* -b, -k, -m, -g, --mebi … of the command; 0: it does not say. */
static uint64_t unit_of_command(const char *command)
{
	static const struct {
		const char *word;
		uint64_t unit;
	} longs[] = {
		{ "--bytes", 1 },	  { "--kibi", 1 << 10 },
		{ "--kilo", 1000 },	  { "--mebi", 1 << 20 },
		{ "--mega", 1000000 },	  { "--gibi", 1 << 30 },
		{ "--giga", 1000000000 }, { "--human", 1 << 10 },
	};
	const char *at = strstr(command, "free");
	struct span rest, word;

	if (!at)
		return 0;
	rest = span_of(at + 4, strlen(at + 4));
	while (span_word(&rest, &word)) {
		for (size_t i = 0; i < COUNT(longs); i++)
			if (span_is(word, longs[i].word))
				return longs[i].unit;
		for (size_t i = 1; *word.p == '-' && i < word.len; i++) {
			const char *letter = strchr("bkmg", word.p[i]);

			if (letter && word.p[1] != '-')
				return UINT64_C(1) << (10 * (letter - "bkmg"));
		}
	}
	return UINT64_C(1) << 10;
}

/* Without a command: what a machine may have. */
static uint64_t unit_of_total(struct span line)
{
	struct span word;
	uint64_t v = 0;

	if (!span_word(&line, &word) || span_u64(word, &v) || v >= KIB_MIN)
		return UINT64_C(1) << 10;
	return UINT64_C(1) << (v >= MIB_MIN ? 20 : 30);
}

/* What the columns behind "shared" are. */
enum layout { LAYOUT_OLD, LAYOUT_NEW, LAYOUT_WIDE };

static enum layout layout_of(struct span text, size_t n, const uint64_t *v)
{
	if (n >= 7)
		return LAYOUT_WIDE;
	if (memmem(text.p, text.len, "-/+", 3))
		return LAYOUT_OLD;
	if (memmem(text.p, text.len, "buffers", 7) &&
	    !memmem(text.p, text.len, "available", 9))
		return LAYOUT_OLD;
	if (memmem(text.p, text.len, "buff/cache", 10) ||
	    memmem(text.p, text.len, "available", 9))
		return LAYOUT_NEW;
	/* the older one's used is all that is not free */
	return n > FREE && v[USED] + v[FREE] == v[TOTAL] ? LAYOUT_OLD
							 : LAYOUT_NEW;
}

static int put_memory(const uint64_t *v, size_t n, enum layout layout,
		      struct buf *to)
{
	static const char *const names[][NUMBERS_MAX] = {
		[LAYOUT_OLD] = { "MemTotal", NULL, "MemFree", "Shmem",
				 "Buffers", "Cached" },
		[LAYOUT_NEW] = { "MemTotal", "Used", "MemFree", "Shmem",
				 "BuffCache", "MemAvailable" },
		[LAYOUT_WIDE] = { "MemTotal", "Used", "MemFree", "Shmem",
				  "Buffers", "Cached", "MemAvailable" },
	};
	int err = 0;

	for (size_t i = 0; !err && i < n; i++) {
		/* before 3.3.0 "shared" is 0, whatever there is */
		if (!names[layout][i] ||
		    (i == SHARED && layout == LAYOUT_OLD && !v[i]))
			continue;
		err = form_put_kib(to, names[layout][i], v[i]);
	}
	if (!err && layout == LAYOUT_OLD && v[USED] + v[FREE] == v[TOTAL] &&
	    n > FIFTH && v[USED] >= v[FOURTH] + v[FIFTH])
		err = form_put_kib(to, "Used", v[USED] - v[FOURTH] - v[FIFTH]);
	if (!err && layout == LAYOUT_WIDE && n > FIFTH)
		err = form_put_kib(to, "BuffCache", v[FOURTH] + v[FIFTH]);
	return err;
}

int free_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), all = text, line, word;
	uint64_t unit = unit_of_command(look->command.data), v[NUMBERS_MAX];
	int err = 0;

	while (!err && span_line(&text, &line)) {
		size_t n;

		if (is_heading(line) || !span_word(&line, &word))
			continue;
		if (is_one_of(word, mem_names, COUNT(mem_names))) {
			if (!unit)
				unit = unit_of_total(line);
			n = numbers(line, unit, v);
			err = put_memory(v, n, layout_of(all, n, v), to);
		} else if (is_one_of(word, swap_names, COUNT(swap_names)) &&
			   numbers(line, unit ? unit : 1024, v) > FREE) {
			err = form_put_kib(to, "SwapTotal", v[TOTAL]);
			if (!err)
				err = form_put_kib(to, "SwapFree", v[FREE]);
		}
	}
	return err;
}
