/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/once.h"

#include <string.h>

#include "render/diff.h"
#include "render/report.h"
#include "run/message.h"
#include "run/output.h"
#include "run/record/recorder.h"
#include "run/report/diff.h"
#include "run/report/from.h"
#include "run/report/report.h"
#include "run/sample.h"
#include "run/settings.h"

/* Before anything is collected: a typing error must not cost a second. */
int once_check_columns(const struct settings *s)
{
	char bad[64];

	if (s->columns &&
	    render_check_columns(s->columns, bad, sizeof(bad)) < 0)
		return message_usage("unknown column '%s' in --output: see "
				     "--list-columns",
				     bad);
	if (!s->sort)
		return STATUS_OK;
	if (strpbrk(s->sort, "+,"))
		return message_usage("--sort takes one column, not '%.60s'",
				     s->sort);
	if (render_check_columns(s->sort, bad, sizeof(bad)) < 0)
		return message_usage("unknown column '%s' in --sort: see "
				     "--list-columns",
				     bad);
	return STATUS_OK;
}

/* What cannot be recorded is told; it is reported all the same. */
static int once(const struct settings *s, struct recorder *rec)
{
	struct sample sample;
	int recorded, status;

	recorded = s->replay && rec ? recorder_copy(s, rec) : STATUS_OK;
	status = sample_take(s, &sample);
	if (status != STATUS_OK)
		return status;
	if (rec && !s->replay)
		recorded = recorder_write(rec, &sample.snap);
	status = report_write(s, &sample);
	if (status == STATUS_OK && from_is_unknown(&sample.snap))
		status = from_unknown(s);
	if (status == STATUS_OK && from_is_empty(&sample.snap))
		status = from_empty(s);
	sample_free(&sample);
	return status == STATUS_OK ? recorded : status;
}

int run_once(const struct settings *s)
{
	struct recorder *rec = NULL;
	struct settings own;
	int status = once_check_columns(s);

	if (status == STATUS_OK)
		status = masked_settings(s, &own);
	if (status == STATUS_OK && own.diff) {
		status = run_diff(&own);
		masked_settings_free(&own);
		return status;
	}
	if (status != STATUS_OK)
		return status;
	if (own.record)
		status = recorder_open(&own, &rec);
	if (status == STATUS_OK)
		status = once(&own, rec);
	recorder_close(rec);
	masked_settings_free(&own);
	return status;
}

/* What is printed of the program itself. */
static int print(int (*render)(FILE *out))
{
	struct output out;

	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	return output_finish(&out, render(out.stream));
}

int run_list_columns(const struct settings *s)
{
	(void)s;
	return print(render_list_columns);
}

int run_json_schema(const struct settings *s)
{
	return print(s->schema == SCHEMA_DIFF ? render_diff_json_schema
					      : render_json_schema);
}
