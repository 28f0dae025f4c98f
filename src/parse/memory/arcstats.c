/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>

#include "model/memory.h"
#include "parse/field.h"

/* A kstat of ZFS: "name type data" lines. */
int parse_arcstats(struct span text, struct zfs_arc *ret, unsigned *bad)
{
	struct zfs_arc arc = { 0 };
	unsigned n = 0, n_bad = 0;
	struct span line, name, type;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line), size;
		uint64_t v = 0;

		if (!span_word(&line, &name))
			continue;
		size = span_is(name, "size");
		if (!size && !span_is(name, "c_min"))
			continue;
		n++;
		if (!whole || !span_word(&line, &type) ||
		    field_amount(line, 1, AMOUNT_MAX, &v))
			n_bad++;
		else
			*(size ? &arc.size_bytes : &arc.min_bytes) = opt_u64(v);
	}
	if (!n)
		return -EINVAL;
	*ret = arc;
	*bad += n_bad;
	return 0;
}
