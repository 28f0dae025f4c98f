/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/sight_words.h"
#include "render/perfdata.h"
#include "run/alert/config.h"
#include "run/alert/facts.h"
#include "run/alert/policy.h"
#include "run/output.h"
#include "run/sample.h"
#include "run/settings.h"
#include "util/escape.h"

#define MESSAGE_MAX 480

static int write_result(const struct plugin_result *r)
{
	struct output out;

	if (output_open(&out) != STATUS_OK ||
	    output_finish(&out, render_plugin(r, out.stream)) != STATUS_OK)
		return PLUGIN_UNKNOWN;
	return (int)r->status;
}

int check_unknown(const char *message)
{
	char text[MESSAGE_MAX * ESCAPE_MAX + 1];
	const struct plugin_result r = {
		.status = PLUGIN_UNKNOWN,
		.text = escape_str(text, sizeof(text), message),
	};

	return write_result(&r);
}

static const struct finding *worst_of(const struct conditions *c)
{
	const struct finding *worst = NULL;

	for (size_t i = 0; i < c->n; i++)
		if (!worst || c->v[i].finding->severity > worst->severity)
			worst = c->v[i].finding;
	return worst;
}

static size_t alarms(const struct conditions *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].finding->severity >= SEV_WARNING;
	return n;
}

static enum plugin_status status_of(const struct conditions *c,
				    const struct sample *sample)
{
	static const enum plugin_status of[] = {
		[SEV_OK] = PLUGIN_OK,
		[SEV_NOTICE] = PLUGIN_OK,
		[SEV_WARNING] = PLUGIN_WARNING,
		[SEV_CRITICAL] = PLUGIN_CRITICAL,
	};
	const struct finding *worst = worst_of(c);
	enum plugin_status status = worst ? of[worst->severity] : PLUGIN_OK;

	/* what is seen counts also where other things cannot be */
	if (status == PLUGIN_OK &&
	    (c->unjudged || !sample->acct.id.kernel.known ||
	     sample->findings.v[0].code == F_UNKNOWN))
		return PLUGIN_UNKNOWN;
	return status;
}

static void text_of(const struct conditions *c, const struct sample *sample,
		    enum plugin_status status, char *dst, size_t cap)
{
	const struct finding *worst = worst_of(c);
	char unjudged[UNJUDGED_WORDS_MAX], hidden[SIGHT_WORDS_MAX];
	size_t n = alarms(c);

	if (status == PLUGIN_UNKNOWN && !c->unjudged &&
	    sample->findings.v[0].code == F_UNKNOWN)
		snprintf(dst, cap, "%s", sample->findings.v[0].title);
	else if (status == PLUGIN_UNKNOWN)
		snprintf(dst, cap, "%s",
			 c->unjudged
				 ? unjudged_words(c, &sample->snap, unjudged)
				 : "the memory of this machine cannot be "
				   "read");
	else if (n > 1)
		snprintf(dst, cap, "%s (and %zu more)", worst->title, n - 1);
	else if (worst)
		snprintf(dst, cap, "%s%s",
			 worst->severity == SEV_NOTICE ? "notice: " : "",
			 worst->title);
	else if (sample->findings.v[0].severity == SEV_OK)
		snprintf(dst, cap, "%s", sample->findings.v[0].title);
	else
		snprintf(dst, cap, "only silenced findings%s",
			 sight_words(&sample->snap, hidden));
}

static int report(const struct settings *s, const struct policy *p,
		  const struct sample *sample)
{
	struct metric_value values[METRIC_N];
	struct conditions c = { 0 };
	struct plugin_result r;
	char text[1024];

	if (conditions_make(&sample->snap, &sample->acct, &sample->findings,
			    &p->conditions, NULL, &c))
		return check_unknown(strerror(ENOMEM));
	metrics_of(&sample->snap, &sample->acct, values);
	r = (struct plugin_result){ .status = status_of(&c, sample),
				    .text = text,
				    .values = values,
				    .rules = &p->conditions,
				    .conditions = &c,
				    .verbose = s->verbose };
	text_of(&c, sample, r.status, text, sizeof(text));
	r.status = (enum plugin_status)write_result(&r);
	conditions_free(&c);
	return (int)r.status;
}

static int look(const struct settings *s, const struct policy *p)
{
	struct sample sample;
	int status;

	if (facts_take(s, &sample) != STATUS_OK)
		return check_unknown(s->from ? "the capture cannot be read"
					     : "this machine cannot be read");
	status = report(s, p, &sample);
	sample_free(&sample);
	return status;
}

int run_check(const struct settings *s)
{
	struct policy *p = malloc(sizeof(*p));
	char message[MESSAGE_MAX];
	bool usage;
	int status;

	if (!p)
		return check_unknown(strerror(ENOMEM));
	if (config_policy(s, p, message, sizeof(message), &usage))
		status = check_unknown(message);
	else
		status = look(s, p);
	free(p);
	return status;
}
