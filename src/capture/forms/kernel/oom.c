/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "capture/forms/kernel/kernel_forms.h"
#include "model/snapshot.h"
#include "parse/oom/oom.h"

/* A report's beginning and its figures may be far apart: they are one. */
#define HAS_BEGIN 1
#define HAS_FIGURES 2

enum fit oom_fit(struct span line, struct look *look)
{
	enum oom_line is = oom_line_is(line, look->form, &look->state);

	if (is == OOM_LINE_NOT)
		return FIT_NOT;
	if (is == OOM_LINE_BEGINS)
		return FIT_HEAD;
	if (is == OOM_LINE_MORE)
		return FIT_MORE;
	look->has = oom_lines_begin(look->state) ? HAS_BEGIN : HAS_FIGURES;
	if (oom_lines_have_figures(look->state))
		look->has |= HAS_FIGURES;
	return FIT_ROW;
}

int oom_fill(const struct look *look, struct snapshot *snap)
{
	unsigned bad = 0;
	int err = parse_oom(look_text(look), snap, &bad);

	if (err == -ENOMEM)
		return err;
	snap->oom.report = opt_u64(snap->paste.sample);
	snap->oom.reports = opt_u64(snap->paste.samples);
	if (bad)
		gaps_add(&snap->gaps, "OOM report", EBADMSG,
			 "figures that could not be read are left out",
			 "%u places", bad);
	return 0;
}
