/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sight.h"
#include "diagnose/diagnose.h"
#include "diagnose/findings.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"

/* What the findings with one code come to. */
struct of_code {
	struct opt_i64 bytes; /* of the largest */
	enum severity severity;
};

static void sum_up(const struct findings *all, struct of_code codes[FINDING_N],
		   uint64_t severities[SEV_CRITICAL + 1])
{
	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->v[i];
		struct of_code *c = &codes[f->code];

		severities[f->severity]++;
		if (f->severity > c->severity)
			c->severity = f->severity;
		if (f->bytes.known &&
		    (!c->bytes.known || f->bytes.v > c->bytes.v))
			c->bytes = f->bytes;
	}
}

static void put_verdict(struct pout *p, const struct finding *verdict)
{
	for (int i = 0; i < FINDING_N; i++)
		pout_u64(p, P_VERDICT,
			 PLABELS({ "code",
				   finding_code_name((enum finding_code)i) }),
			 opt_u64(i == (int)verdict->code));
	pout_u64(p, P_VERDICT_SEVERITY, PNONE, opt_u64(verdict->severity));
}

/* Where it could not be seen there may be one: no 0. */
static void put_codes(struct pout *p, const struct of_code codes[FINDING_N],
		      unsigned missing)
{
	for (int i = F_HEALTHY + 1; i < FINDING_N; i++)
		pout_u64(p, P_FINDING_SEVERITY,
			 PLABELS({ "code",
				   finding_code_name((enum finding_code)i) }),
			 (struct opt_u64){
				 codes[i].severity,
				 codes[i].severity ||
					 !(finding_needs((enum finding_code)i) &
					   missing) });
	for (int i = F_HEALTHY + 1; i < FINDING_N; i++)
		pout_i64(p, P_FINDING_BYTES,
			 PLABELS({ "code",
				   finding_code_name((enum finding_code)i) }),
			 codes[i].bytes);
}

void prometheus_findings(struct pout *p, const struct report *r)
{
	struct of_code codes[FINDING_N] = { 0 };
	uint64_t severities[SEV_CRITICAL + 1] = { 0 };

	sum_up(r->findings, codes, severities);
	put_verdict(p, &r->findings->v[0]);
	put_codes(p, codes, sight_missing(r->snap));
	/* "healthy" is no finding that anybody counts */
	for (int i = SEV_NOTICE; i <= SEV_CRITICAL; i++)
		pout_u64(p, P_FINDINGS,
			 PLABELS({ "severity",
				   severity_name((enum severity)i) }),
			 opt_u64(severities[i]));
}
