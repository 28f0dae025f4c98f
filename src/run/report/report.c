/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/report.h"

#include <string.h>

#include "account/by.h"
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
	       const struct rates *rates, struct output *out)
{
	struct report r = { .snap = &sample->snap,
			    .acct = &sample->acct,
			    .findings = &sample->findings,
			    .rates = rates };
	struct by_sum by = { 0 };
	int err;

	if (s->by != BY_NOTHING) {
		err = account_by(&sample->snap, (enum by)s->by, &by);
		if (err < 0)
			return message_error("%s", strerror(-err));
		r.by = &by;
	}
	view_init(s, &r.view);
	err = render(s, &r, out->stream);
	by_free(&by);
	/* why writing failed is told as it ends */
	if (err < 0 && !out->error)
		return message_error("cannot write the report: %s",
				     strerror(-err));
	return STATUS_OK;
}

int report_write(const struct settings *s, const struct sample *sample)
{
	struct output out;
	int err = output_open(&out), status, end;

	if (err < 0)
		return message_error("%s", strerror(-err));
	status = report_put(s, sample, NULL, &out);
	end = output_finish(&out);
	return status == STATUS_OK ? end : status;
}
