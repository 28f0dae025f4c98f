/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "util/escape.h"

#define INDENT 10

/* "smaps_rollup (3 times, EACCES, first pid 1): what it means" */
static int describe(const struct gap *g, struct buf *ret)
{
	char safe[sizeof(g->example) * ESCAPE_MAX];
	const char *error = g->error ? strerrorname_np(g->error) : NULL;
	int err = buf_printf(ret, "%s (", g->what);

	if (!err && g->count > 1)
		err = buf_printf(ret, "%u times%s", g->count,
				 error || g->example[0] ? ", " : "");
	if (!err && error)
		err = buf_printf(ret, "%s%s", error, g->example[0] ? ", " : "");
	if (!err && g->example[0])
		err = buf_printf(ret, "%s%s", g->count > 1 ? "first " : "",
				 escape_str(safe, sizeof(safe), g->example));
	if (!err && ret->data[ret->len - 1] == '(')
		ret->len -= 2;
	else if (!err)
		err = buf_printf(ret, ")");
	if (!err)
		err = buf_printf(ret, ": %s", g->effect ? g->effect : "-");
	return err;
}

void table_gaps(struct page *p, const struct report *r)
{
	const struct gaps *gaps = &r->snap->gaps;
	struct buf b = { 0 };

	if (gaps->n)
		page_end(p);
	for (size_t i = 0; i < gaps->n && !p->error; i++) {
		buf_clear(&b);
		p->error = describe(&gaps->v[i], &b);
		page_put(p, i ? "" : "NOT SEEN");
		page_pad(p, INDENT);
		page_wrap(p, INDENT, b.data ? b.data : "");
		page_end(p);
	}
	buf_free(&b);
}
