/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of processes: a heading says where the pid and the memory are. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "capture/forms/process/process_forms.h"
#include "capture/forms/words.h"

#define COLUMNS_MAX 64

/* Where a table's columns are, in the state of its look. */
struct table_columns {
	unsigned pid;
	unsigned memory; /* RSS or RES */
	unsigned n;	 /* in front of the command, which has blanks */
};

static uint64_t pack(struct table_columns c)
{
	return UINT64_C(1) << 32 | (uint64_t)c.pid << 16 |
	       (uint64_t)c.memory << 8 | c.n;
}

static struct table_columns unpack(uint64_t state)
{
	return (struct table_columns){ .pid = state >> 16 & 0xff,
				       .memory = state >> 8 & 0xff,
				       .n = state & 0xff };
}

/* "PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND" */
static bool read_heading(struct span line, const char *memory,
			 struct table_columns *ret)
{
	struct span words[COLUMNS_MAX];
	struct table_columns c = { 0 };
	size_t n = form_words(line, words, COLUMNS_MAX);
	bool pid = false, mem = false;

	if (n < 3 || n == COLUMNS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (span_is(words[i], "PID")) {
			c.pid = (unsigned)i;
			pid = true;
		} else if (span_is(words[i], memory)) {
			c.memory = (unsigned)i;
			mem = true;
		}
	}
	c.n = (unsigned)n - 1;
	*ret = c;
	return pid && mem && c.pid < c.n && c.memory < c.n &&
	       (span_is(words[n - 1], "COMMAND") ||
		span_is(words[n - 1], "CMD") || span_is(words[n - 1], "COMM") ||
		span_is(words[n - 1], "Command"));
}

/* A row has its pid and its memory where the heading says. */
static bool is_row(struct span line, struct table_columns c)
{
	struct span words[COLUMNS_MAX];
	size_t n = form_words(line, words, c.n + 1);
	uint64_t v;

	return n > c.n && form_is_number(words[c.pid]) &&
	       form_amount(words[c.memory], 1, &v);
}

static enum fit fit(struct span line, const char *memory, struct look *look)
{
	struct table_columns c;

	if (read_heading(line, memory, &c)) {
		look->state = pack(c);
		return FIT_HEAD;
	}
	return look->form && is_row(line, unpack(look->state)) ? FIT_ROW
							       : FIT_NOT;
}

enum fit ps_fit(struct span line, struct look *look)
{
	return fit(line, "RSS", look);
}

enum fit top_rows_fit(struct span line, struct look *look)
{
	return fit(line, "RES", look);
}

static int put_row(struct span line, struct table_columns c, struct buf *to)
{
	struct span words[COLUMNS_MAX];
	uint64_t bytes = 0;

	if (form_words(line, words, c.n + 1) <= c.n ||
	    !form_amount(words[c.memory], 1024, &bytes))
		return 0;
	line = span_of(words[c.n].p,
		       (size_t)(line.p + line.len - words[c.n].p));
	return buf_printf(to, "%.*s %" PRIu64 " %.*s\n", (int)words[c.pid].len,
			  words[c.pid].p, bytes / 1024,
			  (int)span_trim(line).len, line.p);
}

int top_rows_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	struct table_columns c;
	int err = 0;

	if (!span_line(&text, &line) || !read_heading(line, "RES", &c))
		return 0;
	err = buf_printf(to, "PID RSS COMM\n");
	while (!err && span_line(&text, &line))
		err = put_row(line, c, to);
	return err;
}
