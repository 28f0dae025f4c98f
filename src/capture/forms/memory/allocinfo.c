/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/allocinfo (6.10), sorted, cut, with amounts of numfmt, and as mailers
 * fold its lines: what a row has is told by its words, not by the line's end.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "model/snapshot.h"
#include "parse/memory/memory.h"

/* "mm/slub.c:3059" */
static bool is_place(struct span word)
{
	const char *colon = word.len ? memrchr(word.p, ':', word.len) : NULL;
	size_t n = colon ? (size_t)(colon - word.p) : 0;

	return n > 2 && word.p[n - 2] == '.' && strchr("chS", word.p[n - 1]) &&
	       form_is_number(span_from(word, n + 1));
}

static bool is_module(struct span word)
{
	return word.len > 2 && *word.p == '[' && word.p[word.len - 1] == ']';
}

enum fit allocinfo_fit(struct span line, struct look *look)
{
	struct span rest = line, word, last = { 0 };
	uint64_t v;

	if (span_starts(line, "allocinfo - version:"))
		return FIT_HEAD;
	if (span_starts(line, "#     <size>") ||
	    form_begins(line, "# <size> <calls> <tag"))
		return FIT_ROW;
	/* calls, and behind them a place */
	while (span_word(&rest, &word)) {
		if (is_place(word) && form_is_number(last) &&
		    (form_amount(line, 1, &v) || look->form ||
		     isdigit((unsigned char)*line.p)))
			return FIT_ROW;
		last = word;
	}
	rest = line;
	if (look->form && span_word(&rest, &word) &&
	    (span_starts(word, "func:") || is_module(word)))
		return FIT_ROW;
	return FIT_NOT;
}

/* A row while its words come. */
struct row {
	uint64_t size;
	uint64_t calls;
	struct span place, module, function;
	bool at_least;
};

static int put_row(const struct row *r, struct buf *to)
{
	if (!r->place.len)
		return 0;
	return buf_printf(to, "%" PRIu64 " %" PRIu64 " %.*s%s%.*s %.*s%s\n",
			  r->size, r->calls, (int)r->place.len, r->place.p,
			  r->module.len ? " " : "", (int)r->module.len,
			  r->module.p ? r->module.p : "",
			  (int)(r->function.len ? r->function.len : 6),
			  r->function.len ? r->function.p : "func:-",
			  r->at_least ? " accurate:no" : "");
}

/* "9.8G", or "38.4" before "MiB" */
static bool take_number(struct span word, struct span *numbers)
{
	uint64_t v;

	if (form_amount(word, 1, &v)) {
		numbers[0] = numbers[1];
		numbers[1] = word;
		return true;
	}
	return false;
}

int allocinfo_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, word, numbers[2] = { 0 };
	struct row r = { 0 };
	int err = buf_printf(to, "allocinfo - version: 1.0\n");

	while (!err && span_line(&text, &line)) {
		if (span_starts(line, "#") || span_starts(line, "allocinfo -"))
			continue;
		while (!err && span_word(&line, &word)) {
			if (is_place(word)) {
				err = put_row(&r, to);
				r = (struct row){ .place = word };
				if (!form_amount(numbers[0], 1, &r.size) ||
				    span_u64(numbers[1], &r.calls))
					r.place.len = 0;
			} else if (span_starts(word, "func:")) {
				r.function = word;
			} else if (is_module(word)) {
				r.module = word;
			} else if (span_is(word, "accurate:no")) {
				r.at_least = true;
			} else {
				(void)take_number(word, numbers);
			}
		}
	}
	return err ? err : put_row(&r, to);
}

/* How many lines could not be read is told of all forms alike. */
static void add_gap(struct snapshot *snap, const char *what, unsigned bad)
{
	if (bad)
		gaps_add(&snap->gaps, what, EBADMSG,
			 "lines that could not be read are left out",
			 "%u lines", bad);
}

int allocinfo_fill(const struct look *look, struct snapshot *snap)
{
	struct buf text = { 0 };
	unsigned bad = 0;
	int err = allocinfo_rewrite(look, &text);

	if (!err && !parse_allocinfo(span_of(text.data, text.len),
				     &snap->detail.sites, &bad))
		snap->detail.looked |= DETAIL_ALLOCINFO;
	/* some of its lines: their sum is not all */
	snap->detail.sites.total.known = false;
	add_gap(snap, "allocinfo", bad);
	buf_free(&text);
	return err;
}

/* "0xffffc90000000000-0xffffc90000005000   20480 func+0x1/0x2 pages=4 …" */
enum fit vmallocinfo_fit(struct span line, struct look *look)
{
	struct span word, begin, number;

	(void)look;
	if (!span_word(&line, &word) || !span_cut(&word, "0x") ||
	    !span_until(&word, '-', &begin) || !span_cut(&word, "0x") ||
	    begin.len < 8 || !span_word(&line, &number) ||
	    !form_is_number(number))
		return FIT_NOT;
	return FIT_ROW;
}

int vmallocinfo_fill(const struct look *look, struct snapshot *snap)
{
	unsigned bad = 0;
	int err =
		parse_vmalloc_callers(look_text(look), snapshot_page_size(snap),
				      &snap->detail.vmalloc, &bad);

	if (!err)
		snap->detail.looked |= DETAIL_VMALLOC;
	add_gap(snap, "vmallocinfo", bad);
	return err == -ENOMEM ? err : 0;
}
