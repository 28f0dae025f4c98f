/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmstat(8): "vmstat -s" and the columns; and /proc/vmstat, /proc/zoneinfo … */
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "parse/field.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define COLUMNS_MAX 24

/* "K swap cache" is the page cache; since 3.3.10 with SReclaimable. */
static const struct {
	const char *words;
	const char *key;
} totals[] = {
	{ "total memory", "MemTotal" },	   { "used memory", "Used" },
	{ "free memory", "MemFree" },	   { "buffer memory", "Buffers" },
	{ "swap cache", "Cached" },	   { "active memory", "Active" },
	{ "inactive memory", "Inactive" }, { "total swap", "SwapTotal" },
	{ "free swap", "SwapFree" },	   { "used swap", NULL },
};

static const char *const events[] = {
	"cpu ticks",
	"idle cpu ticks",
	"pages paged in",
	"pages paged out",
	"pages swapped in",
	"pages swapped out",
	"interrupts",
	"CPU context switches",
	"boot time",
	"forks",
	"stolen cpu ticks",
	"non-nice guest cpu ticks",
	"IO-wait cpu ticks",
	"IRQ cpu ticks",
	"softirq cpu ticks",
	"nice user cpu ticks",
	"system cpu ticks",
	"non-nice user cpu ticks",
	"nice guest cpu ticks",
};

/* "      4020152 K total memory"; B, k, m of -S. */
static int total_of(struct span line, uint64_t *ret)
{
	struct span number, unit;
	uint64_t scale;

	if (!span_word(&line, &number) || !form_is_number(number) ||
	    !span_word(&line, &unit))
		return -1;
	scale = span_is(unit, "K")   ? 1024
		: span_is(unit, "k") ? 1000
		: span_is(unit, "M") ? 1 << 20
		: span_is(unit, "m") ? 1000000
		: span_is(unit, "B") ? 1
				     : 0;
	line = span_trim(line);
	for (size_t i = 0; scale && i < COUNT(totals); i++)
		if (span_is(line, totals[i].words))
			return form_amount(number, scale, ret) ? (int)i : -1;
	return -1;
}

enum fit vmstat_s_fit(struct span line, struct look *look)
{
	struct span rest = line, word;
	uint64_t v;
	int i = total_of(line, &v);

	if (!i && look->state)
		return FIT_HEAD;
	if (i >= 0) {
		look->state |= !i;
		return FIT_ROW;
	}
	if (!look->form || !span_word(&rest, &word) || !form_is_number(word))
		return FIT_NOT;
	for (size_t k = 0; k < COUNT(events); k++)
		if (span_is(span_trim(rest), events[k]))
			return FIT_ROW;
	return FIT_NOT;
}

int vmstat_s_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		uint64_t v = 0;
		int i = total_of(line, &v);

		if (i < 0 || !totals[i].key)
			continue;
		err = form_put_kib(to, totals[i].key, v);
	}
	return err;
}

/* " r  b   swpd   free   buff  cache   si   so …" */
static bool is_columns(struct span line)
{
	return form_begins(line, "r b swpd free buff cache") ||
	       form_begins(line, "r b swpd free inact active");
}

enum fit vmstat_columns_fit(struct span line, struct look *look)
{
	struct span words[COLUMNS_MAX];
	size_t n;

	if (is_columns(line) || (span_starts(line, "procs ") &&
				 memmem(line.p, line.len, "memory", 6)))
		return look->form && !look->state ? FIT_ROW : FIT_HEAD;
	if (!look->form)
		return FIT_NOT;
	n = form_words(line, words, COLUMNS_MAX);
	if (n < 14)
		return FIT_NOT;
	for (size_t i = 0; i < n && i < 14; i++)
		if (!form_is_number(words[i]))
			return FIT_NOT;
	look->state = 1;
	return FIT_ROW;
}

/* The last row is the last moment. */
int vmstat_columns_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, words[6], last[6];
	bool any = false, active = false;
	static const char *const keys[] = { "MemFree", "Buffers", "Cached" };
	uint64_t v;
	int err = 0;

	while (span_line(&text, &line)) {
		if (form_begins(line, "r b swpd free inact active"))
			active = true;
		if (form_words(line, words, 6) == 6 &&
		    form_is_number(words[0])) {
			memcpy(last, words, sizeof(last));
			any = true;
		}
	}
	for (size_t i = 0; !err && any && i < (active ? 1 : COUNT(keys)); i++)
		if (form_amount(last[3 + i], 1024, &v))
			err = form_put_kib(to, keys[i], v);
	return err;
}

/* /proc/vmstat: "nr_free_pages 123" */
enum fit vmstat_fit(struct span line, struct look *look)
{
	struct span words[3];

	if (form_words(line, words, 3) != 2 || !form_is_number(words[1]))
		return FIT_NOT;
	if (span_is(words[0], "nr_free_pages") && look->form) {
		if (look->state)
			return FIT_HEAD;
		look->state = 1;
	}
	if (span_starts(words[0], "nr_") || span_starts(words[0], "pgalloc_") ||
	    span_starts(words[0], "allocstall") ||
	    span_is(words[0], "oom_kill"))
		return FIT_ROW;
	if (!look->form)
		return FIT_NOT;
	return span_starts(words[0], "pg") || span_starts(words[0], "numa_") ||
			       span_starts(words[0], "thp_") ||
			       span_starts(words[0], "compact_") ||
			       span_starts(words[0], "workingset_") ||
			       span_starts(words[0], "unevictable_") ||
			       span_starts(words[0], "balloon_")
		       ? FIT_ROW
		       : FIT_MORE;
}

/* "Node 0, zone   Normal", and what is indented below it. */
enum fit zoneinfo_fit(struct span line, struct look *look)
{
	struct span words[6];
	size_t n = form_words(line, words, 6);

	if (n >= 4 && form_begins(line, "Node") && span_is(words[2], "zone") &&
	    n == 4) {
		/* the first zone of the first node, again */
		if (look->form && look->state && span_is(words[1], "0,") &&
		    span_starts(words[3], "DMA") && words[3].len == 3)
			return FIT_HEAD;
		look->state = 1;
		return FIT_ROW;
	}
	if (!look->form)
		return FIT_NOT;
	if (form_begins(line, "per-node stats") ||
	    form_begins(line, "pages free") ||
	    form_begins(line, "protection:") || form_begins(line, "pagesets") ||
	    form_begins(line, "cpu:") || form_begins(line, "count:") ||
	    form_begins(line, "high:") || form_begins(line, "batch:") ||
	    form_begins(line, "vm stats"))
		return FIT_ROW;
	return n == 2 && form_is_number(words[1]) ? FIT_ROW : FIT_NOT;
}

/* "Node 0, zone   Normal   1046   527 …" */
enum fit buddyinfo_fit(struct span line, struct look *look)
{
	struct span words[16];
	size_t n = form_words(line, words, 16);

	if (n < 8 || !span_is(words[0], "Node") || !span_is(words[2], "zone") ||
	    !form_is_number(words[4]) || !form_is_number(words[n - 1]))
		return FIT_NOT;
	if (look->form && span_is(words[1], "0,") && span_is(words[3], "DMA"))
		return FIT_HEAD;
	return FIT_ROW;
}

/* "some avg10=0.00 avg60=0.00 …" */
enum fit psi_fit(struct span line, struct look *look)
{
	if (!form_begins(line, "some") && !form_begins(line, "full"))
		return FIT_NOT;
	if (!memmem(line.p, line.len, " avg10=", 7))
		return FIT_NOT;
	if (look->form && form_begins(line, "some"))
		return FIT_HEAD;
	return FIT_ROW;
}
