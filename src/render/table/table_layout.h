/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where things stand in the MEMORY section. */
#ifndef KMW_RENDER_TABLE_TABLE_LAYOUT_H
#define KMW_RENDER_TABLE_TABLE_LAYOUT_H

#include <stddef.h>

#include "util/opt.h"

struct page;

#define LAYOUT_SIZE 31	/* where the amount of a term ends */
#define LAYOUT_PART 38	/* where that of a kernel's part ends */
#define LAYOUT_SHARE 5	/* the share behind it */
#define LAYOUT_BAR 20	/* characters for the whole machine */
#define LAYOUT_EXACT 10 /* more room for exact bytes */

/* Puts an amount so that it ends at that column; exact ones end later. */
void layout_size(struct page *p, size_t column, struct opt_i64 bytes);

/* Where the share of a term ends. */
size_t layout_share(const struct page *p);

#endif
