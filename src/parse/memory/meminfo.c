/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "model/memory/memory.h"
#include "parse/keyed.h"
#include "parse/memory/memory.h"

static const struct keyed_row rows[] = {
#define X(key, line) KEYED_ROW(line, struct meminfo, v[key], field_kib),
	MEMINFO_KEYS(X)
#undef X
#define X(key, line) KEYED_ROW(line, struct meminfo, v[key], field_pages),
		MEMINFO_COUNTS(X)
#undef X
};

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
	int err = keyed_lines(text, KEYED_FRESH(rows, ret), ':', bad);

	if (!err)
		check_pool(ret, bad);
	return err;
}
