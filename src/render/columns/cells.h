/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the columns of the socket table; see struct column. */
#ifndef KMW_RENDER_COLUMNS_CELLS_H
#define KMW_RENDER_COLUMNS_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lookup;
struct sock;

#define CELL_TEXT(id)                                                  \
	size_t cell_##id(const struct lookup *l, const struct sock *s, \
			 char *dst, size_t cap);
#define CELL_NUMBER(id)                                             \
	bool num_##id(const struct lookup *l, const struct sock *s, \
		      int64_t *ret);
#define CELL_COUNT(id) CELL_NUMBER(id)
#define CELL_SIZE(id) CELL_NUMBER(id)
#define CELL_COUNT_OR_TEXT(id) CELL_NUMBER(id) CELL_TEXT(id)
#define CELL_SIZE_OR_TEXT(id) CELL_NUMBER(id) CELL_TEXT(id)

#define COLUMN(id, label, kind, ...) CELL_##kind(id)
#include "render/columns/columns.def"
#undef COLUMN

#undef CELL_TEXT
#undef CELL_NUMBER
#undef CELL_COUNT
#undef CELL_SIZE
#undef CELL_COUNT_OR_TEXT
#undef CELL_SIZE_OR_TEXT

#endif
