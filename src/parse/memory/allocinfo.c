/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>
#include <string.h>

#include "model/kernel/detail.h"
#include "parse/field.h"

/* "fs/ext4/dir.c:123" */
static int parse_place(struct span word, struct alloc_site *s)
{
	const char *colon = memrchr(word.p, ':', word.len);
	size_t len = colon ? (size_t)(colon - word.p) : 0;

	if (!len || span_u64(span_of(colon + 1, word.len - len - 1), &s->line))
		return -EINVAL;
	span_copy(span_of(word.p, len), s->file, sizeof(s->file));
	return 0;
}

int parse_alloc_place(struct span line, struct alloc_site *s)
{
	struct span word, module;

	if (!span_word(&line, &word) || span_u64(word, &s->calls) ||
	    !span_word(&line, &word) || parse_place(word, s) ||
	    !span_word(&line, &word))
		return -EINVAL;
	if (field_brackets(word, &module)) {
		span_copy(module, s->module, sizeof(s->module));
		if (!span_word(&line, &word))
			return -EINVAL;
	}
	if (!span_cut(&word, "func:"))
		return -EINVAL;
	span_copy(word, s->function, sizeof(s->function));
	while (span_word(&line, &word))
		s->at_least |= span_is(word, "accurate:no");
	return 0;
}

/* "      127664    31168 fs/x.c:123 [module] func:name [accurate:no]" */
static int parse_site(struct span line, struct alloc_site *ret)
{
	struct alloc_site s = { 0 };
	int64_t bytes = 0;
	struct span word;

	if (!span_word(&line, &word) || span_i64(word, &bytes) ||
	    bytes > (int64_t)AMOUNT_MAX || parse_alloc_place(line, &s))
		return -EINVAL;
	/* per-CPU counters are summed without a lock: it may be below 0 */
	s.bytes = bytes > 0 ? (uint64_t)bytes : 0;
	*ret = s;
	return 0;
}

void alloc_sites_keep(struct alloc_sites *all, const struct alloc_site *s)
{
	size_t at = all->n;

	while (at && all->v[at - 1].bytes < s->bytes)
		at--;
	if (at == ALLOC_SITES_MAX)
		return;
	if (all->n < ALLOC_SITES_MAX)
		all->n++;
	memmove(&all->v[at + 1], &all->v[at],
		(all->n - at - 1) * sizeof(all->v[0]));
	all->v[at] = *s;
}

int parse_allocinfo(struct span text, struct alloc_sites *ret, unsigned *bad)
{
	struct alloc_sites all = { 0 };
	unsigned n_bad = 0;
	uint64_t total = 0;
	bool missed = false;
	struct span line;

	if (!span_line(&text, &line) || !line_whole(&text, line) ||
	    !span_starts(line, "allocinfo - version:"))
		return -EINVAL;
	while (span_line(&text, &line)) {
		struct alloc_site s = { 0 };

		if (line_ended(line) || *line.p == '#')
			continue;
		if (!line_whole(&text, line) || parse_site(line, &s) ||
		    field_add(&total, s.bytes, AMOUNT_MAX))
			n_bad++;
		else if (s.bytes)
			alloc_sites_keep(&all, &s);
		missed |= s.at_least;
	}
	if (!n_bad && !missed)
		all.total = opt_u64(total);
	*ret = all;
	*bad += n_bad;
	return 0;
}
