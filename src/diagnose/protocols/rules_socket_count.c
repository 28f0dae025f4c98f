/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

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

/* What a socket takes at the least, with its file, inode and dentry. */
#define USUAL_TCP ((uint64_t)3 << 10)
#define USUAL_OTHER ((uint64_t)2 << 10)

static uint64_t sockets_of(const struct judge *j, unsigned proto)
{
	return proto < PROTO_ACCOUNTED_N
		       ? opt_or0(j->acct->proto[proto].sockets)
		       : j->snap->protocols.v[proto].totals.sockets;
}

/*
 * Without slabinfo: the rows of /proc/net/protocols, struct by struct; without
 * those, too, what is usual.
 */
static uint64_t socket_structs(const struct judge *j)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < PROTO_N; i++) {
		struct opt_u64 each = j->snap->protocols.v[i].object_bytes;
		uint64_t usual = i == PROTO_TCP ? USUAL_TCP : USUAL_OTHER;

		sum += sockets_of(j, i) * (each.known ? each.v : usual);
	}
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

static uint64_t others(const struct judge *j)
{
	uint64_t sum = 0;

	for (unsigned i = PROTO_ACCOUNTED_N; i < PROTO_N; i++)
		sum += sockets_of(j, i);
	return sum;
}

void rule_socket_count(struct judge *j)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	const struct process *p = most_sockets(&j->snap->processes, NULL);
	uint64_t objects = socket_objects(slabs);
	uint64_t bytes = objects ? objects : socket_structs(j);
	enum severity sev = finding_severity(j, F_SOCKET_COUNT, bytes);
	struct finding *f;

	/* an estimate, of a machine of unknown size */
	if (sev && !objects && !j->scale.base.known)
		sev--;
	if (sev == SEV_OK)
		return;
	f = finding_open(j, F_SOCKET_COUNT, sev, objects ? CONF_HIGH : CONF_LOW,
			 opt_i64((int64_t)bytes),
			 "the sockets themselves, not their queues, take %s of "
			 "kernel memory",
			 BYTES(bytes));
	say(f, "%llu TCP and %llu UDP sockets exist",
	    LLU(opt_or0(j->acct->proto[PROTO_TCP].sockets)),
	    LLU(opt_or0(j->acct->proto[PROTO_UDP].sockets)));
	if (others(j))
		say(f, "%llu sockets of other families exist", LLU(others(j)));
	if (f && p) {
		say(f, "most are open in %s: %llu", PROCESS(p->comm, p->pid),
		    LLU(p->socket_fds.v));
		finding_blame(f, p->comm, p->pid);
		say_others(j, f, p);
	}
	say_caches(j, f);
	finding_remedies(f, NULL);
}
