/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/alert.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alert/growth.h"
#include "render/text.h"
#include "run/alert/config.h"
#include "run/alert/facts.h"
#include "run/alert/policy.h"
#include "run/alert/state.h"
#include "run/message.h"
#include "run/notify/notify.h"
#include "run/sample.h"
#include "run/settings.h"
#include "util/buf.h"
#include "util/span.h"

/* A run that tells has the lock for so long, besides what a program takes. */
#define LOCK_SECONDS 30

/* One run: too large for the stack of a small machine. */
struct alert {
	struct policy policy;
	struct state_file file;
	struct alert_state before;
	struct alert_state after;
	struct events events;
	struct conditions conditions;
	struct run_facts run;
	struct sample sample;
};

static bool rebooted(const struct alert *a)
{
	const char *now = a->sample.snap.host.boot_id;

	return *now && *a->before.boot_id && strcmp(now, a->before.boot_id);
}

/* What was silenced since is forgotten without a word. */
static void drop_ignored(const struct ignores *ignores, struct alert_state *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n_incidents; i++)
		if (!ignores_match(ignores, s->incidents[i].key))
			s->incidents[kept++] = s->incidents[i];
	s->n_incidents = kept;
}

static int judge(struct alert *a)
{
	const struct snapshot *snap = &a->sample.snap;
	struct alert_sample amounts;
	int err;

	a->run.now_ms = facts_now_ms();
	a->run.rebooted = rebooted(a);
	facts_amounts(&a->sample, a->run.now_ms, &amounts);
	samples_push(&a->before, snap->host.boot_id, &amounts);
	drop_ignored(&a->policy.conditions.ignores, &a->before);
	err = conditions_make(snap, &a->sample.acct, &a->sample.findings,
			      &a->policy.conditions, &a->before,
			      &a->conditions);
	a->run.blind = a->conditions.blind;
	return err;
}

/* The title as it is shown, no longer than the state keeps it. */
static int title_of(const struct finding *f, char ret[INCIDENT_TITLE_MAX])
{
	struct buf title = { 0 };
	int err = text_sentence(&title, f->title);

	if (!err)
		span_copy(span_of(title.data, text_cut(title.data, title.len,
						       INCIDENT_TITLE_MAX - 1)),
			  ret, INCIDENT_TITLE_MAX);
	buf_free(&title);
	return err;
}

static int step(struct alert *a, const struct incident_rules *rules)
{
	const struct conditions *c = &a->conditions;
	struct standing *now = calloc(c->n + 1, sizeof(*now));
	char(*titles)[INCIDENT_TITLE_MAX] = calloc(c->n + 1, sizeof(*titles));
	int err = now && titles ? 0 : -ENOMEM;

	for (size_t i = 0; i < c->n && !err; i++) {
		now[i] = (struct standing){
			.key = c->v[i].key,
			.title = titles[i],
			.severity = c->v[i].finding->severity,
		};
		err = title_of(c->v[i].finding, titles[i]);
	}
	a->after = a->before;
	if (!err)
		incidents_step(rules, &a->run, now, c->n, &a->after,
			       &a->events);
	free(titles);
	free(now);
	return err;
}

/*
 * The new state is on the disk before anybody is told, and only takes its
 * place afterwards: a run that is killed in between tells again, and none is
 * lost. Where no state can be kept each run stands for itself.
 */
static int decide(struct alert *a)
{
	struct incident_rules rules = a->policy.incidents;
	int err = step(a, &rules);

	if (err)
		return err;
	if (!state_prepare(&a->file, &a->after))
		return 0;
	rules.runs = 1;
	return step(a, &rules);
}

static int tell(struct alert *a)
{
	const struct news_sheet sheet = { .events = &a->events,
					  .conditions = &a->conditions,
					  .sample = &a->sample,
					  .now_ms = a->run.now_ms,
					  .rebooted = a->run.rebooted,
					  .problem = *a->file.problem
							     ? a->file.problem
							     : NULL };
	int status = STATUS_OK;

	if (a->events.n)
		status = notify(&a->policy, &sheet);
	/* what nobody was told must be told by the next run */
	if (status != STATUS_OK)
		return status;
	if (!*a->file.problem)
		state_commit(&a->file);
	if (*a->file.problem)
		return message_error("%s", a->file.problem);
	return STATUS_OK;
}

static int report(struct alert *a)
{
	char words[UNJUDGED_WORDS_MAX];
	int status, err = judge(a);

	if (!err)
		err = decide(a);
	if (err)
		return message_errno(err);
	status = tell(a);
	if (status == STATUS_OK && !a->sample.acct.id.kernel.known)
		return message_error("the memory of this machine cannot be "
				     "read: nothing was judged by it");
	if (status == STATUS_OK && a->conditions.unjudged)
		return message_error("%s: see --check",
				     unjudged_words(&a->conditions,
						    &a->sample.snap, words));
	return status;
}

/* What is locked is locked only while nothing of others can hold us up. */
static int with_state(struct alert *a)
{
	unsigned seconds = a->policy.exec_timeout_s + LOCK_SECONDS;
	int status, err = state_open(a->policy.state, seconds, &a->file);

	/* another run that is at it now sees and reports the same */
	if (err == -EBUSY)
		return STATUS_OK;
	if (err)
		return message_error("nothing was reported: another run has "
				     "had the state '%.200s' locked for more "
				     "than %u s",
				     a->policy.state, seconds);
	state_load(&a->file, &a->before);
	status = report(a);
	conditions_free(&a->conditions);
	state_close(&a->file);
	return status;
}

int run_alert(const struct settings *s)
{
	struct alert *a = calloc(1, sizeof(*a));
	int status;

	if (!a)
		return message_errno(-ENOMEM);
	status = config_load(s, &a->policy);
	if (status == STATUS_OK)
		status = facts_take(s, &a->sample);
	if (status == STATUS_OK) {
		status = with_state(a);
		sample_free(&a->sample);
	}
	free(a);
	return status;
}
