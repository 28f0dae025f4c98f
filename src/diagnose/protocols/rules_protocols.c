/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include "diagnose/protocols/top_program.h"
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
	say_top_program(j, f, PROTO_UDP);
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

	say_top_program(j, f, PROTO_TCP);
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

/* As many sockets share it; 0 where that is unknown. */
static uint64_t sharing(const struct proto_sum *p)
{
	return p->alloc.known && p->alloc.v > 0 ? (uint64_t)p->alloc.v
						: opt_or0(p->sockets);
}

/*
 * A capture without the sysctl: the kernel sets it to about a tenth of memory,
 * where a whole part becomes a warning.
 */
static void unlimited(struct judge *j, unsigned proto, struct opt_i64 bytes)
{
	const struct proto_sum *p = &j->acct->proto[proto];
	bool udp = proto == PROTO_UDP;
	uint64_t n = sharing(p);
	enum severity sev = scale_judge(&j->scale, p->effective.v,
					LIMIT_PART_NOTICE, LIMIT_PART_WARNING);
	struct finding *f;

	/* many sockets that hold as much as busy ones do */
	if (sev && p->effective.v / limit_number(LIMIT_BUSY_SOCKET) < n)
		sev--;
	if (sev == SEV_OK)
		return;
	f = finding_open(j, udp ? F_UDP_MEM_LIMIT : F_TCP_MEM_LIMIT, sev,
			 CONF_LOW, bytes,
			 "%s holds %s; its limit (%s) is not known from here",
			 udp ? "UDP" : "TCP", BYTES(p->effective.v),
			 udp ? "udp_mem" : "tcp_mem");
	if (n)
		say(f, "%s for each of its %llu sockets",
		    BYTES(p->effective.v / n), LLU(n));
	advise(f, "sysctl net.ipv4.%s shows the limit, in pages: %s",
	       udp ? "udp_mem" : "tcp_mem",
	       udp ? "the first number counts" : "the last number counts");
	advise(f,
	       "find the sockets that hold it: ss -%samnp, the largest "
	       "Recv-Q%s",
	       udp ? "u" : "t", udp ? "" : " and Send-Q");
}

/* The kernel's log said so: it is a fact, though of some time ago. */
static void logged(struct judge *j)
{
	struct opt_u64 n = j->snap->protocols.log_tcp_memory;
	struct finding *f = findings_find(j->out, F_TCP_MEM_LIMIT);

	if (!opt_or0(n))
		return;
	if (!f) {
		f = finding_open(j, F_TCP_MEM_LIMIT, SEV_WARNING, CONF_MEDIUM,
				 (struct opt_i64){ 0 },
				 "TCP was out of memory (tcp_mem[2]): every "
				 "connection was throttled and data was "
				 "dropped");
		say_top_program(j, f, PROTO_TCP);
		finding_remedies(f, NULL);
	}
	say(f, "the kernel's log says %llu time%s: \"TCP: out of memory\"",
	    LLU(n.v), n.v == 1 ? "" : "s");
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
	logged(j);
}

/*
 * Closed sockets that still send, of the kernel's count or, where a listing is
 * all there is, of its rows.
 */
static uint64_t count_orphans(const struct judge *j)
{
	static const enum sock_state states[] = { SOCK_FIN_WAIT1, SOCK_CLOSING,
						  SOCK_LAST_ACK };
	struct opt_i64 n = j->acct->proto[PROTO_TCP].orphans;
	uint64_t sum = 0;

	if (n.known)
		return n.v > 0 ? (uint64_t)n.v : 0;
	for (size_t i = 0; i < j->snap->netns.n; i++)
		for (size_t k = 0; k < sizeof(states) / sizeof(*states); k++)
			sum += j->snap->netns.v[i]
				       .sockets[PROTO_TCP][states[k]];
	return sum;
}

static enum severity orphans_severity(uint64_t n, uint64_t max)
{
	if (!max) {
		if (n < limit_number(LIMIT_ORPHANS_NOTICE))
			return SEV_OK;
		return n < limit_number(LIMIT_ORPHANS_WARNING) ? SEV_NOTICE
							       : SEV_WARNING;
	}
	if (n >= max)
		return SEV_CRITICAL;
	if (n >= max / 100 * limit_number(LIMIT_PROTOCOL_WARNING))
		return SEV_WARNING;
	return n < max / 100 * limit_number(LIMIT_PROTOCOL_NOTICE) ? SEV_OK
								   : SEV_NOTICE;
}

static struct finding *open_orphans(struct judge *j, enum severity sev,
				    uint64_t n, uint64_t max)
{
	struct finding *f;

	if (max)
		f = finding_open(j, F_TCP_ORPHANS, sev, CONF_HIGH,
				 (struct opt_i64){ 0 },
				 "%llu closed TCP sockets without a process, "
				 "%s tcp_max_orphans (%llu)",
				 LLU(n), n >= max ? "more than" : "near",
				 LLU(max));
	else
		f = finding_open(j, F_TCP_ORPHANS, sev, CONF_MEDIUM,
				 (struct opt_i64){ 0 },
				 "%llu closed TCP sockets without a process "
				 "wait for their peers",
				 LLU(n));
	advise(f, "look for peers that do not read or have gone, and for a "
		  "program that closes in masses");
	advise(f, "lower net.ipv4.tcp_orphan_retries so that they end sooner; "
		  "raise tcp_max_orphans if the load is legitimate");
	return f;
}

/* tcp_too_many_orphans() of net/ipv4/tcp_timer.c */
void rule_orphan_count(struct judge *j)
{
	struct finding *f = findings_find(j->out, F_TCP_ORPHANS);
	uint64_t max = opt_or0(j->acct->proto[PROTO_TCP].max_orphans);
	uint64_t n = count_orphans(j);
	enum severity sev = orphans_severity(n, max);

	if (sev == SEV_OK)
		return;
	if (!f)
		f = open_orphans(j, sev, n, max);
	else if (f->severity < sev)
		f->severity = sev;
	if (max)
		say(f,
		    "%llu orphans against a limit of %llu; beyond it the "
		    "kernel resets closed connections (\"too many orphaned "
		    "sockets\")",
		    LLU(n), LLU(max));
}
