/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/text.h"
#include "util/buf.h"

#define LAST_YEAR 9999 /* four digits, or it is no ISO 8601 */

void rows_snapshot(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, w->l->r->snap);
}

void make_time(const struct lookup *l, const void *row, union field_value *ret)
{
	struct opt_u64 ms = ((const struct snapshot *)row)->time_ms;
	time_t seconds = (time_t)(ms.v / 1000);
	struct tm tm;
	size_t n;

	(void)l;
	if (!ms.known || !gmtime_r(&seconds, &tm) ||
	    tm.tm_year + 1900 > LAST_YEAR)
		return;
	n = strftime(ret->chars, sizeof(ret->chars), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ret->chars + n, sizeof(ret->chars) - n, ".%03uZ",
		 (unsigned)(ms.v % 1000));
}

void put_sentence(struct jsonw *j, const struct field *f, const void *row)
{
	const char *const *at = (const void *)((const char *)row + f->offset);
	struct buf b = { 0 };

	if (!j->error)
		j->error = text_sentence(&b, *at);
	if (!j->error)
		jsonw_word(j, b.data);
	buf_free(&b);
}

static void make_schema(const struct lookup *l, const void *row,
			union field_value *ret)
{
	(void)l;
	(void)row;
	ret->text = JSON_SCHEMA;
}

static void make_version(const struct lookup *l, const void *row,
			 union field_value *ret)
{
	(void)row;
	ret->text = l->r->view.version;
}

static void rows_host(struct walk *w, const void *row)
{
	walk_row(w, &((const struct snapshot *)row)->host);
}

/* The rows are of the snapshot. */
static const struct field report[] = {
	MADE(FIELD_NAME, make_schema, "schema", "The contract.", .sure = true,
	     .pattern = "^kmemwhere\\.report/1$"),
	MADE(FIELD_NAME, make_version, "version", "Of kmemwhere.",
	     .sure = true),
	MADE(FIELD_CHARS, make_time, "time",
	     "When the counters were read; null in a capture that does not "
	     "tell.",
	     .pattern = TIME_PATTERN),
	OBJECT("host", "The machine.", report_host, .rows = rows_host),
	OBJECT("scope", "What was looked at, and what was not.", report_scope),
	OBJECT("memory", "Where it is.", report_memory),
	LIST("protocols", "Those that the kernel accounts.", report_protocol,
	     rows_protocols),
	LIST("sockets", "Ranked by held_bytes.", report_socket, rows_sockets),
	LIST("holders", "Sockets summed by process.", report_holder,
	     rows_holders),
	LIST("cgroups",
	     "Ranked by socket memory; empty unless cgroup v2 has the memory "
	     "controller.",
	     report_cgroup, rows_cgroups),
	OBJECT("groups", "Sockets summed by a key; null without --by.",
	       report_groups, .rows = rows_groups, .none_at_0 = true),
	LIST("processes", "Ranked by Pss.", report_process, rows_processes),
	LIST("qdiscs", "Interfaces with packets that wait to be sent.",
	     report_qdisc, rows_qdiscs),
	LIST("nfqueues",
	     "/proc/net/netfilter/nfnetlink_queue, those with packets or "
	     "drops.",
	     report_nfqueue, rows_nfqueues),
	LIST("fragments", "Packets that wait for their other parts.",
	     report_fragments, rows_fragments),
	OBJECT("drops", "With --drop-reasons, else null.", report_drops,
	       .rows = rows_drops, .none_at_0 = true),
	OBJECT("inside", "One process; null without --pid.", report_process_map,
	       .rows = rows_process_map, .none_at_0 = true),
	OBJECT("rates",
	       "What grows, and how fast; null in a report of one moment.",
	       report_rates, .rows = rows_rates, .none_at_0 = true),
	OBJECT("oom",
	       "What the kernel printed when it could not get memory; null "
	       "elsewhere.",
	       report_oom, .rows = rows_oom, .none_at_0 = true),
	LIST("findings", "Ranked, never empty.", report_finding, rows_findings,
	     .sure = true),
	OBJECT("verdict", "The first finding.", report_verdict,
	       .rows = rows_verdict),
};
const struct table report_report = TABLE(report);

int render_json(const struct report *r, FILE *out)
{
	struct lookup l;
	int err = lookup_init(r, &l);

	if (err)
		return err;
	err = walk_document(&l, &report_report, r->snap, out);
	lookup_free(&l);
	return err;
}
