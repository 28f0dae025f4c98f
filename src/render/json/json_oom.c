/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report of the OOM killer, or of a failed allocation. */
#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"

static const struct oom_sums *sums(const struct lookup *l)
{
	return &l->r->acct->oom;
}

static void free_bytes(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	(void)row;
	ret->u = sums(l)->free;
}

static void min_bytes(const struct lookup *l, const void *row,
		      union field_value *ret)
{
	(void)row;
	ret->u = sums(l)->min;
}

static void killed_rss(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	(void)row;
	ret->u = sums(l)->killed;
}

static void holder_was_killed(const struct lookup *l, const void *row,
			      union field_value *ret)
{
	(void)row;
	ret->word = sums(l)->holder_was_killed;
}

static const struct field killed[] = {
	PICK(oom_victim, pid),
	PICK(oom_victim, comm),
	MADE(FIELD_OPT, killed_rss, "rss_bytes", "What it had resident."),
};
static const struct table report_killed = TABLE(killed);

static void rows_killed(struct walk *w, const void *row)
{
	const struct oom *oom = row;

	if (oom->killed.pid)
		walk_row(w, &oom->killed);
}

static const struct field limit[] = {
	PICK(oom_limit, usage),
	PICK(oom_limit, limit),
};
static const struct table report_limit = TABLE(limit);

static const struct field oom[] = {
	PICK(oom, kind),
	PICK(oom, report),
	PICK(oom, reports),
	PICK(oom, order),
	PICK(oom, gfp),
	PICK(oom, cgroup),
	ALL(report_limit, .offset = offsetof(struct oom, memory)),
	MADE(FIELD_OPT, free_bytes, "free_bytes",
	     "Free memory of the zone that was short, else of all."),
	MADE(FIELD_OPT, min_bytes, "min_bytes",
	     "What the kernel keeps free there."),
	OBJECT("killed", "Whom the kernel killed; null where it is not said.",
	       report_killed, .rows = rows_killed, .none_at_0 = true),
	MADE(FIELD_TRISTATE, holder_was_killed, "holder_was_killed",
	     "Whether that was of the program that held most; null where "
	     "nothing tells."),
};
const struct table report_oom = TABLE(oom);

void rows_oom(struct walk *w, const void *row)
{
	const struct snapshot *snap = w->l->r->snap;

	(void)row;
	if (snap->oom.kind != OOM_NONE)
		walk_row(w, &snap->oom);
}
