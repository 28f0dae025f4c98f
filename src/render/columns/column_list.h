/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns that -o asks for. */
#ifndef KMW_RENDER_COLUMNS_COLUMN_LIST_H
#define KMW_RENDER_COLUMNS_COLUMN_LIST_H

#include <stddef.h>

#include "render/columns/columns.h"
#include "util/span.h"

struct column_list {
	const struct column *v[COLUMNS_N]; /* each once */
	size_t n;
};

/*
 * "a,b", "+c" behind the default ones, NULL: the default ones. Returns 0, or
 * -EINVAL with the first word that is no column in ret_bad (may be NULL).
 */
int column_list_parse(const char *list, struct column_list *ret,
		      struct span *ret_bad);

#endif
