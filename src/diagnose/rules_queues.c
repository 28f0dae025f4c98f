/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/groups.h"
#include "diagnose/queue_words.h"
#include "model/snapshot.h"
#include "util/buf.h"
#include "util/escape.h"

/* Pids that a title names before it says "...". */
#define TITLE_PIDS 3
/* Nine tenths of a group's bytes make it "the group". */
#define MOST(part, whole) ((part) >= (whole) - (whole) / 10)

bool is_queue_code(enum finding_code code)
{
	return queue_words(code) != NULL;
}

static const struct proto_sum *proto_of(const struct judge *j,
					const struct group *g)
{
	return &j->acct->proto[queue_words(g->code)->proto];
}

static bool percent_of(uint64_t part, struct opt_u64 whole, unsigned percent)
{
	return whole.known && whole.v && part >= whole.v / 100 * percent;
}

static enum severity severity(const struct judge *j, const struct group *g)
{
	const struct proto_sum *p = proto_of(j, g);
	enum severity sev = scale_judge(&j->scale, g->held, LIMIT_QUEUE_NOTICE,
					LIMIT_QUEUE_WARNING);
	enum severity limit = protocol_severity(j, queue_words(g->code)->proto);

	if (sev < SEV_NOTICE && (g->full >= FULL_NOTICE_SOCKETS ||
				 g->full_bytes >= FULL_NOTICE_BYTES))
		sev = SEV_NOTICE;
	if (sev < SEV_WARNING &&
	    (g->dropping_max >= DROPPING_WARNING_BYTES ||
	     percent_of(g->held, p->limit, OF_PROTOCOL_WARNING)))
		sev = SEV_WARNING;
	/* who fills a protocol is as bad as its being full */
	if (sev && limit > sev &&
	    (percent_of(g->held, p->effective, 50) ||
	     percent_of(g->held, p->limit, OF_PROTOCOL_WARNING)))
		sev = limit;
	return sev;
}

static enum confidence confidence(const struct group *g)
{
	if (g->code == F_UDP_UNREAD) {
		if (g->never_read && MOST(g->never_read, g->rx))
			return CONF_HIGH;
		return g->full ? CONF_MEDIUM : CONF_LOW;
	}
	if (g->code == F_TCP_UNREAD)
		return MOST(g->closed_window, g->rx) ? CONF_HIGH : CONF_MEDIUM;
	return CONF_HIGH;
}

static const char *tail(const struct group *g)
{
	if (g->code == F_UDP_UNREAD && g->slow > g->rx / 2)
		return "of datagrams that are read too slowly";
	if (g->code == F_UDP_UNREAD && !g->never_read)
		return "of unread datagrams";
	return queue_words(g->code)->tail;
}

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static size_t unique(pid_t *pids, size_t n)
{
	size_t out = 0;

	qsort(pids, n, sizeof(*pids), by_pid);
	for (size_t i = 0; i < n; i++)
		if (!out || pids[out - 1] != pids[i])
			pids[out++] = pids[i];
	return out;
}

/* All processes of the group's sockets, once each and ascending. */
static int subject_pids(const struct judge *j, const struct groups *gs,
			const struct group *g, struct subject *s)
{
	size_t n = 0;

	for (size_t i = g->first; i < g->first + g->n; i++)
		if (!gs->members[i].lost)
			n += j->snap->socks.v[gs->members[i].sock].n_owners;
	if (!n)
		return 0;
	s->pids = calloc(n, sizeof(*s->pids));
	if (!s->pids)
		return -ENOMEM;
	for (size_t i = g->first; i < g->first + g->n; i++) {
		const struct sock *k = &j->snap->socks.v[gs->members[i].sock];

		for (uint32_t o = 0; o < k->n_owners && !gs->members[i].lost;
		     o++)
			s->pids[s->n_pids++] =
				j->snap->owners.v[k->first_owner + o].pid;
	}
	s->n_pids = unique(s->pids, s->n_pids);
	return 0;
}

