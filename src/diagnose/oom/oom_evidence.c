/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "diagnose/finding.h"
#include "diagnose/oom/oom.h"
#include "model/snapshot.h"

/* 2^order pages are asked for; more than this is no order. */
#define ORDER_MAX 20

static uint64_t wanted_bytes(const struct judge *j)
{
	struct opt_i64 order = j->snap->oom.order;

	if (!order.known || order.v < 0 || order.v > ORDER_MAX)
		return 0;
	return snapshot_page_size(j->snap) << order.v;
}

static void say_asked(struct judge *j, struct finding *f)
{
	const struct oom *oom = &j->snap->oom;
	const char *who = oom->invoker[0] ? OUTSIDE(oom->invoker) : "a task";
	uint64_t bytes = wanted_bytes(j);

	if (oom->order.known && oom->order.v < 0)
		say(f, "a person asked for it with sysrq-f: nothing was short");
	else if (oom->kind == OOM_SYSRQ)
		say(f, "a person asked for this report with sysrq-m");
	else if (oom->gfp.known && !oom->gfp.v)
		say(f,
		    "%s ran the OOM killer for a page fault that failed "
		    "elsewhere (gfp_mask 0): mostly at a cgroup's limit of "
		    "kernel memory",
		    who);
	else if (bytes)
		say(f, "%s asked for %s in one piece (order %lld%s%s)", who,
		    BYTES(bytes), (long long)oom->order.v,
		    oom->flags[0] ? ", " : "", OUTSIDE(oom->flags));
	if (oom->kind == OOM_CPUSET)
		say(f, "only nodes of its cpuset could give it: others may "
		       "have free memory");
	else if (oom->kind == OOM_MEMPOLICY)
		say(f, "only nodes of its memory policy could give it: others "
		       "may have free memory");
}

static void say_zone(struct judge *j, struct finding *f)
{
	const struct oom_sums *s = &j->acct->oom;
	const struct oom_area *z = s->short_zone;
	uint64_t wanted = wanted_bytes(j), cma;

	if (j->snap->oom.kind == OOM_CGROUP)
		return;
	if (z)
		say(f, "zone %s of node %u had %s free, its minimum is %s",
		    OUTSIDE(z->name), z->node, BYTES(opt_or0(s->free)),
		    BYTES(opt_or0(s->min)));
	else if (s->free.known && s->min.known && s->min.v)
		say(f, "%s were free, above the zones' minimum of %s in all",
		    BYTES(s->free.v), BYTES(s->min.v));
	if (wanted && s->largest_free.known && s->largest_free.v < wanted)
		say(f,
		    "the largest free piece was %s: free memory is "
		    "fragmented",
		    BYTES(s->largest_free.v));
	cma = opt_or0(j->snap->memory.info.v[MEM_CMA_FREE]);
	if (cma && cma >= opt_or0(j->snap->memory.info.v[MEM_FREE]) / 10)
		say(f,
		    "%s of what is free belong to CMA: the kernel itself "
		    "cannot use them",
		    BYTES(cma));
}

static void say_killed(struct judge *j, struct finding *f)
{
	const struct oom *oom = &j->snap->oom;
	const struct oom_sums *s = &j->acct->oom;
	const char *holder = "";

	if (oom->no_killable)
		say(f, "no process could be killed");
	if (!oom->killed.pid)
		return;
	if (s->holder_was_killed == YES)
		holder = ": it was the largest holder";
	else if (s->holder_was_killed == NO)
		holder = ": it was not the largest holder";
	if (s->killed.known)
		say(f, "the kernel killed %s, which had %s resident%s",
		    PROCESS(oom->killed.comm, oom->killed.pid),
		    BYTES(s->killed.v), holder);
	else
		say(f, "the kernel killed %s%s",
		    PROCESS(oom->killed.comm, oom->killed.pid), holder);
}

void oom_evidence(struct judge *j)
{
	const struct oom *oom = &j->snap->oom;
	struct finding *f = j->out->n ? &j->out->v[0] : NULL;

	if (oom->kind == OOM_NONE)
		return;
	say_asked(j, f);
	say_zone(j, f);
	say_killed(j, f);
	if (opt_or0(oom->reports) > 1)
		say(f,
		    "this is report %llu of %llu; --sample=N shows another "
		    "one",
		    LLU(opt_or0(oom->report)), LLU(oom->reports.v));
}
