/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

enum severity protocol_severity(const struct judge *j, unsigned proto)
{
	const struct proto_sum *p = &j->acct->proto[proto];
	double percent = p->ratio * 100;
	bool judged = p->effective.known && p->limit.known && p->limit.v;

	if (p->state == PROTO_EXHAUSTED)
		return SEV_CRITICAL;
	if (p->state == PROTO_PRESSURE ||
	    (judged && percent >= (double)limit_number(LIMIT_PROTOCOL_WARNING)))
		return SEV_WARNING;
	return judged && percent >= (double)limit_number(LIMIT_PROTOCOL_NOTICE)
		       ? SEV_NOTICE
		       : SEV_OK;
}

static void udp_limit(struct judge *j, const struct proto_sum *p,
		      struct opt_i64 bytes, enum severity sev)
{
	struct finding *f =
		finding_open(j, F_UDP_MEM_LIMIT, sev, CONF_HIGH, bytes,
			     "UDP holds %s, %.0f%% of udp_mem[0] (%s), where "
			     "it stops for every program",
			     BYTES(p->effective.v), p->ratio * 100,
			     BYTES(p->limit.v));

	if (opt_or0(p->memory_errors))
		say(f,
		    "%llu datagrams were refused for memory since the "
		    "namespaces began (MemErrors)",
		    LLU(p->memory_errors.v));
	if (opt_or0(p->limits[2]))
		say(f,
		    "above it only sockets with almost nothing queued may "
		    "grow, up to udp_mem[2] (%s)",
		    BYTES(p->limits[2].v));
	finding_remedies(f, NULL);
}

static void tcp_limit(struct judge *j, const struct proto_sum *p,
		      struct opt_i64 bytes, enum severity sev)
{
	struct finding *f = finding_open(
		j, F_TCP_MEM_LIMIT, sev, CONF_HIGH, bytes,
		"TCP holds %s, %.0f%% of tcp_mem[2] (%s)%s",
		BYTES(p->effective.v), p->ratio * 100, BYTES(p->limit.v),
		p->state == PROTO_EXHAUSTED
			? ": every connection is throttled and data is dropped"
			: "");

	if (p->state == PROTO_PRESSURE)
		say(f, "the kernel says that TCP is under memory pressure: "
		       "windows and buffers shrink");
	if (p->alloc.known)
		say(f, "%lld TCP sockets are allocated", (long long)p->alloc.v);
	if (opt_or0(p->receive_buffer_errors))
		say(f,
		    "%llu segments were dropped from receive queues since the "
		    "namespaces began (TCPRcvQDrop)",
		    LLU(p->receive_buffer_errors.v));
	finding_remedies(f, NULL);
}

/*
 * A capture without the sysctl: the kernel sets it to about a tenth of memory,
 * where a whole part becomes a warning.
 */
static void unlimited(struct judge *j, unsigned proto, struct opt_i64 bytes)
{
	const struct proto_sum *p = &j->acct->proto[proto];
	bool udp = proto == PROTO_UDP;
	enum severity sev = scale_judge(&j->scale, p->effective.v,
					LIMIT_PART_NOTICE, LIMIT_PART_WARNING);
	struct finding *f;

	if (sev == SEV_OK)
		return;
	f = finding_open(j, udp ? F_UDP_MEM_LIMIT : F_TCP_MEM_LIMIT, sev,
			 CONF_LOW, bytes,
			 "%s holds %s; its limit (%s) is not known from here",
			 udp ? "UDP" : "TCP", BYTES(p->effective.v),
			 udp ? "udp_mem" : "tcp_mem");
	if (p->alloc.known)
		say(f, "%lld TCP sockets are allocated", (long long)p->alloc.v);
	advise(f, "sysctl net.ipv4.%s shows the limit, in pages: %s",
	       udp ? "udp_mem" : "tcp_mem",
	       udp ? "the first number counts" : "the last number counts");
	advise(f,
	       "find the sockets that hold it: ss -%samnp, the largest "
	       "Recv-Q%s",
	       udp ? "u" : "t", udp ? "" : " and Send-Q");
}

void rule_protocol_limits(struct judge *j)
{
	for (unsigned i = 0; i < PROTO_ACCOUNTED_N; i++) {
		const struct proto_sum *p = &j->acct->proto[i];
		enum severity sev = protocol_severity(j, i);
		struct opt_i64 bytes =
			opt_signed(p->used.known ? p->used : p->effective);

		/* sockets that were listed speak for themselves */
		if (p->used.known && !p->limit.known && !p->held.known)
			unlimited(j, i, bytes);
		if (sev == SEV_OK || !p->effective.known || !p->limit.known)
			continue;
		if (i == PROTO_UDP)
			udp_limit(j, p, bytes, sev);
		else
			tcp_limit(j, p, bytes, sev);
	}
}

