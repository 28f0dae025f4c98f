/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sar -r of sysstat: its columns are named by the heading; the time in front of
 * a row is one word or two, and translated, so columns count from the end. Until
 * 11.7 kbmemused is all that is not free; then the total is known.
 */
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define COLUMNS_MAX 24

static const struct {
	const char *word;
	const char *key;
} columns[] = {
	{ "kbmemfree", "MemFree" },    { "kbavail", "MemAvailable" },
	{ "kbbuffers", "Buffers" },    { "kbcached", "Cached" },
	{ "kbactive", "Active" },      { "kbinact", "Inactive" },
	{ "kbanonpg", "AnonPages" },   { "kbslab", "Slab" },
	{ "kbkstack", "KernelStack" }, { "kbpgtbl", "PageTables" },
	{ "kbswpfree", "SwapFree" },   { "kbmemused", NULL },
};

static bool is_heading(struct span line)
{
	return memmem(line.p, line.len, "kbmemfree", 9) ||
	       memmem(line.p, line.len, "kbswpfree", 9);
}

/* The number of columns behind the time. */
static size_t columns_of(struct span heading, struct span *ret)
{
	struct span words[COLUMNS_MAX];
	size_t n = form_words(heading, words, COLUMNS_MAX), first = 0;

	while (first < n && !span_starts(words[first], "kb"))
		first++;
	memcpy(ret, words + first, (n - first) * sizeof(*ret));
	return n - first;
}

static bool is_value(struct span word)
{
	uint64_t v;

	return form_amount(word, 1, &v);
}

enum fit sar_memory_fit(struct span line, struct look *look)
{
	struct span words[COLUMNS_MAX], names[COLUMNS_MAX];
	size_t n, wanted;

	if (is_heading(line)) {
		/* sar repeats it every screen */
		look->state = columns_of(line, names);
		return FIT_HEAD;
	}
	wanted = (size_t)look->state;
	if (!look->form || !wanted)
		return FIT_NOT;
	n = form_words(line, words, COLUMNS_MAX);
	if (n <= wanted || n > wanted + 2)
		return FIT_NOT;
	for (size_t i = n - wanted; i < n; i++)
		if (!is_value(words[i]))
			return FIT_NOT;
	return FIT_ROW;
}

/* "Average:" and its translations: the only first word that ends in a colon. */
static bool is_average(struct span line)
{
	struct span word = { 0 };

	span_word(&line, &word);
	return word.len &&
	       (word.p[word.len - 1] == ':' ||
		(word.len > 3 && !memcmp(word.p + word.len - 3, "：", 3)));
}

static int put_row(struct span heading, struct span row, struct buf *to)
{
	struct span names[COLUMNS_MAX], words[COLUMNS_MAX];
	size_t n = columns_of(heading, names);
	size_t m = form_words(row, words, COLUMNS_MAX);
	uint64_t v = 0, free = 0, used = 0, percent = 0;
	int err = 0;

	for (size_t i = 0; !err && i < n && m >= n; i++) {
		bool known = form_amount(words[m - n + i], 1024, &v);

		if (span_is(names[i], "kbmemused") && known)
			used = v;
		if (span_is(names[i], "kbmemfree") && known)
			free = v;
		/* in hundredths of a percent, times 1024 as above */
		if (span_is(names[i], "%memused") && known)
			percent = v * 100 / 1024;
		for (size_t k = 0; !err && known && k < COUNT(columns); k++)
			if (columns[k].key &&
			    span_is(names[i], columns[k].word))
				err = form_put_kib(to, columns[k].key, v);
	}
	if (err || !used || !percent || used + free < used)
		return err;
	/* what both say is the whole, within the rounding of the share */
	v = (uint64_t)((long double)used * 10000 / (long double)(used + free));
	if (v + 2 < percent || v > percent + 2)
		return 0;
	return form_put_kib(to, "MemTotal", used + free);
}

int sar_memory_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, heading, row = { 0 };

	if (!span_line(&text, &heading))
		return 0;
	while (span_line(&text, &line))
		if (!is_average(line))
			row = line;
	return row.len ? put_row(heading, row, to) : 0;
}
