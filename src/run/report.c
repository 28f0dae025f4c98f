/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report.h"

#include <string.h>

#include "account/by.h"
#include "render/report.h"
#include "run/message.h"
#include "run/output.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/view.h"

static int write_report(const struct settings *s, const struct report *r)
{
	int (*render)(const struct report *r, FILE *out) = render_table;
	struct output out;
	int err, status;

	if (s->json)
		render = render_json;
	else if (s->columns)
		render = render_sockets;
	err = output_open(&out);
	if (err < 0)
		return message_error("%s", strerror(-err));
	err = render(r, out.stream);
	status = output_finish(&out);
	if (err < 0 && status == STATUS_OK)
		return message_error("cannot write the report: %s",
				     strerror(-err));
	return status;
}

int report_write(const struct settings *s, const struct sample *sample)
{
	struct report r = { .snap = &sample->snap,
			    .acct = &sample->acct,
			    .findings = &sample->findings };
	struct by_sum by = { 0 };
	int err, status;

	if (s->by != BY_NOTHING) {
		err = account_by(&sample->snap, (enum by)s->by, &by);
		if (err < 0)
			return message_error("%s", strerror(-err));
		r.by = &by;
	}
	view_init(s, &r.view);
	status = write_report(s, &r);
	by_free(&by);
	return status;
}
