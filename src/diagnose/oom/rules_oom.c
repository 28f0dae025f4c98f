/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "diagnose/oom/oom.h"
#include "model/snapshot.h"

/* PAGE_ALLOC_COSTLY_ORDER: beyond it the kernel fails rather than kills. */
#define COSTLY_ORDER 3
/* So much is available: then a part or a piece was short, not memory. */
#define PLENTY_PERCENT 10
/* Processes are why memory is short from this share of it on. */
#define LEAD_PERCENT 25
#define SUBJECT_PIDS_MAX 20

/* What is below the zones' minimum nobody gets. */
static bool has_plenty(const struct account *acct, const struct scale *s)
{
	return s->base.known && s->available.known &&
	       s->available.v >= s->base.v / 100 * PLENTY_PERCENT +
					 opt_or0(acct->oom.min_all);
}

void oom_scale(const struct snapshot *snap, const struct account *acct,
	       struct scale *s)
{
	const struct oom *oom = &snap->oom;

	if (!s->base.known)
		s->base = acct->oom.present;
	if (oom->kind != OOM_GLOBAL || has_plenty(acct, s) ||
	    (oom->order.known && oom->order.v > COSTLY_ORDER) ||
	    /* a limit of kernel memory was hit: nothing was asked for */
	    (oom->gfp.known && !oom->gfp.v))
		return;
	s->nearly_out = s->short_of_memory = true;
}

/* Low memory was short, and that is not where processes have theirs. */
static bool is_low_memory(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	struct opt_u64 all = j->acct->id.available;

	return opt_or0(v[MEM_HIGH_TOTAL]) && all.known &&
	       all.v >= opt_or0(v[MEM_TOTAL]) / 100 * PLENTY_PERCENT;
}

/* The most that is known of what processes have. */
static uint64_t processes_bytes(const struct oom_sums *s)
{
	uint64_t most = s->holder.comm ? s->holder.bytes : opt_or0(s->killed);

	return opt_or0(s->anon) > most ? s->anon.v : most;
}

static bool asked_by_somebody(enum oom_kind kind)
{
	return kind == OOM_GLOBAL || kind == OOM_CPUSET ||
	       kind == OOM_MEMPOLICY;
}

static enum severity severity(const struct judge *j, uint64_t bytes)
{
	const struct oom *oom = &j->snap->oom;

	if (j->scale.base.known && bytes / LEAD_PERCENT < j->scale.base.v / 100)
		return SEV_OK;
	if (j->scale.nearly_out && j->scale.base.known)
		return SEV_CRITICAL;
	if (j->scale.base.known && j->scale.short_of_memory)
		return SEV_WARNING;
	if (!asked_by_somebody(oom->kind))
		return SEV_OK;
	if (j->scale.base.known)
		return oom->killed.pid ? SEV_WARNING : SEV_OK;
	/* the size of the machine was cut off */
	if (!oom->killed.pid)
		return scale_judge(&j->scale, bytes, LIMIT_HOLDER_NOTICE,
				   LIMIT_HOLDER_WARNING);
	return scale_judge(&j->scale, bytes, LIMIT_HOLDER_NOTICE,
			   LIMIT_HOLDER_WARNING) == SEV_WARNING
		       ? SEV_WARNING
		       : SEV_NOTICE;
}

static bool is_outdone(const struct judge *j, uint64_t bytes)
{
	for (size_t i = 0; i < j->out->n; i++)
		if (j->out->v[i].severity >= SEV_WARNING &&
		    finding_bytes(&j->out->v[i]) > bytes)
			return true;
	return false;
}

static const char *what_was_short(const struct judge *j)
{
	switch (j->snap->oom.kind) {
	case OOM_CPUSET:
		return "the nodes of a cpuset were out of memory";
	case OOM_MEMPOLICY:
		return "the nodes of a memory policy were out of memory";
	case OOM_GLOBAL:
		return "the machine was out of memory";
	default:
		return "memory was short";
	}
}

