/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>

#include "model/memory/memory.h"
#include "parse/keyed.h"
#include "parse/memory/memory.h"

/* "type data" behind the name. */
static int kstat(struct span value, uint64_t *ret)
{
	struct span type;

	return span_word(&value, &type) ? field_bytes(value, ret) : -EINVAL;
}

static const struct keyed_row rows[] = {
	KEYED_ROW("size", struct zfs_arc, size_bytes, kstat),
	KEYED_ROW("c_min", struct zfs_arc, min_bytes, kstat),
};

int parse_arcstats(struct span text, struct zfs_arc *ret, unsigned *bad)
{
	return keyed_lines(text, KEYED_FRESH(rows, ret), ' ', bad);
}
