/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/scope.h"
#include "render/view.h"

static const char *const source_names[] = {
	[SOURCE_LIVE] = "live",
	[SOURCE_RECORDING] = "recording",
	[SOURCE_CAPTURE] = "capture",
};

void json_host(struct jout *j, const struct report *r)
{
	const struct host *h = &r->snap->host;

	jout_open(j, "host", '{');
	jout_text(j, "name", h->name);
	jout_text(j, "kernel", h->kernel);
	jout_text(j, "arch", h->arch);
	jout_opt(j, "page_size_bytes", h->page_size);
	jout_opt(j, "cpus", h->cpus);
	jout_text(j, "boot_id", h->boot_id);
	jout_real(j, "uptime_seconds", h->uptime_ms.known,
		  (double)h->uptime_ms.v / 1000);
	jout_close(j, '}');
}

static void put_processes(struct jout *j, const struct processes *ps)
{
	const struct jamount rows[] = {
		{ "seen", { (int64_t)ps->n, ps->known } },
		{ "kernel_threads", { ps->kernel_threads, ps->known } },
		{ "unreadable", { ps->unreadable, ps->known } },
		{ "vanished", { ps->vanished, ps->known } },
	};

	jout_open(j, "processes", '{');
	jout_amounts(j, rows, sizeof(rows) / sizeof(rows[0]));
	jout_bool(j, "pss", ps->pss);
	jout_real(j, "age_seconds", ps->known, (double)ps->age_ms / 1000);
	jout_close(j, '}');
}

static void put_netns(struct jout *j, const struct netnses *all)
{
	bool known = all->n > 0;
	const struct jamount rows[] = {
		{ "seen", { (int64_t)all->n, known } },
		{ "dumped",
		  { (int64_t)scope_netns(all, NETNS_DUMPED), known } },
		{ "skipped_empty",
		  { (int64_t)scope_netns(all, NETNS_SKIPPED_EMPTY), known } },
		{ "unreadable",
		  { (int64_t)scope_netns(all, NETNS_UNREADABLE), known } },
	};

	jout_open(j, "netns", '{');
	jout_amounts(j, rows, sizeof(rows) / sizeof(rows[0]));
	jout_close(j, '}');
}

static void put_sockets(struct jout *j, const struct report *r)
{
	struct dump_totals sum;
	bool known = scope_sockets(r->snap, &sum);
	size_t listed = view_rows(&r->view, r->snap->socks.n);

	jout_open(j, "sockets", '{');
	jout_opt(j, "seen", (struct opt_u64){ sum.sockets, known });
	jout_opt(j, "holding", (struct opt_u64){ sum.holding, known });
	jout_u64(j, "listed", listed);
	jout_close(j, '}');
}

static void put_gaps(struct jout *j, const struct gaps *gaps)
{
	jout_open(j, "gaps", '[');
	for (size_t i = 0; i < gaps->n && !j->error; i++) {
		const struct gap *g = &gaps->v[i];

		jout_open(j, NULL, '{');
		jout_text(j, "what", g->what);
		jout_u64(j, "count", g->count);
		jout_word(j, "error",
			  g->error ? strerrorname_np(g->error) : NULL);
		jout_text(j, "example", g->example);
		jout_text(j, "effect", g->effect);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_scope(struct jout *j, const struct report *r)
{
	jout_open(j, "scope", '{');
	jout_word(j, "source", source_names[r->snap->source]);
	jout_opt(j, "uid", r->snap->uid);
	put_processes(j, &r->snap->processes);
	put_netns(j, &r->snap->netns);
	put_sockets(j, r);
	put_gaps(j, &r->snap->gaps);
	jout_close(j, '}');
}
