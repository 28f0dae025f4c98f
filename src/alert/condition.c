/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/condition.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/sight.h"
#include "diagnose/finding.h"
#include "alert/growth.h"
#include "alert/over.h"
#include "model/snapshot.h"
#include "util/vec.h"

/* Who a finding is about, in the form that lasts: no pid, no figure. */
static const char *holder_of(const struct finding *f)
{
	const struct subject *s = &f->subject;

	if (f->code == F_CGROUP_LIMIT && s->cgroup)
		return s->cgroup;
	if (*s->comm)
		return s->comm;
	if (*s->cache)
		return s->cache;
	if (*s->part)
		return s->part;
	return s->cgroup ? s->cgroup : "";
}

bool ignores_match(const struct ignores *ignores, const char *key)
{
	for (size_t i = 0; i < ignores->n; i++) {
		size_t len = strlen(ignores->v[i]);
		bool whole_code = !strchr(ignores->v[i], ':');

		if (!strncmp(key, ignores->v[i], len) &&
		    (!key[len] || (whole_code && key[len] == ':')))
			return true;
	}
	return false;
}

static int add(struct conditions *c, const struct condition_rules *rules,
	       const struct finding *f)
{
	struct condition new = { .code = finding_code_name(f->code),
				 .finding = f };

	if (f->severity == SEV_OK)
		return 0;
	incident_key(new.key, new.code, holder_of(f));
	if (ignores_match(&rules->ignores, new.key))
		return 0;
	if (VEC_GROW(c))
		return -ENOMEM;
	c->v[c->n++] = new;
	return 0;
}

static bool seen(const struct protocol *p)
{
	return p->dumped || p->by_file;
}

/* Where a figure is missing, so may be what would be found in it. */
static bool is_blind(const struct snapshot *snap, const struct account *acct)
{
	return !acct->id.total.known || !acct->id.kernel.known ||
	       !seen(&snap->protocols.v[PROTO_UDP]) ||
	       !seen(&snap->protocols.v[PROTO_TCP]);
}

/* A finding's place in own is known only once all are there: it grows. */
static int judge_own(struct judge *j, const struct condition_rules *rules,
		     const struct alert_state *past, struct conditions *c)
{
	struct metric_value values[METRIC_N];
	int err = 0;

	scale_of(j->snap, j->acct, &j->scale);
	metrics_of(j->snap, j->acct, values);
	for (int m = 0; m < METRIC_N; m++) {
		if (over_judge(j, &values[m], (enum metric)m, rules))
			c->unjudged |= 1U << m;
	}
	for (int t = 0; past && rules->grow_bytes_hour && t < TREND_N; t++)
		growth_judge(j, (enum trend)t, rules->grow_bytes_hour, past);
	for (size_t i = 0; i < c->own.n && !err; i++)
		err = add(c, rules, &c->own.v[i]);
	return err ? err : judge_error(j);
}

int conditions_make(const struct snapshot *snap, const struct account *acct,
		    const struct findings *findings,
		    const struct condition_rules *rules,
		    const struct alert_state *past, struct conditions *ret)
{
	struct conditions c = { .blind = is_blind(snap, acct) };
	struct judge j = { .snap = snap, .acct = acct, .out = &c.own };
	int err = 0;

	for (size_t i = 0; i < findings->n && !err; i++)
		err = add(&c, rules, &findings->v[i]);
	if (!err)
		err = judge_own(&j, rules, past, &c);
	if (err) {
		conditions_free(&c);
		return err;
	}
	*ret = c;
	return 0;
}

const char *unjudged_words(const struct conditions *c,
			   const struct snapshot *snap,
			   char dst[UNJUDGED_WORDS_MAX])
{
	const char *reason = sight_missing(snap) ? sight_reason(snap) : NULL;
	bool several = c->unjudged & (c->unjudged - 1);
	int len = snprintf(dst, UNJUDGED_WORDS_MAX, "the threshold%s for",
			   several ? "s" : "");

	for (unsigned m = 0; m < METRIC_N; m++)
		if (c->unjudged & 1U << m)
			len += snprintf(
				dst + len, UNJUDGED_WORDS_MAX - (size_t)len,
				"%s %s",
				c->unjudged & ((1U << m) - 1) ? "," : "",
				metric_name((enum metric)m));
	snprintf(dst + len, UNJUDGED_WORDS_MAX - (size_t)len,
		 " cannot be judged: unknown%s%s%s", reason ? " (" : "",
		 reason ? reason : "", reason ? ")" : "");
	return dst;
}

void conditions_free(struct conditions *c)
{
	if (!c)
		return;
	findings_free(&c->own);
	free(c->v);
	*c = (struct conditions){ 0 };
}

bool condition_code_known(struct span code)
{
	for (int i = F_HEALTHY + 1; i < FINDING_ALL_N; i++)
		if (span_is(code, finding_code_name((enum finding_code)i)))
			return true;
	return false;
}
