/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockdump.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/diag.h"
#include "model/snapshot.h"
#include "parse/inet_diag.h"
#include "util/idhash.h"
#include "util/vec.h"

/* How often an inconsistent dump is taken before it is put up with. */
#define TRIES 3

#define STATE(s) (1u << (s))
#define ALL_STATES (STATE(SOCK_NEW_SYN_RECV) - 1)

static const uint8_t ip_protocol[PROTO_ACCOUNTED_N] = {
	[PROTO_TCP] = IPPROTO_TCP,
	[PROTO_UDP] = IPPROTO_UDP,
};

/* What one dump gave; it counts only when the dump has come to its end. */
struct sink {
	struct snapshot *snap;
	struct idhash kept; /* cookies */
	struct dump_totals totals;
	uint32_t states[SOCK_STATE_N];
	uint32_t netns;
	enum proto proto;
	bool keep_all;
	bool oom;	 /* ours, not the kernel's */
	uint32_t bad;	 /* rows that make no sense */
	uint32_t no_mem; /* rows without skmem that should have it */
};

static int keep(struct sink *sink, const struct sock *s)
{
	struct socks *socks = &sink->snap->socks;
	int err = idhash_add(&sink->kept, s->cookie, 0);

	if (err && err != -EINVAL) { /* no cookie: nothing to compare */
		sink->oom = err == -ENOMEM;
		return err;
	}
	if (socks->n >= UINT32_MAX - 1 || VEC_GROW(socks)) {
		sink->oom = true;
		return -ENOMEM;
	}
	socks->v[socks->n++] = *s;
	return 0;
}

/* TIME_WAIT and SYN_RECV are no full sockets: they have no skmem. */
static bool is_full(const struct sock *s)
{
	return s->state != SOCK_TIME_WAIT && s->state != SOCK_SYN_RECV &&
	       s->state != SOCK_NEW_SYN_RECV;
}

static int take_row(struct span payload, void *data)
{
	struct sink *sink = data;
	struct sock s;
	uint64_t held;

	if (parse_inet_diag(payload, sink->proto, &s)) {
		sink->bad++;
		return 0;
	}
	s.netns = sink->netns;
	held = sock_held_bytes(&s);
	if (held || sink->keep_all || (s.state == SOCK_LISTEN && s.rqueue)) {
		int err = keep(sink, &s);

		if (err == -EEXIST) /* it moved in its hash chain */
			return 0;
		if (err)
			return err;
	}
	sink->no_mem += !s.has_mem && is_full(&s);
	sink->states[s.state]++;
	sink->totals.sockets++;
	sink->totals.holding += held > 0;
	sink->totals.held_bytes += held;
	sink->totals.charged_bytes += sock_charged_bytes(&s);
	return 0;
}

static void commit(const struct sink *sink)
{
	struct protocol *p = &sink->snap->protocols.v[sink->proto];
	struct netns *ns = &sink->snap->netns.v[sink->netns];

	p->totals.sockets += sink->totals.sockets;
	p->totals.holding += sink->totals.holding;
	p->totals.held_bytes += sink->totals.held_bytes;
	p->totals.charged_bytes += sink->totals.charged_bytes;
	for (size_t i = 0; i < SOCK_STATE_N; i++)
		ns->sockets[sink->proto][i] += sink->states[i];
}

static const char *family_name(uint8_t family)
{
	if (family == AF_UNSPEC)
		return "IPv4 and IPv6";
	return family == AF_INET ? "IPv4" : "IPv6";
}

static void add_gaps(const struct sink *sink, uint8_t family, int err,
		     bool mute)
{
	struct gaps *gaps = &sink->snap->gaps;
	const char *proto = proto_name(sink->proto);
	unsigned long long ns = sink->snap->netns.v[sink->netns].inode;

	if (err == -ENOENT)
		gaps_add(gaps, "sock_diag handler", err,
			 "the kernel has no module to list these sockets",
			 "%s, %s", proto, family_name(family));
	else if (err)
		gaps_add(gaps, "sock_diag", err,
			 "sockets may be missing or counted twice",
			 "%s, %s, netns %llu", proto, family_name(family), ns);
	else if (mute)
		gaps_add(gaps, "sock_diag", 0,
			 "sockets that sockstat counts are not listed",
			 "%s, %s, netns %llu", proto, family_name(family), ns);
	if (sink->bad)
		gaps_add(gaps, "inet_diag", EBADMSG,
			 "sockets whose record makes no sense are left out",
			 "%u of %s, netns %llu", sink->bad, proto, ns);
	if (sink->no_mem)
		gaps_add(gaps, "skmem", 0,
			 "the memory of these sockets is not known",
			 "%u of %s, netns %llu", sink->no_mem, proto, ns);
}

