/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/over.h"

#include <errno.h>
#include <stdio.h>

#include "alert/condition.h"
#include "diagnose/finding.h"
#include "model/snapshot.h"

#define LIMIT_WORDS_MAX 96

/* What is fine, in words: "at most 2.0 GiB". */
static const char *limit_words(const struct limits *l,
			       char dst[LIMIT_WORDS_MAX])
{
	const char *not = l->inside ? "not " : "";

	if (l->has_hi && l->has_lo && l->lo)
		snprintf(dst, LIMIT_WORDS_MAX, "%sfrom %s to %s", not,
			 BYTES(l->lo), BYTES(l->hi));
	else if (l->has_hi)
		snprintf(dst, LIMIT_WORDS_MAX, "%sat most %s", not,
			 BYTES(l->hi));
	else
		snprintf(dst, LIMIT_WORDS_MAX, "%sat least %s", not,
			 BYTES(l->has_lo ? l->lo : 0));
	return dst;
}

/* What the rules found is the best explanation that there is. */
static void explain(struct finding *f, int64_t bytes,
		    const struct metric_value *v)
{
	if (f && v->whole.known && v->whole.v)
		say(f, "that is %.1f%% of %s",
		    (double)bytes / (double)v->whole.v * 100,
		    BYTES(v->whole.v));
	if (f && !v->bytes.known)
		say(f, "not all of it was seen");
	finding_remedies(f, NULL);
}

static void name_holder(struct judge *j, struct finding *f, pid_t pid)
{
	const struct process *p =
		pid ? processes_find(&j->snap->processes, pid) : NULL;

	if (!f || !pid)
		return;
	finding_blame(f, p ? p->comm : "", pid);
	if (p)
		say(f, "it is %s", PROCESS(p->comm, pid));
}

int over_judge(struct judge *j, const struct metric_value *value, enum metric m,
	       const struct condition_rules *rules)
{
	const struct range *warn = &rules->warn.v[m], *crit = &rules->crit.v[m];
	char words[LIMIT_WORDS_MAX];
	enum severity sev;
	struct opt_i64 bytes = value->bytes;
	struct limits l;
	struct finding *f;
	const struct range *r;
	int err = thresholds_judge(warn, crit, value, &sev);

	if (sev == SEV_OK)
		return err;
	r = sev == SEV_CRITICAL || !warn->given ? crit : warn;
	if (range_resolve(r, value->whole, &l))
		return -ENODATA;
	if (!bytes.known)
		bytes = value->least.known ? value->least : value->most;
	f = finding_open(j, metric_code(m), sev, CONF_HIGH, bytes,
			 "%s %s%s, beyond the threshold (%s)", metric_words(m),
			 value->bytes.known   ? ""
			 : value->least.known ? "at least "
					      : "at most ",
			 BYTES(bytes.v), limit_words(&l, words));
	name_holder(j, f, value->pid);
	explain(f, bytes.v, value);
	return err;
}
