/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/layout/page.h"
#include "render/table/table_parts.h"
#include "render/view.h"

static void put_report(struct page *p, const struct lookup *l)
{
	const struct report *r = l->r;

	table_header(p, r);
	table_findings(p, r);
	if (r->snap->process_map) {
		table_process_map(p, l);
		table_gaps(p, r);
		return;
	}
	table_memory(p, r);
	table_kernel(p, r);
	if (r->view.kernel) {
		table_detail(p, r);
		table_gaps(p, r);
		return;
	}
	table_protocols(p, r);
	table_drops(p, r);
	if (r->by)
		table_groups(p, r);
	else
		table_sockets(p, l);
	table_processes(p, l);
	if (r->rates)
		table_growth(p, r);
	table_gaps(p, r);
}

int render_table(const struct report *r, FILE *out)
{
	struct page p = { .view = &r->view, .out = out };
	struct lookup l;
	int err = lookup_init(r, &l);

	if (err)
		return err;
	put_report(&p, &l);
	buf_free(&p.line);
	lookup_free(&l);
	err = view_flush(out);
	return p.error ? p.error : err;
}