static int subject_sockets(const struct judge *j, const struct groups *gs,
			   const struct group *g, struct subject *s)
{
	s->socket_count = g->sockets;
	s->cookies = calloc(SUBJECT_SOCKETS_MAX, sizeof(*s->cookies));
	if (!s->cookies)
		return -ENOMEM;
	for (size_t i = g->first;
	     i < g->first + g->n && s->n_cookies < SUBJECT_SOCKETS_MAX; i++)
		if (!gs->members[i].lost)
			s->cookies[s->n_cookies++] =
				j->snap->socks.v[gs->members[i].sock].cookie;
	return 0;
}

/* The cgroup that all of the group's sockets were made in, if it is one. */
static void subject_cgroup(const struct judge *j, const struct groups *gs,
			   const struct group *g, struct subject *s)
{
	uint64_t id = 0;
	const char *path;

	for (size_t i = g->first; i < g->first + g->n; i++) {
		uint64_t c = j->snap->socks.v[gs->members[i].sock].cgroup_id;

		if (gs->members[i].lost)
			continue;
		if (id && c != id)
			return;
		id = c;
	}
	path = snapshot_cgroup(j->snap, id);
	/* the root is where everything is: it tells nobody */
	if (path && strcmp(path, "/"))
		s->cgroup = strdup(path);
}

/* "friend_push (pids 8570 8572 8574 ... 8998)" */
static int describe(const struct subject *s, struct buf *out)
{
	char comm[sizeof(s->comm) * ESCAPE_MAX + 1];
	int err;

	if (!s->n_pids)
		return buf_printf(out, "a process that could not be seen");
	escape_str(comm, sizeof(comm), s->comm);
	err = buf_printf(out, "%s (%s", *comm ? comm : "?",
			 s->n_pids > 1 ? "pids" : "pid");
	for (size_t i = 0; i < s->n_pids && i < TITLE_PIDS && !err; i++)
		err = buf_printf(out, " %d", (int)s->pids[i]);
	if (!err && s->n_pids > TITLE_PIDS)
		err = buf_printf(out, "%s %d",
				 s->n_pids > TITLE_PIDS + 1 ? " ..." : "",
				 (int)s->pids[s->n_pids - 1]);
	return err ? err : buf_append(out, ")", 1);
}

static int make_title(const struct group *g, const struct subject *s,
		      struct buf *who, struct buf *out)
{
	const struct queue_words *w = queue_words(g->code);
	int err = describe(s, who);

	if (err)
		return err;
	err = buf_printf(out, "%u %s", g->sockets,
			 g->sockets == 1 ? w->one : w->many);
	if (!err && g->code != F_TCP_ORPHANS)
		err = buf_printf(out, " of %s", who->data);
	if (err)
		return err;
	return buf_printf(out, " %s %s %s", g->sockets == 1 ? "holds" : "hold",
			  BYTES(g->held), tail(g));
}

static void udp_evidence(struct judge *j, struct finding *f,
			 const struct group *g)
{
	if (g->never_read && MOST(g->never_read, g->rx))
		finding_evidence(j, f,
				 "no reader ever took a datagram from these "
				 "queues (forward_deficit is 0)");
	else if (g->slow)
		finding_evidence(j, f,
				 "queues with %s of it have a reader, which is "
				 "too slow (forward_deficit above 0)",
				 BYTES(g->slow));
}

static void tcp_evidence(struct judge *j, struct finding *f,
			 const struct group *g)
{
	if (g->code == F_TCP_PEER_STALLED)
		finding_evidence(j, f,
				 "the persist timer runs: the peer's window is "
				 "closed or too small");
	if (g->code == F_TCP_PATH_STALLED)
		finding_evidence(j, f,
				 "the data is being retransmitted and is not "
				 "acknowledged");
	if (g->payload && g->rx > g->tx)
		finding_evidence(j, f, "%s charged for %s of payload (%.1f x)",
				 BYTES(g->rx), BYTES(g->payload),
				 (double)g->rx / (double)g->payload);
	if (g->rx > g->tx && MOST(g->closed_window, g->rx))
		finding_evidence(j, f,
				 "the receive buffers are full: the peers are "
				 "being throttled");
	if (g->tx > g->rx && g->rx)
		finding_evidence(j, f, "%s of it wait to be read here",
				 BYTES(g->rx));
}

