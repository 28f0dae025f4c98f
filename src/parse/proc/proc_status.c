/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/status.h"

#include <errno.h>
#include <stddef.h>

#include "parse/field.h"

#define FIELD(name) offsetof(struct proc_status, name)

static const struct {
	const char *key;
	size_t offset;
} amounts[] = {
	{ "VmSize", FIELD(size) },	  { "VmRSS", FIELD(rss) },
	{ "VmHWM", FIELD(peak) },	  { "VmSwap", FIELD(swap) },
	{ "VmPTE", FIELD(page_tables) },  { "HugetlbPages", FIELD(hugetlb) },
	{ "RssAnon", FIELD(rss_anon) },	  { "RssFile", FIELD(rss_file) },
	{ "RssShmem", FIELD(rss_shmem) },
};

/* One word of several: the first is 1. */
static const struct {
	const char *key;
	size_t offset;
	unsigned word; /* 0: the last one */
} numbers[] = {
	{ "Uid", FIELD(uid), 2 },
	{ "Gid", FIELD(gid), 2 },
	{ "Threads", FIELD(threads), 1 },
	{ "NSpid", FIELD(ns_pid), 0 },
};

static bool is_first(const struct opt_u64 *field)
{
	return !field->known;
}

static bool parse_amount(struct span line, struct opt_u64 *ret)
{
	struct span unit;
	uint64_t v = 0;

	if (!line_last_word(&line, &unit) || !span_is(unit, "kB") ||
	    field_amount(line, 1024, AMOUNT_MAX, &v))
		return false;
	if (is_first(ret))
		*ret = opt_u64(v);
	return true;
}

static bool parse_number(struct span line, unsigned which, struct opt_u64 *ret)
{
	struct span word;
	uint64_t v = 0;
	unsigned n = 0;

	while (span_word(&line, &word)) {
		if (span_u64(word, &v))
			return false;
		if (++n == which)
			break;
	}
	if (!n || n < which)
		return false;
	if (is_first(ret))
		*ret = opt_u64(v);
	return true;
}

/* -1: a line that is not known; else whether it could be read. */
static int parse_line(struct span line, struct proc_status *st)
{
	struct span key;

	if (!span_until(&line, ':', &key))
		return -1;
	if (span_is(key, "State")) {
		line = span_trim(line);
		if (line.len && !st->state)
			st->state = *line.p;
		return line.len > 0;
	}
	for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
		if (span_is(key, amounts[i].key))
			return parse_amount(
				line, (void *)((char *)st + amounts[i].offset));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (span_is(key, numbers[i].key))
			return parse_number(
				line, numbers[i].word,
				(void *)((char *)st + numbers[i].offset));
	return -1;
}

int parse_proc_status(struct span text, struct proc_status *ret, unsigned *bad)
{
	struct proc_status st = { 0 };
	struct span line;
	bool any = false;

	while (span_line(&text, &line)) {
		struct proc_status before = st;
		bool whole = line_whole(&text, line);
		int r = parse_line(line, &st);

		if (r < 0)
			continue;
		any = true;
		if (r && whole)
			continue;
		st = before;
		(*bad)++;
	}
	if (!any)
		return -EINVAL;
	*ret = st;
	return 0;
}
