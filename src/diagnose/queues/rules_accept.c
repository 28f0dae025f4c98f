/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "model/join/accept.h"
#include "model/snapshot.h"

/* A listener that is looked at, and whose it is. */
struct accepting {
	const struct sock *listener;
	uint32_t at;		       /* its place in snapshot.socks */
	const struct process *process; /* NULL: not known */
	const char *comm;	       /* "" likewise */
};

/*
 * sk_acceptq_is_full() is true beyond the limit. netstat tells none (0): then
 * what is longer than the usual limit of 128 counts.
 */
static bool is_full_queue(const struct sock *s)
{
	if (s->proto != PROTO_TCP || s->state != SOCK_LISTEN)
		return false;
	if (!s->wqueue)
		return s->rqueue >= limit_number(LIMIT_ACCEPT_LONG);
	return s->rqueue >= s->wqueue &&
	       s->rqueue >= limit_number(LIMIT_ACCEPT_FULL);
}

static struct accepting accepting(const struct snapshot *snap, uint32_t at)
{
	const struct sock *s = &snap->socks.v[at];
	struct accepting a = { .listener = s, .at = at, .comm = "" };

	if (s->n_owners)
		a.process = processes_find(&snap->processes,
					   snap->owners.v[s->first_owner].pid);
	if (a.process)
		a.comm = a.process->comm;
	else if (s->program)
		a.comm = snap->strings.data + s->program;
	return a;
}

static const char *who(char dst[PROCESS_ROOM], const struct accepting *a)
{
	if (a->process)
		return outside_process(dst, a->comm, a->process->pid);
	return *a->comm ? outside(dst, a->comm) : "an unidentified process";
}

/* The program's own finding about what waits, if its data is worth one. */
static struct finding *had_already(struct judge *j, const struct accepting *a)
{
	for (size_t i = 0; i < j->out->n; i++)
		if (j->out->v[i].code == F_TCP_UNACCEPTED &&
		    !strcmp(j->out->v[i].subject.comm, a->comm))
			return &j->out->v[i];
	return NULL;
}

/* Marks what waits in it; returns what that holds. */
static uint64_t mark_waiting(struct judge *j, const struct accepting *a)
{
	const struct socks *socks = &j->snap->socks;
	uint64_t held = 0;

	j->out->sock_code[a->at] = F_TCP_UNACCEPTED;
	for (size_t i = 0; i < socks->n; i++) {
		if (!accept_is_waiting(&socks->v[i]) ||
		    !accept_takes(a->listener, &socks->v[i]))
			continue;
		held += sock_held_bytes(&socks->v[i]);
		j->out->sock_code[i] = F_TCP_UNACCEPTED;
	}
	return held;
}

static struct finding *open_finding(struct judge *j, const struct accepting *a)
{
	uint64_t held = mark_waiting(j, a);
	struct finding *f = finding_open(
		j, F_TCP_UNACCEPTED, SEV_NOTICE, CONF_HIGH,
		opt_i64((int64_t)held),
		"%u connections wait until %s accepts them: its accept queue "
		"is %s",
		a->listener->rqueue, who((char[PROCESS_ROOM]){ 0 }, a),
		a->listener->wqueue ? "full" : "long");

	if (a->process)
		finding_blame(f, a->process->comm, a->process->pid);
	else if (f)
		snprintf(f->subject.comm, sizeof(f->subject.comm), "%s",
			 a->comm);
	if (f)
		f->subject.socket_count = a->listener->rqueue;
	finding_remedies(f, *a->comm ? who((char[PROCESS_ROOM]){ 0 }, a)
				     : "the program");
	return f;
}

/* Queues beyond those are as full; one finding a program says enough. */
#define QUEUES_MAX 256

void rule_accept_queues(struct judge *j)
{
	unsigned seen = 0;

	for (size_t i = 0; i < j->snap->socks.n && seen < QUEUES_MAX; i++) {
		const struct sock *s = &j->snap->socks.v[i];
		struct accepting a;
		struct finding *f;

		if (!is_full_queue(s))
			continue;
		seen++;
		a = accepting(j->snap, (uint32_t)i);
		f = had_already(j, &a);
		if (!f)
			f = open_finding(j, &a);
		if (s->wqueue)
			say(f,
			    "the accept queue at port %u is full: %u of %u; "
			    "what comes now is dropped",
			    s->sport, s->rqueue, s->wqueue);
		else
			say(f,
			    "%u connections wait in the accept queue at port "
			    "%u; its limit is not listed",
			    s->rqueue, s->sport);
	}
}
