/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --alert reads: its state, its configuration, thresholds. */
#include <stdlib.h>
#include <string.h>

#include "alert/thresholds.h"
#include "formats.h"
#include "parse/text/alert_state.h"
#include "parse/text/conf.h"
#include "model/alert/alert_state.h"
#include "record/alert_state.h"
#include "util/escape.h"

/* What was read can be written, and read as the same again. */
static void round_trip(struct alert_state *state)
{
	struct buf once = { 0 }, twice = { 0 };

	if (alert_state_text(state, &once) ||
	    alert_state_read(span_of(once.data, once.len), state) ||
	    alert_state_text(state, &twice) || once.len != twice.len ||
	    memcmp(once.data, twice.data, once.len) != 0)
		abort();
	buf_free(&once);
	buf_free(&twice);
}

int format_alert_state(struct span text, FILE *out, unsigned *bad)
{
	struct alert_state *state = calloc(1, sizeof(*state));
	int err = -1;

	(void)bad;
	if (state)
		err = text.len && *text.p == '{'
			      ? alert_state_read(text, state)
			      : parse_alert_state(text, state);
	if (!err) {
		round_trip(state);
		fprintf(out, "boot=%s\nsamples=%zu\nincidents=%zu\n",
			state->boot_id, state->n_samples, state->n_incidents);
	}
	for (size_t i = 0; !err && i < state->n_incidents; i++)
		fprintf(out, "incident=%s\n", state->incidents[i].key);
	free(state);
	return err;
}

int format_conf(struct span text, FILE *out, unsigned *bad)
{
	struct conf_line line = { 0 };

	while (parse_conf_line(&text, &line)) {
		char key[64], value[256], shown[256 * ESCAPE_MAX];

		*bad += line.bad;
		span_copy(line.key, key, sizeof(key));
		span_copy(line.value, value, sizeof(value));
		fprintf(out, "~conf.%u.%s=", line.number,
			escape_str(shown, sizeof(shown), key));
		fprintf(out, "%s\n", escape_str(shown, sizeof(shown), value));
	}
	return 0;
}

int format_thresholds(struct span text, FILE *out, unsigned *bad)
{
	struct thresholds t = { 0 };
	char shown[80];
	int err;

	(void)bad;
	if (text.len && text.p[text.len - 1] == '\n')
		text.len--;
	err = thresholds_parse(text, &t);
	for (int m = 0; m < METRIC_N && !err; m++)
		if (t.v[m].given)
			fprintf(out, "~conf.%s=%s\n",
				metric_name((enum metric)m),
				range_text(&t.v[m], shown, sizeof(shown)));
	return err;
}
