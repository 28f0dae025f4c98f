/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table/table_layout.h"

#include "render/layout/page.h"
#include "render/report.h"

static size_t later(const struct page *p)
{
	return p->view->bytes ? LAYOUT_EXACT : 0;
}

void layout_size(struct page *p, size_t column, struct opt_i64 bytes)
{
	char text[HUMAN_MAX];

	page_right(p, column + later(p),
		   human_opt_i64(text, bytes, page_human(p)));
}

size_t layout_share(const struct page *p)
{
	return LAYOUT_SIZE + LAYOUT_SHARE + later(p);
}
