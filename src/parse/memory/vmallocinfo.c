/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>

#include "model/memory.h"
#include "parse/field.h"

static struct opt_u64 to_bytes(uint64_t pages, uint64_t page_size)
{
	uint64_t v = 0;

	if (__builtin_mul_overflow(pages, page_size, &v) || v > AMOUNT_MAX)
		return (struct opt_u64){ 0 };
	return opt_u64(v);
}

/* A sum that misses a line is no sum: then both stay unknown. */
int parse_vmallocinfo(struct span text, uint64_t page_size,
		      struct vmallocinfo *ret, unsigned *bad)
{
	uint64_t pages = 0, stacks = 0;
	unsigned n = 0, n_bad = 0;
	struct span line;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		struct vmalloc_area area;

		if (!span_starts(line, "0x"))
			continue;
		n++;
		if (!whole || parse_vmalloc_area(line, &area) ||
		    field_add(&pages, area.pages, PAGES_MAX))
			n_bad++;
		else if (area.stack)
			stacks += area.pages;
	}
	if (!n)
		return -EINVAL;
	*ret = (struct vmallocinfo){ 0 };
	if (!n_bad) {
		ret->pages_bytes = to_bytes(pages, page_size);
		ret->stack_bytes = to_bytes(stacks, page_size);
		n_bad += !ret->pages_bytes.known;
	}
	*bad += n_bad;
	return 0;
}
