/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "model/memory/memory.h"
#include "parse/keyed.h"
#include "parse/memory/memory.h"

/*
 * A counter of pages that went below 0 shows as 2^64 - n (per-CPU sums that
 * were not folded): PAGES_MAX refuses it.
 */
static const struct keyed_row rows[] = {
#define X(key, line) KEYED_ROW(line, struct vmstat, v[key], field_pages),
	VMSTAT_KEYS(X)
#undef X
		{ "allocstall*", offsetof(struct vmstat, direct_stalls),
		  field_pages, .sum = PAGES_MAX },
};

int parse_vmstat(struct span text, struct vmstat *ret, unsigned *bad)
{
	return keyed_lines(text, KEYED_FRESH(rows, ret), ' ', bad);
}
