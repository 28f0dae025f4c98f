/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/memory/memcg.h"
#include "diagnose/queues/errqueue.h"
#include "diagnose/queues/family_evidence.h"
#include "diagnose/queues/groups.h"
#include "diagnose/queues/last_resort.h"
#include "diagnose/queues/socket_memory.h"
#include "diagnose/queues/subject.h"
#include "diagnose/queues/title.h"
#include "model/snapshot.h"
#include "util/buf.h"

/* Nine tenths of a group's bytes make it "the group". */
#define MOST(part, whole) ((part) >= (whole) - (whole) / 10)

/* Where one socket holds so much without a timer to tell why, it waits. */
#define UNTIMED_EACH ((uint64_t)1 << 20)

/* The protocol that pays for what they hold; of error queues none does. */
static enum proto payer_of(const struct group *g)
{
	return g->code == F_SOCKET_MEMORY ? proto_payer(g->proto)
					  : finding_row(g->code)->proto;
}

/* The protocol's sums, or NULL where the kernel does not account it. */
static const struct proto_sum *proto_of(const struct judge *j,
					const struct group *g)
{
	enum proto proto = payer_of(g);

	return proto < PROTO_ACCOUNTED_N ? &j->acct->proto[proto] : NULL;
}

static bool percent_of(uint64_t part, struct opt_u64 whole, uint64_t percent)
{
	return whole.known && whole.v && part >= whole.v / 100 * percent;
}

/* Whether it fills a good part of what its cgroup may have. */
static bool fills_cgroup(const struct judge *j, const struct groups *gs,
			 const struct group *g)
{
	const char *path = j->snap->memcgs.n ? group_cgroup(j, gs, g) : NULL;
	uint32_t at = path ? memcg_of_path(j->snap, path) : NO_MEMCG;

	return at != NO_MEMCG && percent_of(g->held, memcg_limit(j->snap, at),
					    limit_number(LIMIT_OF_CGROUP));
}

/* A leak of sockets is one whether they hold data or not. */
static enum severity by_number(const struct group *g)
{
	if (g->code != F_TCP_CLOSE_WAIT ||
	    g->sockets < limit_number(LIMIT_LEFT_OPEN_NOTICE))
		return SEV_OK;
	return g->sockets < limit_number(LIMIT_LEFT_OPEN_WARNING) ? SEV_NOTICE
								  : SEV_WARNING;
}

/* What is busy may look the same: it is named as other holders are. */
static bool may_be_busy(const struct group *g)
{
	return g->code == F_SOCKET_MEMORY &&
	       (g->untimed < g->held / 2 ||
		g->held / g->sockets < UNTIMED_EACH);
}

static enum severity of_queues(const struct judge *j, const struct groups *gs,
			       const struct group *g)
{
	const struct proto_sum *p = proto_of(j, g);
	enum severity sev = scale_judge(&j->scale, g->held, LIMIT_QUEUE_NOTICE,
					LIMIT_QUEUE_WARNING);

	if (sev < SEV_NOTICE &&
	    (g->full >= limit_number(LIMIT_FULL_SOCKETS) ||
	     g->full_bytes >= limit_number(LIMIT_FULL_BYTES)))
		sev = SEV_NOTICE;
	if (g->dropping_max >= limit_number(LIMIT_DROPPING_BYTES) ||
	    (p &&
	     percent_of(g->held, p->limit, limit_number(LIMIT_OF_PROTOCOL))) ||
	    fills_cgroup(j, gs, g))
		return SEV_WARNING;
	return sev;
}

static enum severity severity(const struct judge *j, const struct groups *gs,
			      const struct group *g)
{
	const struct proto_sum *p = proto_of(j, g);
	enum severity sev = may_be_busy(g)
				    ? finding_severity(j, g->code, g->held)
				    : of_queues(j, gs, g);
	enum severity limit = p ? protocol_severity(j, payer_of(g)) : SEV_OK;

	if (sev < by_number(g))
		sev = by_number(g);
	/* who fills a protocol is as bad as its being full */
	if (p && sev && limit > sev &&
	    (percent_of(g->held, p->effective, 50) ||
	     percent_of(g->held, p->limit, limit_number(LIMIT_OF_PROTOCOL))))
		sev = limit;
	return sev;
}

