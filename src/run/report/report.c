/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/report.h"

#include <string.h>

#include "account/sockets/by.h"
#include "render/report.h"
#include "run/message.h"
#include "run/output.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/view.h"

static int render(const struct settings *s, const struct report *r, FILE *out)
{
	if (s->json)
		return render_json(r, out);
	return s->columns ? render_sockets(r, out) : render_table(r, out);
}

int report_put(const struct settings *s, const struct sample *sample,
	       const struct rates *rates, FILE *out)
{
	struct report r = { .snap = &sample->snap,
			    .acct = &sample->acct,
			    .findings = &sample->findings,
			    .rates = rates };
	struct by_sum by = { 0 };
	int err = 0;

	if (s->by != BY_NOTHING) {
		err = account_by(&sample->snap, (enum by)s->by, &by);
		r.by = &by;
	}
	view_init(s, &r.view);
	if (!err)
		err = render(s, &r, out);
	by_free(&by);
	return err;
}

int report_write(const struct settings *s, const struct sample *sample)
{
	struct output out;

	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	return output_finish(&out, report_put(s, sample, NULL, out.stream));
}
