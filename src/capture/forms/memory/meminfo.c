/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/forms/memory/meminfo.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "capture/forms/words.h"
#include "parse/field.h"

/* Lines of /proc/meminfo that nothing is read from (fs/proc/meminfo.c). */
static const char *const others[] = {
	"Dirty",	  "Writeback",	     "Committed_AS",
	"CommitLimit",	  "NFS_Unstable",    "HardwareCorrupted",
	"AnonHugePages",  "DirectMap4k",     "ShmemHugePages",
	"ShmemPmdMapped", "FileHugePages",   "FilePmdMapped",
	"DirectMap2M",	  "DirectMap4M",     "DirectMap1G",
	"KsmZeroPages",	  "EarlyMemtestBad", "DirectMap64k",
	"DirectMap16k",	  "MmapCopy",	     "KernelMisc",
	"DirectMap32M",	  "RssHugePages",
};

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

enum meminfo_key meminfo_find(struct span name)
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
		enum meminfo_key key = meminfo_find(name);

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

int meminfo_rewrite_text(struct span text, struct buf *to)
{
	struct span line;
	int err = 0;

	while (!err && span_line(&text, &line))
		err = put_pairs(line, line_whole(&text, line), to);
	return err;
}

int meminfo_rewrite(const struct look *look, struct buf *to)
{
	return meminfo_rewrite_text(look_text(look), to);
}

bool meminfo_is_name(struct span name, unsigned *ret_place)
{
	*ret_place = meminfo_find(name);
	if (*ret_place < MEMINFO_N)
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (span_is(name, others[i]))
			return true;
	return false;
}

/* A name that was there already begins the next look. */
enum fit meminfo_fit(struct span line, struct look *look)
{
	struct span name, word;
	unsigned place;
	uint64_t bit;

	if (!span_until(&line, ':', &name) || !meminfo_is_name(name, &place) ||
	    !span_word(&line, &word) || !isdigit((unsigned char)*word.p))
		return FIT_NOT;
	if (place >= MEMINFO_N)
		return FIT_ROW;
	bit = UINT64_C(1) << (place % 64);
	if (look->has & bit)
		return FIT_HEAD;
	look->has |= bit;
	return FIT_ROW;
}
