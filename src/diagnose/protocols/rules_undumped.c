/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "model/snapshot.h"

/* Processes that are named where it may be several. */
#define NAMED_MAX 5

/* Sockets in no table, and who has most of them. */
struct undumped {
	uint64_t sockets; /* in all processes */
	const struct process *most;
};

static void find_undumped(const struct processes *ps, struct undumped *ret)
{
	*ret = (struct undumped){ 0 };
	for (size_t i = 0; i < ps->n; i++) {
		uint64_t n = opt_or0(ps->v[i].sockets_without_row);

		ret->sockets += n;
		if (n > (ret->most ? ret->most->sockets_without_row.v : 0))
			ret->most = &ps->v[i];
	}
}

/* The one with the most, and those that have half as many. */
static void name_processes(struct judge *j, struct finding *f,
			   const struct undumped *u)
{
	const struct processes *ps = &j->snap->processes;

	finding_blame(f, u->most->comm, u->most->pid);
	for (size_t i = 0; i < ps->n && f->subject.n_pids < NAMED_MAX; i++)
		if (opt_or0(ps->v[i].sockets_without_row) * 2 >
		    u->most->sockets_without_row.v)
			finding_pid(f, ps->v[i].pid);
}

static void say_who(struct finding *f, const struct undumped *u)
{
	say(f,
	    "%llu of %llu TCP and UDP sockets in no table are fds of %s; some "
	    "may be harmless, not connected yet",
	    LLU(u->most->sockets_without_row.v), LLU(u->sockets),
	    PROCESS(u->most->comm, u->most->pid));
	say(f, "kmemwhere --intrusive asks each of them");
}

static void report(struct judge *j, const struct proto_sum *p,
		   enum severity sev, const struct undumped *u)
{
	const struct process *most = u->most;
	uint64_t n = most->sockets_without_row.v;
	enum confidence c =
		n >= u->sockets - u->sockets / 4 ? CONF_MEDIUM : CONF_LOW;
	struct finding *f;

	f = finding_open(j, F_TCP_CLOSED_UNREAD, sev, c, p->unseen,
			 "%s of TCP memory is in no socket table: most "
			 "likely unread data of closed connections that %s "
			 "keeps open",
			 BYTES(p->unseen.v), PROCESS(most->comm, most->pid));
	if (!f)
		return;
	name_processes(j, f, u);
	f->subject.socket_count = n;
	say(f,
	    "%lld TCP sockets are allocated and %lld are in a table: a "
	    "connection that was closed or reset keeps its unread data until "
	    "its fd is closed",
	    (long long)p->alloc.v, (long long)p->in_table.v);
	say_who(f, u);
	finding_remedies(f, *most->comm ? OUTSIDE(most->comm) : "the program");
}

void rule_closed_unread(struct judge *j)
{
	const struct proto_sum *p = &j->acct->proto[PROTO_TCP];
	struct undumped u;
	enum severity sev;

	if (!p->unseen.known || p->unseen.v <= 0 || !p->alloc.known ||
	    (uint64_t)p->unseen.v <= opt_or0(p->tolerance) ||
	    p->alloc.v <= opt_i64_or0(p->in_table))
		return;
	find_undumped(&j->snap->processes, &u);
	sev = finding_severity(j, F_TCP_CLOSED_UNREAD, (uint64_t)p->unseen.v);
	if (u.most && sev > SEV_OK)
		report(j, p, sev, &u);
}

void undumped_evidence(struct judge *j, struct finding *f)
{
	struct undumped u;

	find_undumped(&j->snap->processes, &u);
	if (u.most)
		say_who(f, &u);
}

bool closed_unread_reported(const struct judge *j)
{
	const struct finding *f = findings_find(j->out, F_TCP_CLOSED_UNREAD);

	/* known sockets leave no share unseen: this is about that share */
	return f && !f->subject.n_cookies;
}
