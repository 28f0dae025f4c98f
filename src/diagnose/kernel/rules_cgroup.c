/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "account/memory/memcg.h"
#include "model/snapshot.h"

/* Findings of this kind; more cgroups than that are one sentence. */
#define CGROUPS_MAX 8
/* Of how many the nested ones are sorted out. */
#define CANDIDATES_MAX 64

/* The kernel's share of a cgroup that makes it a case of ours. */
#define KERNEL_SHARE 4

static uint64_t of_kernel(const struct memcg *m)
{
	/* memory.stat counts sockets apart from `kernel` */
	return opt_or0(m->socket_bytes) + opt_or0(m->kernel_bytes);
}

static bool at_limit(const struct memcg *m)
{
	struct opt_u64 limit = memcg_own_limit(m);

	return limit.known && limit.v && m->current_bytes.known &&
	       m->current_bytes.v >=
		       limit.v / 100 * limit_number(LIMIT_CGROUP) &&
	       of_kernel(m) &&
	       of_kernel(m) >= m->current_bytes.v / KERNEL_SHARE;
}

/* A pod and its container reach their limits together: report the inner one. */
static bool has_inner(const struct judge *j, const uint32_t *at, size_t n,
		      size_t i)
{
	const struct memcg *all = j->snap->memcgs.v, *m = &all[at[i]];

	for (size_t k = 0; k < n; k++) {
		const struct memcg *c = &all[at[k]];
		const char *path = j->snap->strings.data + c->path;

		if (k != i && c->current_bytes.v >= m->current_bytes.v / 2 &&
		    memcg_contains(j->snap, m, path))
			return true;
	}
	return false;
}

/* The process in it whose sockets hold most. */
static const struct holder *largest_holder(const struct judge *j,
					   const struct memcg *m)
{
	const struct snapshot *snap = j->snap;

	for (size_t i = 0; i < j->acct->n_holders; i++) {
		const struct holder *h = &j->acct->holders[i];
		const struct process *p =
			processes_find(&snap->processes, h->pid);
		const struct cgroup_path *c;

		if (!p || !p->cgroup || p->cgroup > snap->cgroups.n)
			continue;
		c = &snap->cgroups.v[p->cgroup - 1];
		if (memcg_contains(snap, m, snap->strings.data + c->path))
			return h;
	}
	return NULL;
}

static void name_holder(struct judge *j, struct finding *f,
			const struct memcg *m)
{
	const struct holder *h = largest_holder(j, m);
	const struct process *p =
		h ? processes_find(&j->snap->processes, h->pid) : NULL;

	if (!f || !p)
		return;
	say(f, "%s has sockets with %s there", PROCESS(p->comm, p->pid),
	    BYTES(h->held_bytes));
	finding_blame(f, p->comm, p->pid);
}

static void evidence(struct judge *j, struct finding *f, const struct memcg *m)
{
	uint64_t limit = memcg_own_limit(m).v;
	bool high = opt_or0(m->high_bytes) == limit;

	say(f,
	    "it uses %s of its memory.%s of %s; its sockets hold %s, the "
	    "kernel on its behalf %s",
	    BYTES(m->current_bytes.v), high ? "high" : "max", BYTES(limit),
	    BYTES(opt_or0(m->socket_bytes)), BYTES(opt_or0(m->kernel_bytes)));
	if (high)
		say(f, "beyond memory.high nothing is killed: its tasks have "
		       "to wait while pages are taken back");
	if (opt_or0(m->oom_kills))
		say(f,
		    "%llu processes in it have been OOM-killed (oom_kill in "
		    "memory.events)",
		    LLU(m->oom_kills.v));
	if (m->psi.known)
		say(f,
		    "all its tasks were stalled on memory for %.1f%% of the "
		    "last ten seconds (full avg10)",
		    m->psi.full_avg10);
	name_holder(j, f, m);
}

static void report(struct judge *j, const struct memcg *m)
{
	bool stalls = m->psi.known &&
		      m->psi.full_avg10 >= (double)limit_number(LIMIT_PSI);
	const char *path = j->snap->strings.data + m->path;
	struct finding *f = finding_open(
		j, F_CGROUP_LIMIT, stalls ? SEV_CRITICAL : SEV_WARNING,
		CONF_HIGH, opt_signed(m->current_bytes),
		"cgroup %s is at %.0f%% of its memory limit, and %s of it "
		"are sockets and other kernel memory",
		OUTSIDE(j->snap->strings.data + m->name),
		(double)m->current_bytes.v / (double)memcg_own_limit(m).v * 100,
		BYTES(of_kernel(m)));

	if (!f)
		return;
	f->subject.cgroup = strdup(path);
	if (m->name != m->path)
		say(f, "its path is %s", OUTSIDE(path));
	evidence(j, f, m);
	finding_remedies(f, NULL);
}

void rule_cgroup_limit(struct judge *j)
{
	const struct memcgs *all = &j->snap->memcgs;
	uint32_t at[CANDIDATES_MAX];
	size_t n = 0, in_all = 0, said = 0;

	if (j->snap->oom.kind == OOM_CGROUP)
		return; /* rule_oom_cgroup() has it */

	for (size_t i = 0; i < all->n; i++) {
		uint32_t k = j->acct->memcg_rank[i];

		if (!at_limit(&all->v[k]))
			continue;
		in_all++;
		if (n < CANDIDATES_MAX)
			at[n++] = k;
	}
	for (size_t i = 0; i < n && said < CGROUPS_MAX; i++) {
		if (has_inner(j, at, n, i))
			continue;
		report(j, &all->v[at[i]]);
		said++;
	}
	if (said == CGROUPS_MAX && in_all > said)
		say(findings_find(j->out, F_CGROUP_LIMIT),
		    "%zu cgroups are at their limits like this, nested ones "
		    "included",
		    in_all);
}
