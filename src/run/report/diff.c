/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/growth/delta.h"
#include "render/diff.h"
#include "run/message.h"
#include "run/output.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/view.h"

/* The two sides of "A,B", cut in place. */
static int split(char *text, char *ret[2])
{
	char *comma = strchr(text, ',');

	if (!comma || comma == text || !comma[1])
		return message_usage("--diff takes two moments, 'A,B', not "
				     "'%.100s'",
				     text);
	*comma = '\0';
	ret[0] = text;
	ret[1] = comma + 1;
	return STATUS_OK;
}

/* A sample of --replay; else FILE, or FILE@SAMPLE. */
static int take(const struct settings *s, char *side, struct sample *ret)
{
	char *at;

	if (s->replay)
		return sample_replay(s, s->replay, side, ret);
	at = strrchr(side, '@');
	if (!at || !at[1])
		return sample_replay(s, side, NULL, ret);
	*at = '\0';
	return sample_replay(s, side, at + 1, ret);
}

static int write_diff(const struct settings *s, const struct diff_report *r)
{
	struct output out;

	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	return output_finish(&out, s->json ? render_diff_json(r, out.stream)
					   : render_diff(r, out.stream));
}

static int compare(const struct settings *s, const struct sample side[2])
{
	const struct moment before = { &side[0].snap, &side[0].acct };
	const struct moment after = { &side[1].snap, &side[1].acct };
	struct delta delta;
	struct diff_report r = {
		.delta = &delta,
		.snap = { before.snap, after.snap },
		.findings = { &side[0].findings, &side[1].findings },
	};
	int status, err = account_delta(&before, &after, &delta);

	if (err)
		return message_errno(err);
	view_init(s, &r.view);
	status = write_diff(s, &r);
	delta_free(&delta);
	return status;
}

int run_diff(const struct settings *s)
{
	struct sample side[2] = { 0 };
	char *text = strdup(s->diff), *words[2];
	int status;

	if (!text)
		return message_errno(-ENOMEM);
	status = split(text, words);
	for (size_t i = 0; status == STATUS_OK && i < 2; i++)
		status = take(s, words[i], &side[i]);
	if (status == STATUS_OK)
		status = compare(s, side);
	for (size_t i = 0; i < 2; i++)
		sample_free(&side[i]);
	free(text);
	return status;
}
