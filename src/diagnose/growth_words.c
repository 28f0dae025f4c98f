/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/growth_words.h"

#include <string.h>

#include "util/buf.h"

enum severity growth_severity(double later_seconds)
{
	if (later_seconds <= GROWTH_CRITICAL_SECONDS)
		return SEV_CRITICAL;
	return later_seconds <= GROWTH_WARNING_SECONDS ? SEV_WARNING : SEV_OK;
}

/* "3 min", "2.5 h": nobody plans by more digits. */
static void put_time(struct buf *out, double seconds)
{
	if (seconds < 90)
		buf_printf(out, "%.0f s", seconds);
	else if (seconds < 90 * 60)
		buf_printf(out, "%.0f min", seconds / 60);
	else if (seconds < 36 * 3600)
		buf_printf(out, "%.1f h", seconds / 3600);
	else
		buf_printf(out, "%.1f days", seconds / 86400);
}

void growth_words_when(struct judge *j, struct finding *f, const char *to,
		       double sooner_seconds, double later_seconds)
{
	struct buf when = { 0 };

	put_time(&when, sooner_seconds);
	buf_printf(&when, " to ");
	put_time(&when, later_seconds);
	if (when.data)
		finding_evidence(j, f, "at this rate %s in %s",
				 strcmp(to, "memory")
					 ? to
					 : "the end of available memory is",
				 when.data);
	buf_free(&when);
}
