/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/prometheus.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "account/sockets/by.h"
#include "render/prometheus/prometheus.h"
#include "render/report.h"
#include "run/file.h"
#include "run/message.h"
#include "run/output.h"
#include "run/record/recorder.h"
#include "run/report/textfile.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/view.h"
#include "util/clock.h"

_Static_assert((int)GROUPS_BY_PROCESS == (int)BY_PROCESS &&
		       (int)GROUPS_BY_PORT == (int)BY_PORT,
	       "the options refuse these two");

struct metrics {
	struct report report;
	struct prometheus_view view;
};

static int render(void *arg, FILE *out)
{
	const struct metrics *m = arg;

	return render_prometheus(&m->report, &m->view, out);
}

static int to_stdout(struct metrics *m)
{
	struct output out;

	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	return output_finish(&out, render(m, out.stream));
}

static int to_file(struct metrics *m, const char *file)
{
	int err = textfile_write(file, render, m);

	return err ? message_error("cannot write '%.200s': %s", file,
				   file_why(err))
		   : STATUS_OK;
}

static int put(const struct settings *s, const struct sample *sample,
	       struct opt_u64 duration_us)
{
	struct metrics m = { .report = { .snap = &sample->snap,
					 .acct = &sample->acct,
					 .findings = &sample->findings },
			     .view = { duration_us,
				       (size_t)s->prometheus_holders } };
	enum by by = s->by != BY_NOTHING ? (enum by)s->by : BY_COMMAND;
	struct by_sum sum = { 0 };
	int err, status;

	if (s->prometheus_holders) {
		err = account_by(&sample->snap, by, &sum);
		if (err < 0)
			return message_errno(err);
		m.report.by = &sum;
	}
	view_init(s, &m.report.view);
	status = s->prometheus_file ? to_file(&m, s->prometheus_file)
				    : to_stdout(&m);
	by_free(&sum);
	return status;
}

static int run(const struct settings *s)
{
	uint64_t start = (uint64_t)clock_us(CLOCK_MONOTONIC);
	struct opt_u64 duration = { 0 };
	struct sample sample;
	int status = sample_take(s, &sample);

	if (status != STATUS_OK)
		return status;
	/* reading a file says nothing about that machine */
	if (!s->from && !s->replay)
		duration = opt_u64((uint64_t)clock_us(CLOCK_MONOTONIC) - start);
	status = put(s, &sample, duration);
	sample_free(&sample);
	return status;
}

int run_prometheus(const struct settings *s)
{
	struct settings own;
	int status = masked_settings(s, &own);

	if (status != STATUS_OK)
		return status;
	status = run(&own);
	masked_settings_free(&own);
	return status;
}
