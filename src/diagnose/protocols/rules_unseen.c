/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include "model/snapshot.h"

/* Both directions count from here on: see LIMIT_UNSEEN_NOTICE. */
static uint64_t beyond(const struct proto_sum *p)
{
	uint64_t gap;

	if (!p->unseen.known)
		return 0;
	gap = p->unseen.v < 0 ? 0 - (uint64_t)p->unseen.v
			      : (uint64_t)p->unseen.v;
	return gap > opt_or0(p->tolerance) ? gap : 0;
}

static const char *name(unsigned proto)
{
	return proto == PROTO_UDP ? "UDP" : "TCP";
}

static void the_sum(struct finding *f, const struct proto_sum *p)
{
	say(f,
	    "the kernel charges %s, the sockets found are charged %s; "
	    "per-CPU reserves and the time of the dump explain %s",
	    BYTES(p->used.v), BYTES(p->charged.v),
	    BYTES(opt_or0(p->tolerance)));
}

/* Charged, and no socket shows it. */
static void unseen(struct judge *j, unsigned proto, enum severity sev)
{
	const struct proto_sum *p = &j->acct->proto[proto];
	struct finding *f = finding_open(
		j, F_UNSEEN_SOCKETS, sev, CONF_MEDIUM, p->unseen,
		"%s of %s memory belongs to sockets that were not found",
		BYTES(p->unseen.v), name(proto));

	the_sum(f, p);
	if (j->snap->contained)
		say(f, "this was run inside a container: other network "
		       "namespaces are hidden");
	else if (!j->snap->protocols.v[proto].complete)
		say(f, "not every network namespace could be entered");
	if (p->alloc.known && p->in_table.known && p->alloc.v > p->in_table.v)
		say(f,
		    "%lld TCP sockets are allocated and in no table: closed "
		    "connections keep unread data until their fd is closed",
		    (long long)(p->alloc.v - p->in_table.v));
	undumped_evidence(j, f);
	if (snapshot_is_capture(j->snap))
		advise(f, "capture it again as root, with the sockets of every "
			  "namespace (kmemwhere-capture has them)");
	else if (j->snap->contained)
		advise(f, "run kmemwhere on the host, as root: there every "
			  "namespace and process is seen");
	else if (!j->snap->privileged)
		advise(f, "run as root, so that every namespace and process is "
			  "seen");
	finding_remedies(f, NULL);
}

/*
 * Sockets hold it and nothing charges it: an exemption that somebody asked
 * for, or error queues. No error of the kernel's books; a notice at most.
 */
static void uncharged(struct judge *j, unsigned proto)
{
	const struct proto_sum *p = &j->acct->proto[proto];
	const char *mem = proto == PROTO_UDP ? "udp_mem" : "tcp_mem";
	struct finding *f =
		finding_open(j, F_UNSEEN_SOCKETS, SEV_NOTICE, CONF_LOW,
			     p->unseen,
			     "%s sockets hold %s that %s does not count",
			     name(proto), BYTES(-p->unseen.v), mem);

	the_sum(f, p);
	say(f,
	    "sockets may be exempt from %s (sysctl net.core.bypass_prot_mem, "
	    "or BPF): only their memory cgroups bound them then",
	    mem);
	say(f, "error queues (timestamps, errors, zerocopy notices) fill "
	       "receive buffers and are not charged either");
	/* SKBFL_PURE_ZEROCOPY of include/linux/skbuff.h */
	if (proto == PROTO_TCP)
		say(f, "what is sent with MSG_ZEROCOPY stays in the program's "
		       "own pages, and newer kernels do not charge it");
	advise(f, "sysctl net.core.bypass_prot_mem shows the first; bound "
		  "the cgroups of these programs (MemoryMax=)");
}

/* Bytes of error queues that have been found, of both protocols. */
static uint64_t error_queues(const struct judge *j)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < j->out->n; i++)
		if (j->out->v[i].code == F_ERRQUEUE_UNREAD)
			sum += finding_bytes(&j->out->v[i]);
	return sum;
}

void rule_unseen_sockets(struct judge *j)
{
	for (unsigned i = 0; i < PROTO_ACCOUNTED_N; i++) {
		const struct proto_sum *p = &j->acct->proto[i];
		uint64_t gap = beyond(p);
		enum severity sev =
			gap ? finding_severity(j, F_UNSEEN_SOCKETS, gap)
			    : SEV_OK;

		if (sev == SEV_OK)
			continue;
		if (p->unseen.v > 0 &&
		    (i != PROTO_TCP || !closed_unread_reported(j)))
			unseen(j, i, sev);
		else if (p->unseen.v < 0 && error_queues(j) < gap / 2)
			uncharged(j, i);
	}
}
