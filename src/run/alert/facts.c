/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/facts.h"

#include <time.h>

#include "model/alert/alert_state.h"
#include "run/sample.h"
#include "run/settings.h"
#include "util/clock.h"

static bool processes_hold_it(const struct findings *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].code == F_PROCESS_ANON)
			return true;
	return false;
}

int facts_take(const struct settings *s, struct sample *ret)
{
	struct settings light = *s;
	int status;

	light.no_pss = true;
	status = sample_take(&light, ret);
	if (status != STATUS_OK || s->no_pss || s->from || s->replay ||
	    !processes_hold_it(&ret->findings))
		return status;
	sample_free(ret);
	light.no_pss = false;
	return sample_take(&light, ret);
}

void facts_amounts(const struct sample *sample, uint64_t now_ms,
		   struct alert_sample *ret)
{
	const struct account *acct = &sample->acct;
	const struct opt_u64 *mem = sample->snap.memory.info.v;

	ret->time_ms = now_ms;
	ret->v[TREND_KERNEL] = acct->id.kernel;
	ret->v[TREND_PROCESSES] = opt_signed(mem[MEM_ANON_PAGES]);
	ret->v[TREND_UNACCOUNTED] = acct->kernel.unaccounted;
	ret->v[TREND_UDP] = opt_signed(acct->proto[PROTO_UDP].effective);
	ret->v[TREND_TCP] = opt_signed(acct->proto[PROTO_TCP].effective);
}

uint64_t facts_now_ms(void)
{
	return (uint64_t)clock_ms(CLOCK_REALTIME);
}
