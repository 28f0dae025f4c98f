/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include <time.h>

#include "model/snapshot.h"
#include "render/json_parts.h"
#include "render/jout.h"
#include "render/lookup.h"
#include "render/view.h"

#define SCHEMA "kmemwhere.report/1"
#define LAST_YEAR 9999 /* four digits, or it is no ISO 8601 */

/* "2026-11-22T15:04:31.120Z" */
static void put_time(struct jout *j, const char *key, struct opt_u64 ms)
{
	time_t seconds = (time_t)(ms.v / 1000);
	char text[40];
	struct tm tm;
	size_t n;

	if (!ms.known || !gmtime_r(&seconds, &tm) ||
	    tm.tm_year + 1900 > LAST_YEAR) {
		jout_null(j, key);
		return;
	}
	n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, sizeof(text) - n, ".%03uZ", (unsigned)(ms.v % 1000));
	jout_word(j, key, text);
}

static void put_report(struct jout *j, const struct lookup *l)
{
	const struct report *r = l->r;

	jout_open(j, NULL, '{');
	jout_word(j, "schema", SCHEMA);
	jout_text(j, "version", r->view.version);
	put_time(j, "time", r->snap->time_ms);
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
	jout_null(j, "rates");
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
