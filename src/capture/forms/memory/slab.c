/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/slabinfo, whole or some of its rows, and slabtop(1). */
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"

#define TUNABLES " : tunables "
#define SLABDATA " : slabdata "
#define SIZE_HEAD "Active / Total Size (% used)"
#define ROW_WORDS 9

static bool has(struct span line, const char *word)
{
	return memmem(line.p, line.len, word, strlen(word));
}

enum fit slabinfo_fit(struct span line, struct look *look)
{
	if (span_starts(line, "slabinfo - version:"))
		return FIT_HEAD;
	if (look->form && (span_starts(line, "# name") ||
			   form_begins(line, "name <active_objs>")))
		return FIT_ROW;
	return look->form ? slabinfo_rows_fit(line, look) : FIT_NOT;
}

/* Without the heading: what grep found, or what was cut. */
enum fit slabinfo_rows_fit(struct span line, struct look *look)
{
	(void)look;
	return has(line, TUNABLES) && has(line, SLABDATA) ? FIT_ROW : FIT_NOT;
}

/* Its rows are read behind its heading only. */
int slabinfo_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look);
	int err = 0;

	if (!span_starts(text, "slabinfo - version:"))
		err = buf_printf(to, "slabinfo - version: 2.1\n");
	return err ? err : buf_append(to, text.p, text.len);
}

/* "2369325 2369308  99%    0.19K 112825  21 451300K dentry" */
static bool is_top_row(struct span line)
{
	struct span w[ROW_WORDS];

	if (form_words(line, w, 8) < 8)
		return false;
	return form_is_number(w[0]) && form_is_number(w[1]) &&
	       w[2].p[w[2].len - 1] == '%' && w[3].p[w[3].len - 1] == 'K' &&
	       form_is_number(w[4]) && form_is_number(w[5]) &&
	       w[6].p[w[6].len - 1] == 'K';
}

enum fit slabtop_fit(struct span line, struct look *look)
{
	if (span_starts(line, "Active / Total Objects"))
		return FIT_HEAD;
	if (span_starts(line, "Active / Total ") ||
	    span_starts(line, "Minimum / Average / Maximum Object"))
		return FIT_ROW;
	if (form_begins(line, "OBJS ACTIVE USE OBJ SIZE")) {
		/* a top that was cut off above */
		if (look->state)
			return FIT_HEAD;
		look->state = 1;
		return FIT_ROW;
	}
	return is_top_row(line) ? FIT_ROW : FIT_NOT;
}

/* In some languages a number has a comma for its point. */
static int put_row(struct span line, struct buf *to)
{
	size_t at = to->len;
	struct span w[ROW_WORDS];
	size_t n = form_words(line, w, 8), numbers;
	int err = buf_append(to, line.p, line.len);

	if (err)
		return err;
	numbers = n == 8 ? (size_t)(w[7].p - line.p) : line.len;
	for (size_t i = at; i < at + numbers; i++)
		if (to->data[i] == ',')
			to->data[i] = '.';
	return buf_append(to, "\n", 1);
}

int slabtop_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	bool heading = false;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		if (is_top_row(line) && !heading) {
			err = buf_printf(to,
					 "  OBJS ACTIVE  USE OBJ SIZE  "
					 "SLABS OBJ/SLAB CACHE SIZE NAME\n");
			heading = true;
		}
		if (!err && is_top_row(line))
			err = put_row(line, to);
	}
	return err;
}

/* "Active / Total Size (% used) : 670791.23K / 674440.20K (99.5%)" */
int slabtop_rewrite_total(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, head, w[3];
	uint64_t v;
	int err = 0;

	while (!err && span_line(&text, &line))
		if (span_starts(line, SIZE_HEAD) &&
		    span_until(&line, ':', &head) &&
		    form_words(line, w, 3) == 3 && form_amount(w[2], 1, &v))
			err = form_put_kib(to, "Slab", v);
	return err;
}
