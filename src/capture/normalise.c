/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/normalise.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "model/memory/memory.h"
#include "parse/field.h"
#include "util/buf.h"
#include "util/span.h"

/* Quoted in a mail, in a list, by grep -n: the name begins with a letter. */
static struct span unquoted(struct span line)
{
	while (line.len && !isalpha((unsigned char)*line.p)) {
		line.p++;
		line.len--;
	}
	return line;
}

/*
 * Cuts "NAME:"; of what stands before the name on its line (a prompt, another
 * line's end) nothing is left. "Node 0 MemFree:" is of another file.
 */
static bool next_name(struct span *line, struct span *ret_name)
{
	struct span head, word;

	if (!span_until(line, ':', &head))
		return false;
	*ret_name = head;
	if (!span_starts(span_trim(head), "Node ") &&
	    line_last_word(&head, &word))
		*ret_name = word;
	return true;
}

static bool is_kib(struct span unit)
{
	return span_starts(unit, "kB") &&
	       (unit.len == 2 || ispunct((unsigned char)unit.p[2]));
}

/* "24684084", or "24,684,084" as people write it. Returns 0 or -errno. */
static int put_number(struct span word, struct buf *to)
{
	int err = 0;

	for (size_t i = 0; !err && i < word.len; i++) {
		bool comma = word.p[i] == ',';

		/* groups of three, counted from the end */
		if (memchr(word.p, ',', word.len) &&
		    comma != (i && (word.len - i) % 4 == 0))
			return -EINVAL;
		if (!comma)
			err = buf_append(to, word.p + i, 1);
	}
	return err;
}

/*
 * Cuts " 24684084 kB", or " 12" of a count. The unit tells that the number is
 * whole; a count needs its newline for that, or something behind it.
 */
static bool cut_value(struct span *line, bool is_count, bool whole,
		      struct span *ret)
{
	struct span unit, rest;
	bool more;

	if (!span_word(line, ret))
		return false;
	rest = *line;
	more = span_word(&rest, &unit);
	if (is_count)
		return more ? !isalnum((unsigned char)*unit.p) ||
				       memchr(unit.p, ':', unit.len)
			    : whole;
	if (!more || !is_kib(unit))
		return false;
	*line = rest;
	return !span_word(&rest, &unit) || !isdigit((unsigned char)*unit.p);
}

static enum meminfo_key find_key(struct span name)
{
	unsigned key = 0;

	while (key < MEMINFO_N &&
	       !span_is(name, meminfo_name((enum meminfo_key)key)))
		key++;
	return (enum meminfo_key)key;
}

static int put_pair(enum meminfo_key key, const struct span *value,
		    struct buf *to)
{
	size_t start;
	int err = buf_printf(to, "%s: ", meminfo_name(key));

	start = to->len;
	if (!err && value)
		err = put_number(*value, to);
	if (err == -EINVAL) {
		to->len = start;
		err = 0;
	}
	if (!err)
		err = buf_printf(to, meminfo_is_count(key) ? "\n" : " kB\n");
	return err;
}

/* One pair as the kernel prints it, or more: people join and fold lines. */
static int put_pairs(struct span line, bool whole, struct buf *to)
{
	struct span name, value;
	int err = 0;

	line = unquoted(line);
	while (!err && next_name(&line, &name)) {
		enum meminfo_key key = find_key(name);

		if (key < MEMINFO_N)
			err = put_pair(key,
				       cut_value(&line, meminfo_is_count(key),
						 whole, &value)
					       ? &value
					       : NULL,
				       to);
	}
	return err;
}

static int meminfo(struct span text, struct buf *to)
{
	struct span line;
	int err = 0;

	while (!err && span_line(&text, &line))
		err = put_pairs(line, line_whole(&text, line), to);
	return err;
}

static const struct {
	const char *name;
	int (*rewrite)(struct span text, struct buf *to);
} files[] = {
	{ "proc/meminfo", meminfo },
};

int normalise(const char *name, struct buf *text)
{
	struct buf to = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (strcmp(name, files[i].name))
			continue;
		if (files[i].rewrite(span_of(text->data, text->len), &to)) {
			buf_free(&to);
			return -ENOMEM;
		}
		buf_free(text);
		*text = to;
	}
	return 0;
}
