/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/amplification.h"

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"

/* Charged so many times what they carry. */
#define SMALL_DATAGRAMS 4.0

void amplification(struct judge *j, struct finding *f, const struct group *g)
{
	double times = (double)g->sampled / (double)g->sampled_payload;

	if (!g->sampled_payload)
		finding_evidence(j, f, "%s charged for datagrams without data",
				 BYTES(g->sampled));
	else
		finding_evidence(
			j, f, "%s charged for %s%s of payload (%.1f x%s)%s",
			BYTES(g->sampled), g->sampled_all ? "" : "about ",
			BYTES(g->sampled_payload), times,
			g->sampled_all ? "" : " in the first 64 of each queue",
			times >= SMALL_DATAGRAMS ? ": small datagrams" : "");
}
