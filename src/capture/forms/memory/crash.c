/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "kmem -i" of crash(8), in pages: exact, where its sizes are rounded. */
#include <stdio.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "parse/field.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *words;
	const char *key; /* NULL: nothing is made of it */
	bool is_first;
} rows[] = {
	{ "TOTAL MEM", "MemTotal", true },
	{ "FREE", "MemFree", false },
	{ "USED", NULL, false },
	{ "SHARED", NULL, false },
	{ "BUFFERS", "Buffers", false },
	{ "CACHED", "Cached", false },
	{ "SLAB", "Slab", false },
	{ "TOTAL HUGE", NULL, false },
	{ "HUGE FREE", NULL, false },
	{ "TOTAL SWAP", "SwapTotal", false },
	{ "SWAP USED", NULL, false },
	{ "SWAP FREE", "SwapFree", false },
	{ "COMMIT LIMIT", NULL, false },
	{ "COMMITTED", NULL, false },
	{ "TOTAL HIGH", "HighTotal", false },
	{ "FREE HIGH", "HighFree", false },
	{ "TOTAL LOW", "LowTotal", false },
	{ "FREE LOW", "LowFree", false },
};

/* "TOTAL MEM  32803961     125.1 GB         ----" */
static bool read_row(struct span line, size_t *ret, uint64_t *ret_pages,
		     uint64_t *ret_bytes)
{
	struct span words[4];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct span rest = line, number;

		if (!span_starts(line, rows[i].words))
			continue;
		rest = span_from(rest, strlen(rows[i].words));
		if (!rest.len || *rest.p != ' ' || !span_word(&rest, &number) ||
		    span_u64(number, ret_pages) || *ret_pages > PAGES_MAX)
			continue;
		*ret = i;
		*ret_bytes = 0;
		/* "125.1 GB" */
		if (form_words(rest, words, 2) == 2 && words[1].len == 2) {
			char text[40];
			struct span both;

			snprintf(text, sizeof(text), "%.*s%.*s",
				 (int)(words[0].len > 20 ? 20 : words[0].len),
				 words[0].p, (int)words[1].len, words[1].p);
			both = span_of(text, strlen(text));
			(void)form_amount(both, 1, ret_bytes);
		}
		return true;
	}
	return false;
}

enum fit crash_kmem_fit(struct span line, struct look *look)
{
	uint64_t pages, bytes;
	size_t i = 0;

	if (form_begins(line, "PAGES TOTAL PERCENTAGE"))
		return FIT_HEAD;
	if (!read_row(line, &i, &pages, &bytes))
		return FIT_NOT;
	if (rows[i].is_first) {
		if (look->state)
			return FIT_HEAD;
		look->state = 1;
		return FIT_ROW;
	}
	return look->form ? FIT_ROW : FIT_NOT;
}

/* The size of which so many pages are that many bytes, give or take 5 %. */
static uint64_t page_size_of(struct span text)
{
	static const uint64_t sizes[] = { 4096, 8192, 16384, 65536 };
	uint64_t pages = 0, bytes = 0;
	struct span line;
	size_t at = 0;

	while (span_line(&text, &line)) {
		if (!read_row(line, &at, &pages, &bytes) || !rows[at].is_first)
			continue;
		for (size_t i = 0; i < COUNT(sizes); i++)
			if (pages * sizes[i] >= bytes - bytes / 20 &&
			    pages * sizes[i] <= bytes + bytes / 20)
				return sizes[i];
	}
	return sizes[0];
}

int crash_kmem_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	uint64_t size = page_size_of(text), pages = 0, bytes = 0;
	size_t i = 0;
	int err = 0;

	while (!err && span_line(&text, &line))
		if (read_row(line, &i, &pages, &bytes) && rows[i].key)
			err = form_put_kib(to, rows[i].key, pages * size);
	return err;
}
