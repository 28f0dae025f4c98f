/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/columns/lookup.h"
#include "render/view.h"

#define SCHEMA "kmemwhere.report/1"

static void put_report(struct jout *j, const struct lookup *l)
{
	const struct report *r = l->r;

	jout_open(j, NULL, '{');
	jout_word(j, "schema", SCHEMA);
	jout_text(j, "version", r->view.version);
	jout_time(j, "time", r->snap->time_ms);
	json_host(j, r);
	json_scope(j, r);
	json_memory(j, r);
	json_protocols(j, r);
	json_sockets(j, l);
	json_holders(j, l);
	json_cgroups(j, r);
	json_groups(j, r);
	json_processes(j, l);
	json_waiting(j, r);
	json_drops(j, r);
	json_process_map(j, l);
	json_rates(j, r);
	json_findings(j, r);
	json_verdict(j, r);
	jout_close(j, '}');
}

int render_json(const struct report *r, FILE *out)
{
	struct jout j = { .out = out };
	struct lookup l;
	int err = lookup_init(r, &l);

	if (err)
		return err;
	put_report(&j, &l);
	if (!j.error)
		fputc('\n', out);
	err = view_flush(out);
	lookup_free(&l);
	return j.error ? j.error : err;
}