/* Returns 0 or -errno; the rows of a failed dump are not taken back. */
static int dump_family(struct diag *d, struct sink *sink, uint8_t family)
{
	const struct diag_request request = {
		.family = family,
		.protocol = ip_protocol[sink->proto],
		/* TIME_WAIT holds nothing, and sockstat counts it */
		.states = sink->keep_all ? ALL_STATES
					 : ALL_STATES & ~STATE(SOCK_TIME_WAIT),
	};
	const struct sink before = *sink;
	size_t n_socks = sink->snap->socks.n;
	int err = 0;

	for (unsigned i = 0; i < TRIES; i++) {
		idhash_free(&sink->kept);
		*sink = before;
		sink->snap->socks.n = n_socks;
		err = diag_dump(d, &request, take_row, sink);
		if (err != -EINTR)
			break;
	}
	return err;
}

static struct opt_i64 inuse(const struct sockstat *st, enum proto proto,
			    uint8_t family)
{
	if (proto == PROTO_TCP)
		return family == AF_INET ? st->tcp_inuse : st->tcp6_inuse;
	return family == AF_INET ? st->udp_inuse : st->udp6_inuse;
}

/* Whether sockstat counts sockets that the dump would have to show. */
static bool counted(const struct sockstat *st, enum proto proto, uint8_t family)
{
	if (family == AF_UNSPEC)
		return counted(st, proto, AF_INET) ||
		       counted(st, proto, AF_INET6);
	return inuse(st, proto, family).known && inuse(st, proto, family).v > 0;
}

/*
 * inuse counts what is hashed: listeners, orphans in FIN_WAIT and children
 * that wait to be accepted, too. Only TIME_WAIT and half-open requests are
 * apart, and they hold nothing.
 */
static bool family_wanted(const struct sockstat *st, enum proto proto,
			  uint8_t family, bool keep_all)
{
	if (keep_all && proto == PROTO_TCP &&
	    (!st->tcp_tw.known || st->tcp_tw.v > 0))
		return true;
	return !inuse(st, proto, family).known || counted(st, proto, family);
}

bool sockdump_wanted(const struct netns *ns, enum proto proto, bool keep_all)
{
	return family_wanted(&ns->stat, proto, AF_INET, keep_all) ||
	       family_wanted(&ns->stat, proto, AF_INET6, keep_all);
}

/*
 * Returns like sockdump(), or -EOPNOTSUPP where the kernel does not give both
 * families at once (then nothing has happened).
 */
static int take_family(struct diag *d, const struct sink *fresh, uint8_t family)
{
	struct snapshot *snap = fresh->snap;
	struct sink sink = *fresh;
	int err = dump_family(d, &sink, family);
	bool mute =
		!err && !sink.totals.sockets &&
		counted(&snap->netns.v[sink.netns].stat, sink.proto, family);

	idhash_free(&sink.kept);
	if (sink.oom)
		return -ENOMEM;
	if (family == AF_UNSPEC && !sink.totals.sockets && (err || mute))
		return -EOPNOTSUPP;
	commit(&sink);
	add_gaps(&sink, family, err, mute);
	if (!mute && (!err || err == -EINTR))
		snap->protocols.v[sink.proto].dumped = true;
	return !err && !mute && !sink.bad;
}

int sockdump(struct diag *d, uint32_t netns, enum proto proto, bool keep_all,
	     struct snapshot *snap)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	const struct sockstat *st = &snap->netns.v[netns].stat;
	const struct sink fresh = { .snap = snap,
				    .netns = netns,
				    .proto = proto,
				    .keep_all = keep_all };
	int complete = -EOPNOTSUPP;

	/* each dump of TCP walks a hash of all namespaces: one, if it can be */
	if (proto == PROTO_TCP && family_wanted(st, proto, AF_INET, keep_all) &&
	    family_wanted(st, proto, AF_INET6, keep_all))
		complete = take_family(d, &fresh, AF_UNSPEC);
	if (complete != -EOPNOTSUPP)
		return complete;
	complete = 1;
	for (size_t i = 0; i < sizeof(families); i++) {
		int part;

		if (!family_wanted(st, proto, families[i], keep_all))
			continue;
		part = take_family(d, &fresh, families[i]);
		if (part < 0)
			return part;
		complete &= part;
	}
	return complete;
}
