/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/pace.h"
#include "util/clock.h"

#include <time.h>

#define NS_PER_MS 1000000

int64_t pace_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

bool pace_due(const struct pace *p, int64_t now_ms)
{
	return !p->done || now_ms >= p->next_ms;
}

void pace_begin(struct pace *p)
{
	p->began_ns = pace_cpu_ns();
}

void pace_end(struct pace *p, int64_t now_ms, unsigned part)
{
	int64_t cost_ns = pace_cpu_ns() - p->began_ns;

	p->done = true;
	p->done_ms = now_ms;
	p->next_ms = now_ms + cost_ns * part / NS_PER_MS;
}