static void limit_evidence(struct judge *j, struct finding *f,
			   const struct group *g)
{
	const struct proto_sum *p = proto_of(j, g);
	bool udp = queue_words(g->code)->proto == PROTO_UDP;

	if (!percent_of(g->held, p->limit, OF_PROTOCOL_WARNING))
		return;
	finding_evidence(j, f, "%s is at %.0f %% of %s (%s)%s",
			 udp ? "UDP" : "TCP", p->ratio * 100,
			 udp ? "udp_mem[0]" : "tcp_mem[2]", BYTES(p->limit.v),
			 udp ? ", where it stops for every program" : "");
}

/* The other end of the connections, where it is on this machine too. */
static void other_end_evidence(struct judge *j, struct finding *f,
			       const struct groups *gs, const struct group *g)
{
	const struct group *o;
	const struct member *m;
	char comm[sizeof(m->comm) * ESCAPE_MAX + 1];

	if (g->other_group == NO_GROUP)
		return;
	o = &gs->v[g->other_group];
	m = &gs->members[o->first];
	escape_str(comm, sizeof(comm), o->comm);
	finding_evidence(j, f,
			 "the other end is on this machine: %s (pid %d) holds "
			 "%s of the same connections (%s)",
			 *comm ? comm : "a process that could not be seen",
			 (int)m->pid, BYTES(g->other_held),
			 finding_code_name(o->code));
}

static void evidence(struct judge *j, struct finding *f,
		     const struct groups *gs, const struct group *g)
{
	if (g->full)
		finding_evidence(
			j, f,
			"%llu of %u queues are over half full and have dropped "
			"(%llu drops; filters and checksums count too)",
			(unsigned long long)g->full, g->sockets,
			(unsigned long long)g->drops);
	if (g->code == F_UDP_UNREAD)
		udp_evidence(j, f, g);
	else
		tcp_evidence(j, f, g);
	other_end_evidence(j, f, gs, g);
	limit_evidence(j, f, g);
	if (!f->subject.n_pids && g->code != F_TCP_ORPHANS)
		finding_evidence(
			j, f,
			"no process with these sockets could be found: not "
			"root, another pid namespace, or not an fd");
	if (f->subject.cgroup) {
		char path[256];

		finding_evidence(j, f, "cgroup %s",
				 escape_str(path, sizeof(path),
					    f->subject.cgroup));
	}
}

static void report(struct judge *j, const struct groups *gs,
		   const struct group *g, enum severity sev)
{
	const struct queue_words *w = queue_words(g->code);
	struct subject s = { 0 };
	struct buf who = { 0 }, title = { 0 };
	struct finding *f;
	int err = subject_pids(j, gs, g, &s);

	memcpy(s.comm, g->comm, sizeof(s.comm));
	if (!err)
		err = subject_sockets(j, gs, g, &s);
	if (!err)
		err = make_title(g, &s, &who, &title);
	if (err) {
		j->err = err;
		free(s.pids);
		free(s.cookies);
		goto out;
	}
	subject_cgroup(j, gs, g, &s);
	f = finding_open(j, g->code, sev, confidence(g),
			 opt_i64((int64_t)g->held), "%s", title.data);
	if (!f)
		goto out;
	f->subject = s;
	evidence(j, f, gs, g);
	for (size_t i = 0; i < QUEUE_REMEDIES_MAX && w->remedy[i]; i++)
		finding_remedy(j, f, w->remedy[i],
			       s.n_pids ? who.data : "the program");
	for (size_t i = g->first; i < g->first + g->n; i++)
		if (!gs->members[i].lost)
			j->out->sock_code[gs->members[i].sock] =
				(uint8_t)g->code;
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
	for (size_t i = 0; i < gs.n; i++) {
		enum severity sev =
			gs.v[i].sockets ? severity(j, &gs.v[i]) : SEV_OK;

		if (sev > SEV_OK)
			report(j, &gs, &gs.v[i], sev);
	}
	groups_free(&gs);
}
