/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/growth/growth_words.h"

#include <string.h>

#include "account/growth/rates.h"
#include "util/human_time.h"

enum severity growth_severity(double later_seconds)
{
	if (later_seconds <= (double)limit_number(LIMIT_GROWTH_CRITICAL))
		return SEV_CRITICAL;
	return later_seconds <= (double)limit_number(LIMIT_GROWTH_WARNING)
		       ? SEV_WARNING
		       : SEV_OK;
}

void diagnose_etas(const struct findings *found, struct rates *rates)
{
	enum severity worst = found->v[0].severity;

	for (size_t i = 0; i < rates->n; i++) {
		struct rate *rate = rates->v[i];

		if (rate->eta.known && strcmp(rate->eta_to, "rcvbuf") &&
		    growth_severity(rate->eta.high_seconds) > worst)
			rate->eta = (struct eta){ 0 };
	}
}

void growth_words_when(struct finding *f, const char *to, double sooner_seconds,
		       double later_seconds)
{
	char when[HUMAN_TIME_MAX];

	say(f, "at this rate %s in %s",
	    strcmp(to, "memory") ? to : "the end of available memory is",
	    human_time_range(when, sooner_seconds, later_seconds));
}
