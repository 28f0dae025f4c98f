/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "model/memory.h"
#include "parse/field.h"

#define KIB 1024

/*
 * The key of a line's name, or MEMINFO_N. The kernel prints the lines in
 * nearly the order of the keys: the search goes on behind the last one found.
 */
static enum meminfo_key find_key(struct span name, unsigned *hint)
{
	for (unsigned i = 0; i < MEMINFO_N; i++) {
		unsigned key = (*hint + i) % MEMINFO_N;

		if (span_is(name, meminfo_name((enum meminfo_key)key))) {
			*hint = key + 1;
			return (enum meminfo_key)key;
		}
	}
	return MEMINFO_N;
}

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

/* "24684084", or "24,684,084" as people write it. */
static int number(struct span word, uint64_t unit, uint64_t max, uint64_t *ret)
{
	char plain[32];
	size_t n = 0;

	if (!memchr(word.p, ',', word.len))
		return field_amount(word, unit, max, ret);
	for (size_t i = 0; i < word.len; i++) {
		bool comma = word.p[i] == ',';

		/* groups of three, counted from the end */
		if (comma != (i && (word.len - i) % 4 == 0) ||
		    n == sizeof(plain))
			return -EINVAL;
		if (!comma)
			plain[n++] = word.p[i];
	}
	return field_amount(span_of(plain, n), unit, max, ret);
}

/*
 * Cuts " 24684084 kB" to bytes, " 12" to a count. The unit tells that the
 * number is whole; a count needs its newline for that, or something behind it.
 */
static int value(struct span *line, bool is_count, bool whole, uint64_t *ret)
{
	struct span word, unit, rest;
	bool more;

	if (!span_word(line, &word))
		return -EINVAL;
	rest = *line;
	more = span_word(&rest, &unit);
	if (is_count) {
		if (more ? isalnum((unsigned char)*unit.p) &&
				    !memchr(unit.p, ':', unit.len)
			 : !whole)
			return -EINVAL;
		return number(word, 1, PAGES_MAX, ret);
	}
	if (!more || !is_kib(unit))
		return -EINVAL;
	*line = rest;
	if (span_word(&rest, &unit) && isdigit((unsigned char)*unit.p))
		return -EINVAL;
	return number(word, KIB, AMOUNT_MAX, ret);
}

/* A pool of more bytes than any machine has is no pool. */
static void check_pool(struct meminfo *m, unsigned *bad)
{
	struct opt_u64 size = m->v[MEM_HUGEPAGE_SIZE];

	for (unsigned key = MEM_HUGEPAGES_TOTAL; key < MEMINFO_N; key++) {
		if (!m->v[key].known || !opt_or0(size) ||
		    m->v[key].v <= AMOUNT_MAX / size.v)
			continue;
		m->v[key].known = false;
		(*bad)++;
	}
}

struct lines {
	struct meminfo m;
	unsigned hint;
	unsigned n;
	unsigned bad;
};

/* One pair as the kernel prints it, or more: people join and fold lines. */
static void pairs(struct lines *l, struct span line, bool whole)
{
	struct span name;

	line = unquoted(line);
	while (next_name(&line, &name)) {
		enum meminfo_key key = find_key(name, &l->hint);
		uint64_t v = 0;

		if (key == MEMINFO_N)
			continue;
		l->n++;
		if (value(&line, meminfo_is_count(key), whole, &v))
			l->bad++;
		else if (!l->m.v[key].known) /* of two samples, the first */
			l->m.v[key] = opt_u64(v);
	}
}

int parse_meminfo(struct span text, struct meminfo *ret, unsigned *bad)
{
	struct lines l = { 0 };
	struct span line;

	while (span_line(&text, &line))
		pairs(&l, line, line_whole(&text, line));
	if (!l.n)
		return -EINVAL;
	check_pool(&l.m, &l.bad);
	*ret = l.m;
	*bad += l.bad;
	return 0;
}