static enum confidence in_fault(const struct group *g)
{
	if (probe_proves(&g->probes, g->held))
		return CONF_HIGH;
	if (g->probes.slow > g->probes.probed / 2)
		return CONF_MEDIUM;
	if (g->code == F_UDP_UNREAD) {
		if (g->never_read && MOST(g->never_read, g->rx))
			return CONF_HIGH;
		return g->full ? CONF_MEDIUM : CONF_LOW;
	}
	if (g->code == F_SOCKET_MEMORY && g->untimed)
		return CONF_MEDIUM;
	if (g->code == F_TCP_UNREAD)
		return MOST(g->closed_window, g->rx) ? CONF_HIGH : CONF_MEDIUM;
	if (g->code == F_UNIX_UNREAD && g->guessed > g->held / 10)
		return CONF_MEDIUM;
	return CONF_HIGH;
}

/* How sure the whole of it is: what is wrong, and whose it is. */
static enum confidence confidence(const struct judge *j,
				  const struct groups *gs,
				  const struct group *g)
{
	enum confidence c = in_fault(g);

	if (g->code == F_ERRQUEUE_UNREAD)
		return errqueue_confidence(j, gs, g);

	return c == CONF_HIGH && g->unsure > g->held / 10 ? CONF_MEDIUM : c;
}

/* Charged so many times what they carry. */
#define SMALL_DATAGRAMS 4.0

/*
 * What UDP queues are charged beyond their payload, where BPF looked into them:
 * a datagram of one byte costs 832.
 */
static void amplification(struct finding *f, const struct group *g)
{
	double times = (double)g->sampled / (double)g->sampled_payload;

	if (!g->sampled_payload)
		say(f, "%s charged for datagrams without data",
		    BYTES(g->sampled));
	else
		say(f, "%s charged for %s%s of payload (%.1f x%s)%s",
		    BYTES(g->sampled), g->sampled_all ? "" : "about ",
		    BYTES(g->sampled_payload), times,
		    g->sampled_all ? "" : " in the first 64 of each queue",
		    times >= SMALL_DATAGRAMS ? ": small datagrams" : "");
}

static void udp_evidence(struct finding *f, const struct group *g)
{
	if (g->never_read && MOST(g->never_read, g->rx))
		say(f, "no reader ever took a datagram from these queues "
		       "(forward_deficit is 0)");
	else if (g->slow)
		say(f,
		    "queues with %s of it have a reader, which is too slow "
		    "(forward_deficit above 0)",
		    BYTES(g->slow));
	if (g->sampled && MOST(g->sampled, g->rx))
		amplification(f, g);
}

static void tcp_evidence(struct finding *f, const struct group *g)
{
	if (g->code == F_TCP_CLOSED_UNREAD)
		say(f,
		    "the connections have ended and their fds are still open; "
		    "%s",
		    g->borrowed ? "asked through copies of them"
				: "the kernel's list of open files (BPF) "
				  "shows what they hold");
	if (g->code == F_TCP_CLOSE_WAIT && g->empty)
		say(f,
		    "%llu of them hold no data: each still takes an fd and "
		    "some KiB of kernel memory",
		    LLU(g->empty));
	if (g->code == F_TCP_PEER_STALLED)
		say(f, "the persist timer runs: the peer's window is closed or "
		       "too small");
	if (g->code == F_TCP_PATH_STALLED)
		say(f,
		    "the data is being retransmitted and is not acknowledged");
	if (g->payload && g->rx > g->tx)
		say(f, "%s charged for %s of payload (%.1f x)", BYTES(g->rx),
		    BYTES(g->payload), (double)g->rx / (double)g->payload);
	if (g->rx > g->tx && MOST(g->closed_window, g->rx))
		say(f, "the receive buffers are full: the peers are being "
		       "throttled");
	if (g->tx > g->rx && g->rx)
		say(f, "%s of it wait to be read here", BYTES(g->rx));
}

static void limit_evidence(struct judge *j, struct finding *f,
			   const struct group *g)
{
	const struct proto_sum *p = proto_of(j, g);
	bool udp = payer_of(g) == PROTO_UDP;

	if (!p ||
	    !percent_of(g->held, p->limit, limit_number(LIMIT_OF_PROTOCOL)))
		return;
	say(f, "%s is at %.0f%% of %s (%s)%s", udp ? "UDP" : "TCP",
	    p->ratio * 100, udp ? "udp_mem[0]" : "tcp_mem[2]",
	    BYTES(p->limit.v), udp ? ", where it stops for every program" : "");
}

/* The other end of the connections, where it is on this machine too. */
static void other_end_evidence(struct finding *f, const struct groups *gs,
			       const struct group *g)
{
	const struct group *o;
	const struct member *m;

	if (g->other_group == NO_GROUP)
		return;
	o = &gs->v[g->other_group];
	m = &gs->members[o->first];
	say(f,
	    "the other end is on this machine: %s (pid %d) holds %s of the "
	    "same connections (%s)",
	    *o->comm ? OUTSIDE(o->comm) : "an unidentified process",
	    (int)m->pid, BYTES(g->other_held), finding_code_name(o->code));
}