static void add_pids(struct judge *j, struct finding *f, const char *comm)
{
	const struct processes *ps = &j->snap->processes;

	for (size_t i = 0;
	     f && i < ps->n && f->subject.n_pids < SUBJECT_PIDS_MAX; i++) {
		const struct process *p = &ps->v[j->acct->process_rank[i]];

		if (!strcmp(p->comm, comm))
			finding_pid(f, p->pid);
	}
}

static struct finding *of_holder(struct judge *j, enum severity sev)
{
	const struct oom_holder *h = &j->acct->oom.holder;
	struct finding *f = finding_open(j, F_PROCESS_ANON, sev, CONF_HIGH,
					 opt_i64((int64_t)h->bytes),
					 "%s (%zu process%s) held %s, and %s",
					 OUTSIDE(h->comm), h->processes,
					 h->processes == 1 ? "" : "es",
					 BYTES(h->bytes), what_was_short(j));

	finding_blame(f, h->comm, h->pid);
	add_pids(j, f, h->comm);
	say(f, "of that %s resident and %s in swap, as the task table has it",
	    BYTES(h->rss), BYTES(h->swap));
	if (h->processes > 1)
		say(f, "the largest was pid %d", (int)h->pid);
	return f;
}

static struct finding *of_victim(struct judge *j, enum severity sev)
{
	const struct oom_victim *k = &j->snap->oom.killed;
	struct finding *f =
		finding_open(j, F_PROCESS_ANON, sev, CONF_MEDIUM,
			     opt_signed(j->acct->oom.killed),
			     "%s was killed because %s: it had %s resident",
			     PROCESS(k->comm, k->pid), what_was_short(j),
			     BYTES(j->acct->oom.killed.v));

	finding_blame(f, k->comm, k->pid);
	return f;
}

static struct finding *of_all(struct judge *j, enum severity sev)
{
	const struct oom_sums *s = &j->acct->oom;

	return finding_open(j, F_PROCESS_ANON, sev,
			    s->anon_at_most ? CONF_LOW : CONF_MEDIUM,
			    opt_signed(s->anon),
			    "processes held %s%s of their own memory, and %s",
			    s->anon_at_most ? "up to " : "", BYTES(s->anon.v),
			    what_was_short(j));
}

void rule_oom_processes(struct judge *j)
{
	const struct oom_sums *s = &j->acct->oom;
	uint64_t bytes = processes_bytes(s);
	enum severity sev;
	struct finding *f;

	if (j->snap->oom.kind == OOM_NONE || j->snap->oom.kind == OOM_CGROUP ||
	    is_low_memory(j) || !bytes)
		return;
	sev = severity(j, bytes);
	if (sev == SEV_OK || is_outdone(j, bytes))
		return;
	/* a table that was cut has but a few small ones */
	if (s->holder.comm && s->holder.bytes >= bytes / 10)
		f = of_holder(j, sev);
	else if (s->killed.known && s->killed.v >= bytes / 2)
		f = of_victim(j, sev);
	else
		f = of_all(j, sev);
	if (s->anon.known && !s->anon_at_most)
		say(f, "all processes together had %s of their own",
		    BYTES(s->anon.v));
	finding_remedies(f, NULL);
}

/* What of the machine's memory stands in some line. */
static uint64_t counted(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;

	return opt_or0(v[MEM_FREE]) + opt_or0(v[MEM_ACTIVE]) +
	       opt_or0(v[MEM_INACTIVE]) + opt_or0(v[MEM_UNEVICTABLE]) +
	       opt_or0(v[MEM_SLAB]) + opt_or0(v[MEM_PAGE_TABLES]);
}

/* The machine's size was cut off, and yet there was memory enough. */
void rule_oom_plenty(struct judge *j)
{
	struct opt_u64 available = j->acct->id.available;

	if (j->snap->oom.kind == OOM_NONE || j->out->n ||
	    j->acct->id.total.known || !available.known ||
	    j->scale.short_of_memory ||
	    available.v / LEAD_PERCENT < counted(j) / 100)
		return;
	finding_open(j, F_HEALTHY, SEV_OK, CONF_MEDIUM, (struct opt_i64){ 0 },
		     "memory as a whole was not short: %s were available of "
		     "the %s that the lines which are left count",
		     BYTES(available.v), BYTES(counted(j)));
}