/* tcp_too_many_orphans() of net/ipv4/tcp_timer.c */
void rule_orphan_count(struct judge *j)
{
	const struct proto_sum *p = &j->acct->proto[PROTO_TCP];
	struct finding *f = findings_find(j->out, F_TCP_ORPHANS);
	enum severity sev = SEV_NOTICE;
	uint64_t n, max;

	if (!p->orphans.known || p->orphans.v <= 0 || !opt_or0(p->max_orphans))
		return;
	n = (uint64_t)p->orphans.v;
	max = p->max_orphans.v;
	if (n < max / 100 * limit_number(LIMIT_PROTOCOL_NOTICE))
		return;
	if (n >= max)
		sev = SEV_CRITICAL;
	else if (n >= max / 100 * limit_number(LIMIT_PROTOCOL_WARNING))
		sev = SEV_WARNING;
	if (!f) {
		f = finding_open(j, F_TCP_ORPHANS, sev, CONF_HIGH,
				 (struct opt_i64){ 0 },
				 "%llu closed TCP sockets without a process, "
				 "%s tcp_max_orphans (%llu)",
				 LLU(n), n >= max ? "more than" : "near",
				 LLU(max));
		advise(f, "look for peers that do not read or have gone, and "
			  "for a program that closes in masses");
		advise(f, "lower net.ipv4.tcp_orphan_retries so that they end "
			  "sooner; raise tcp_max_orphans if the load is "
			  "legitimate");
	} else if (f->severity < sev) {
		f->severity = sev;
	}
	say(f,
	    "%llu orphans against a limit of %llu; beyond it the kernel resets "
	    "closed connections (\"too many orphaned sockets\")",
	    LLU(n), LLU(max));
}

/* Slab caches of the sockets' own structures (net/core/sock.c and callers). */
static const char *const socket_caches[] = {
	"sock_inode_cache",
	"TCP",
	"TCPv6",
	"UDP",
	"UDPv6",
	"UDP-Lite",
	"UDPLITEv6",
	"RAW",
	"RAWv6",
	"UNIX",
	"UNIX-STREAM",
	"MPTCP",
	"MPTCPv6",
	"tw_sock_TCP",
	"tw_sock_TCPv6",
	"tcp_bind_bucket",
	"request_sock_TCP",
	"request_sock_TCPv6",
	"tcp_bind2_bucket",
};

static bool is_socket_cache(const struct slab_cache *c)
{
	for (size_t k = 0; k < sizeof(socket_caches) / sizeof(*socket_caches);
	     k++)
		if (!strcmp(c->name, socket_caches[k]))
			return true;
	return false;
}

static uint64_t socket_objects(const struct slabs *slabs)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < slabs->n; i++)
		if (is_socket_cache(&slabs->v[i]))
			sum += slabs->v[i].bytes;
	return sum;
}

/* Without slabinfo: the rows of /proc/net/protocols, struct by struct. */
static uint64_t socket_structs(const struct judge *j)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < PROTO_ACCOUNTED_N; i++)
		sum += opt_or0(j->acct->proto[i].sockets) *
		       opt_or0(j->snap->protocols.v[i].object_bytes);
	return sum;
}

/* Equal ones stand by pid, as the table does. */
static bool has_more(const struct process *x, const struct process *y)
{
	uint64_t xs = opt_or0(x->socket_fds), ys = opt_or0(y->socket_fds);

	return xs != ys ? xs > ys : x->pid < y->pid;
}

/* Who has most sockets, of those behind after; NULL: of all. */
static const struct process *most_sockets(const struct processes *ps,
					  const struct process *after)
{
	const struct process *best = NULL;

	for (size_t i = 0; i < ps->n; i++) {
		const struct process *p = &ps->v[i];

		if (!opt_or0(p->socket_fds) || (after && !has_more(after, p)))
			continue;
		if (!best || has_more(p, best))
			best = p;
	}
	return best;
}

#define CACHES_SAID 3
#define HOLDERS_SAID 3

/* The largest caches of sockets, and what is in them. */
static void say_caches(struct judge *j, struct finding *f)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	unsigned said = 0;

	/* slabs stand largest first */
	for (size_t i = 0; i < slabs->n && said < CACHES_SAID; i++) {
		const struct slab_cache *c = &slabs->v[i];
		const struct slab_meaning *m = slab_meaning(c->name);

		if (!is_socket_cache(c) || !c->bytes)
			continue;
		say(f, "%s: %s, %llu objects (%s)", c->name, BYTES(c->bytes),
		    LLU(c->objects), m ? m->means : "structures of sockets");
		said++;
	}
}

/* Those that have most after the first, which the finding is about. */
static void say_others(struct judge *j, struct finding *f,
		       const struct process *first)
{
	const struct process *p = first;

	for (unsigned said = 1; p && said < HOLDERS_SAID; said++) {
		p = most_sockets(&j->snap->processes, p);
		/* a tenth of the first is no holder of note */
		if (!p || p->socket_fds.v < first->socket_fds.v / 10)
			return;
		say(f, "%s has %llu", PROCESS(p->comm, p->pid),
		    LLU(p->socket_fds.v));
	}
}

void rule_socket_count(struct judge *j)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	const struct process *p = most_sockets(&j->snap->processes, NULL);
	uint64_t objects = socket_objects(slabs);
	uint64_t bytes = objects ? objects : socket_structs(j);
	struct finding *f;

	f = finding_judge(
		j, F_SOCKET_COUNT, objects ? CONF_HIGH : CONF_LOW, bytes,
		"the sockets themselves, not their queues, take %s of "
		"kernel memory",
		BYTES(bytes));
	if (!f)
		return;
	say(f, "%llu TCP and %llu UDP sockets exist",
	    LLU(opt_or0(j->acct->proto[PROTO_TCP].sockets)),
	    LLU(opt_or0(j->acct->proto[PROTO_UDP].sockets)));
	if (f && p) {
		say(f, "most are open in %s: %llu", PROCESS(p->comm, p->pid),
		    LLU(p->socket_fds.v));
		finding_blame(f, p->comm, p->pid);
		say_others(j, f, p);
	}
	say_caches(j, f);
	finding_remedies(f, NULL);
}