/* Nobody has them: at least whose program it was. */
static void orphan_evidence(struct judge *j, struct finding *f,
			    const struct groups *gs, const struct group *g)
{
	const struct sock *socks = j->snap->socks.v;
	const struct sock *one = &socks[gs->members[g->first].sock];

	for (size_t i = g->first; i < g->first + g->n; i++) {
		const struct sock *s = &socks[gs->members[i].sock];

		if (s->uid != one->uid || s->uid_unknown)
			return;
	}
	/* kernels before 6.17 say 0 for a socket without a file */
	if (one->uid)
		say(f, "a program of user %u made them", one->uid);
}

static void evidence(struct judge *j, struct finding *f,
		     const struct groups *gs, const struct group *g)
{
	if (g->full && !g->drops)
		say(f,
		    "%llu of %u queues are full; how much they dropped is "
		    "not known",
		    LLU(g->full), g->sockets);
	else if (g->full)
		say(f,
		    "%llu of %u queues are over half full and have dropped "
		    "(%llu drops; filters and checksums count too)",
		    LLU(g->full), g->sockets, LLU(g->drops));
	else if (g->drops)
		say(f,
		    "they have dropped %llu (filters and checksums count, "
		    "too)",
		    LLU(g->drops));
	if (g->code == F_UDP_UNREAD)
		udp_evidence(f, g);
	else if (payer_of(g) == PROTO_TCP && g->code != F_SOCKET_MEMORY)
		tcp_evidence(f, g);
	probe_evidence(f, &g->probes, g->held);
	if (g->code == F_ERRQUEUE_UNREAD)
		errqueue_evidence(j, f, gs, g);
	if (g->code == F_SOCKET_MEMORY)
		socket_memory_evidence(f, g);
	family_evidence(j, f, gs, g);
	if (g->unsure)
		say(f,
		    "it is not known which of several processes holds %s of "
		    "it: all candidates are named",
		    BYTES(g->unsure));
	other_end_evidence(f, gs, g);
	limit_evidence(j, f, g);
	if (!f->subject.n_pids && !*g->comm && g->code != F_TCP_ORPHANS)
		say(f, "no process with these sockets was found: not run as "
		       "root, another pid namespace, or not held by an fd");
	if (g->code == F_TCP_ORPHANS)
		orphan_evidence(j, f, gs, g);
	if (f->subject.cgroup)
		say(f, "cgroup %s", OUTSIDE(f->subject.cgroup));
}

/* The reader of a UNIX socket holds nothing, and is what it is about. */
static void mark(struct judge *j, const struct member *m)
{
	j->out->sock_code[m->sock] = m->code;
	if (m->reader != NO_SOCK)
		j->out->sock_code[m->reader] = m->code;
}

static void report(struct judge *j, const struct groups *gs,
		   const struct group *g, enum severity sev)
{
	struct subject s = { 0 };
	struct buf who = { 0 }, title = { 0 };
	struct finding *f;
	int err = subject_pids(j, gs, g, &s);

	snprintf(s.comm, sizeof(s.comm), "%s", g->comm);
	if (!err)
		err = subject_sockets(j, gs, g, &s);
	if (!err)
		err = title_make(g, &s, &who, &title);
	if (err) {
		j->err = err;
		free(s.pids);
		free(s.cookies);
		goto out;
	}
	subject_cgroup(j, gs, g, &s);
	f = finding_open(j, g->code, sev, confidence(j, gs, g),
			 opt_i64((int64_t)g->held), "%s", title.data);
	if (!f)
		goto out;
	f->subject = s;
	f->proto = (uint8_t)payer_of(g);
	evidence(j, f, gs, g);
	probe_remedy(f, &g->probes, g->held);
	if (g->code == F_SOCKET_MEMORY)
		socket_memory_remedy(f, g, who.data);
	finding_remedies(f, s.n_pids || *s.comm ? who.data : "the program");
	last_resort(j, f, gs, g);
	for (size_t i = g->first; i < g->first + g->n; i++)
		if (!gs->members[i].lost)
			mark(j, &gs->members[i]);
out:
	buf_free(&who);
	buf_free(&title);
}

void rule_queues(struct judge *j)
{
	struct groups gs = { 0 };
	int err = groups_make(j->snap, j->acct, &gs);

	if (err)
		j->err = err;
	else
		errqueue_settle(j, &gs);
	for (size_t i = 0; i < gs.n; i++) {
		enum severity sev =
			gs.v[i].sockets ? severity(j, &gs, &gs.v[i]) : SEV_OK;

		if (sev > SEV_OK)
			report(j, &gs, &gs.v[i], sev);
	}
	groups_free(&gs);
}
