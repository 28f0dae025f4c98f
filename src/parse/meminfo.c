/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/parse.h"

#include <errno.h>

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

/*
 * " 24684084 kB" to bytes, " 12" to a count. The unit tells that the number
 * is whole; a count needs its newline for that.
 */
static int value(struct span rest, bool is_count, bool whole, uint64_t *ret)
{
	struct span unit;

	if (is_count)
		return whole ? field_amount(rest, 1, PAGES_MAX, ret) : -EINVAL;
	if (!line_last_word(&rest, &unit) || !span_is(unit, "kB"))
		return -EINVAL;
	return field_amount(rest, KIB, AMOUNT_MAX, ret);
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

int parse_meminfo(struct span text, struct meminfo *ret, unsigned *bad)
{
	struct meminfo m = { 0 };
	struct span line, name;
	unsigned hint = 0, n = 0, n_bad = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		enum meminfo_key key;
		uint64_t v = 0;

		if (!span_until(&line, ':', &name))
			continue;
		key = find_key(name, &hint);
		if (key == MEMINFO_N)
			continue;
		n++;
		if (value(line, meminfo_is_count(key), whole, &v))
			n_bad++;
		else if (!m.v[key].known) /* of two samples, the first */
			m.v[key] = opt_u64(v);
	}
	if (!n)
		return -EINVAL;
	check_pool(&m, &n_bad);
	*ret = m;
	*bad += n_bad;
	return 0;
}
