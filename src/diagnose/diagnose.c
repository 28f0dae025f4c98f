/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"

#include <errno.h>
#include <stdlib.h>

#include "account/sight.h"
#include "diagnose/oom/oom.h"
#include "diagnose/rules.h"
#include "diagnose/sight_words.h"
#include "model/snapshot.h"

#define COUNT(v) (sizeof(v) / sizeof(*(v)))

#define X(rule) rule,
static void (*const rules[])(struct judge *) = { RULES(X) };
static void (*const process_map_rules[])(struct judge *) = {
	PROCESS_MAP_RULES(X)
};
#undef X

static void run(struct judge *j, void (*const v[])(struct judge *), size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i](j);
}

int diagnose(const struct snapshot *snap, const struct account *acct,
	     struct findings *ret)
{
	return diagnose_watched(snap, acct, NULL, ret);
}

int diagnose_watched(const struct snapshot *snap, const struct account *acct,
		     const struct rates *rates, struct findings *ret)
{
	struct findings out = { 0 };
	int err;
	struct judge j = {
		.snap = snap, .acct = acct, .rates = rates, .out = &out
	};

	out.sock_code = calloc(snap->socks.n + 1, sizeof(*out.sock_code));
	if (!out.sock_code)
		return -ENOMEM;
	scale_of(snap, acct, &j.scale);
	if (snap->process_map)
		run(&j, process_map_rules, COUNT(process_map_rules));
	else
		run(&j, rules, COUNT(rules));
	drop_evidence(&j);
	rank_findings(&j);
	if (!out.n && snap->process_map)
		process_map_healthy(&j);
	else if (!out.n)
		rule_verdict(&j);
	drops_since_boot(&j);
	oom_evidence(&j);
	err = judge_error(&j);
	if (err) {
		findings_free(&out);
		return err;
	}
	*ret = out;
	return 0;
}
