/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/family_evidence.h"

#include "model/snapshot.h"

/* What the members of a group of UNIX sockets have in common. */
struct unix_sums {
	const struct sock *sender; /* the largest that is there */
	uint64_t held;		   /* of senders that are there */
	uint64_t gone;		   /* payload whose sender has closed */
	uint64_t waiting;	   /* held, of connections not accepted */
	uint64_t guessed;	   /* held, of datagrams without a peer */
};

static void add_member(const struct snapshot *snap, const struct member *m,
		       struct unix_sums *sums)
{
	const struct sock *s = &snap->socks.v[m->sock];
	uint64_t held = sock_held_bytes(s);

	if (s->orphan_queue)
		sums->gone += s->rqueue;
	if (!sock_tx_bytes(s))
		return;
	if (!sums->sender) /* they are ordered by size */
		sums->sender = s;
	sums->held += held;
	if (m->reader == NO_SOCK)
		return;
	if (snap->socks.v[m->reader].state == SOCK_LISTEN)
		sums->waiting += held;
	if (!s->peer_inode)
		sums->guessed += held;
}

static void put_sender(struct judge *j, struct finding *f,
		       const struct unix_sums *sums)
{
	const struct snapshot *snap = j->snap;
	const struct sock *s = sums->sender;
	const struct process *p = NULL;

	if (s->n_owners)
		p = processes_find(&snap->processes,
				   snap->owners.v[s->first_owner].pid);
	if (!p) {
		say(f, "the kernel charges it to the senders, which hold %s",
		    BYTES(sums->held));
		return;
	}
	say(f,
	    "the kernel charges %s of it to the senders, first of all to %s: "
	    "it goes when the reader reads",
	    BYTES(sums->held), PROCESS(p->comm, p->pid));
}

static void unix_evidence(struct judge *j, struct finding *f,
			  const struct groups *gs, const struct group *g)
{
	struct unix_sums sums = { 0 };

	for (size_t i = g->first; i < g->first + g->n; i++)
		if (!gs->members[i].lost)
			add_member(j->snap, &gs->members[i], &sums);
	if (sums.sender)
		put_sender(j, f, &sums);
	if (sums.gone)
		say(f,
		    "%s of payload came from senders that have closed: nobody "
		    "is charged for it, and it takes more memory than that",
		    BYTES(sums.gone));
	if (sums.waiting)
		say(f, "%s of it wait in connections that were not accepted",
		    BYTES(sums.waiting));
	if (sums.guessed)
		say(f,
		    "%s of it were sent without connect(): no other queue that "
		    "was seen can have them",
		    BYTES(sums.guessed));
}

static void clone_evidence(struct judge *j, struct finding *f)
{
	const struct kernel_parts *k = &j->acct->kernel;

	say(f, "sockets that got the same packet share its data: the memory "
	       "may be less than what each is charged");
	if (k->sockets_capped)
		say(f,
		    "all sockets claim %s, slab and unaccounted have room for "
		    "%s",
		    BYTES(k->sockets_claimed.v), BYTES(k->of_sockets.v));
}

void family_evidence(struct judge *j, struct finding *f,
		     const struct groups *gs, const struct group *g)
{
	if (g->code == F_UNIX_UNREAD)
		unix_evidence(j, f, gs, g);
	if (g->code == F_RAW_UNREAD)
		clone_evidence(j, f);
	if (g->code == F_NETLINK_UNREAD)
		say(f, "large messages take up to twice the memory that the "
		       "kernel charges for them");
}
