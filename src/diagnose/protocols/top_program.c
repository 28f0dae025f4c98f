/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/protocols/top_program.h"

#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "diagnose/finding.h"
#include "model/snapshot.h"

/* A socket and whose it is; then, of a program, all of them. */
struct share {
	const char *comm; /* in the snapshot */
	pid_t pid;
	uint64_t held;
	uint64_t sockets;
};

static bool owner_of(const struct snapshot *snap, const struct sock *s,
		     struct share *ret)
{
	const struct process *p = NULL;

	if (s->n_owners)
		p = processes_find(&snap->processes,
				   snap->owners.v[s->first_owner].pid);
	if (p)
		*ret = (struct share){ .comm = p->comm, .pid = p->pid };
	else if (s->program)
		*ret = (struct share){ .comm = snap->strings.data +
					       s->program };
	else
		return false;
	return true;
}

/* The sockets with a known owner. Returns their number, or -ENOMEM. */
static ssize_t find_shares(const struct snapshot *snap, enum proto payer,
			   struct share **ret)
{
	struct share *v = calloc(snap->socks.n + 1, sizeof(*v));
	ssize_t n = 0;

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		if (proto_payer(s->proto) != payer || !sock_held_bytes(s) ||
		    !owner_of(snap, s, &v[n]))
			continue;
		v[n].held = sock_held_bytes(s);
		v[n++].sockets = 1;
	}
	*ret = v;
	return n;
}

static int by_program(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	int c = strcmp(x->comm, y->comm);

	return c ? c : (x->held < y->held) - (x->held > y->held);
}

/* Sums them up by program, in the place of the first of each; v is spent. */
static const struct share *largest(struct share *v, size_t n)
{
	struct share *best = NULL, *at = NULL;

	qsort(v, n, sizeof(*v), by_program);
	for (size_t i = 0; i < n; i++) {
		if (!at || strcmp(at->comm, v[i].comm) != 0) {
			at = &v[i];
		} else {
			at->held += v[i].held;
			at->sockets++;
		}
		if (!best || at->held > best->held)
			best = at;
	}
	return best;
}

void say_top_program(struct judge *j, struct finding *f, enum proto payer)
{
	struct share *v = NULL;
	ssize_t n = find_shares(j->snap, payer, &v);
	const struct share *top;

	if (n < 0)
		j->err = -ENOMEM;
	top = n > 0 && f ? largest(v, (size_t)n) : NULL;
	if (top && top->pid) {
		say(f, "%s has most of it: %s in %llu sockets",
		    PROCESS(top->comm, top->pid), BYTES(top->held),
		    LLU(top->sockets));
		finding_blame(f, top->comm, top->pid);
	} else if (top) {
		say(f, "%s has most of it: %s in %llu sockets",
		    OUTSIDE(top->comm), BYTES(top->held), LLU(top->sockets));
		snprintf(f->subject.comm, sizeof(f->subject.comm), "%s",
			 top->comm);
	}
	free(v);
}
