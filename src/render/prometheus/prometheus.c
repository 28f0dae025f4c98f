/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/prometheus/prometheus.h"

#include "account/sight.h"
#include "model/snapshot.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"
#include "render/scope.h"
#include "render/view.h"

static void put_run(struct pout *p, const struct report *r,
		    const struct prometheus_view *v)
{
	const struct snapshot *s = r->snap;

	pout_u64(p, P_BUILD_INFO, PLABELS({ "version", r->view.version }),
		 opt_u64(1));
	pout_real(p, P_LAST_RUN, PNONE, s->time_ms.known,
		  (double)s->time_ms.v / 1e3);
	pout_real(p, P_DURATION, PNONE, v->duration_us.known,
		  (double)v->duration_us.v / 1e6);
	if (s->source == SOURCE_LIVE)
		pout_u64(p, P_PRIVILEGED, PNONE, opt_u64(s->privileged));
	for (size_t i = 0; i < s->gaps.n; i++)
		pout_u64(p, P_GAPS, PLABELS({ "what", s->gaps.v[i].what }),
			 opt_u64(s->gaps.v[i].count));
}

static void put_processes(struct pout *p, const struct processes *ps)
{
	const struct {
		const char *look;
		size_t n;
	} rows[] = {
		{ "seen", ps->n },
		{ "kernel_thread", ps->kernel_threads },
		{ "unreadable", ps->unreadable },
		{ "vanished", ps->vanished },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		pout_u64(p, P_PROCESSES, PLABELS({ "look", rows[i].look }),
			 (struct opt_u64){ rows[i].n, ps->known });
}

static void put_netns(struct pout *p, const struct netnses *all)
{
	static const char *const probes[] = {
		[NETNS_UNREADABLE] = "unreadable",
		[NETNS_DUMPED] = "dumped",
		[NETNS_SKIPPED_EMPTY] = "skipped_empty",
	};

	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		pout_u64(p, P_NETNS, PLABELS({ "look", probes[i] }),
			 (struct opt_u64){
				 scope_netns(all, (enum netns_access)i),
				 all->n > 0 });
}

int render_prometheus(const struct report *r, const struct prometheus_view *v,
		      FILE *out)
{
	struct pout p = { .out = out,
			  .last = -1,
			  .missing = snapshot_is_capture(r->snap)
					     ? 0
					     : sight_missing(r->snap) };

	put_run(&p, r, v);
	put_processes(&p, &r->snap->processes);
	put_netns(&p, &r->snap->netns);
	prometheus_findings(&p, r);
	prometheus_memory(&p, r);
	prometheus_protocols(&p, r);
	prometheus_sockets(&p, r);
	prometheus_holders(&p, r, v->holders);
	return view_flush(out);
}
