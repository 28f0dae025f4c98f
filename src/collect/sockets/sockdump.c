/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/sockdump.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/sockets/diag.h"
#include "collect/sockets/families.h"
#include "collect/sockets/left_open.h"
#include "collect/sockets/sockfiles.h"
#include "collect/sockets/unix_ends.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "util/idhash.h"
#include "util/refhash.h"

/* How often an inconsistent dump is taken before it is put up with. */
#define TRIES 3
#define ROOM_MAX (1 << 20) /* sockets that room is made for at once */

/* What one dump gave; it counts only when the dump has come to its end. */
struct sink {
	const struct sockdump *sd;
	struct snapshot *snap;
	struct refhash kept;   /* by cookie */
	struct idhash waiting; /* UNIX: inode of a client: its listener's */
	struct dump_totals totals;
	uint32_t states[SOCK_STATE_N];
	enum proto proto;
	bool oom;	    /* ours, not the kernel's */
	uint32_t bad;	    /* rows that make no sense */
	uint32_t no_mem;    /* rows without skmem that should have it */
	uint32_t left_open; /* rows kept that hold nothing */
};

/* UNIX: its own; packet and XDP: that of the interface. */
static struct span name_of(const struct sink *sink, const struct diag_row *row)
{
	const struct sock *s = &row->sock;
	const char *name = NULL;

	if (s->proto == PROTO_PACKET || s->proto == PROTO_XDP)
		name = sockfiles_interface(sink->sd->files, s->ifindex);
	return name ? span_of(name, strlen(name)) : row->name;
}

/* Returns 0, -EEXIST or -ENOMEM. */
static int keep(struct sink *sink, const struct diag_row *row)
{
	struct socks *socks = &sink->snap->socks;
	int err;

	if (socks_grow(socks))
		return -ENOMEM;
	socks->v[socks->n] = row->sock;
	err = row->sock.cookie ? refhash_add(&sink->kept, (uint32_t)socks->n)
			       : 0;
	if (err)
		return err;
	err = unix_ends_name(sink->snap, name_of(sink, row),
			     &socks->v[socks->n].name);
	if (!err)
		err = unix_ends_wait(&sink->waiting, row);
	if (!err)
		socks->n++;
	return err;
}

/* Families that never tell matter where there may be data. */
static bool lacks_memory(const struct sock *s)
{
	if (s->has_mem)
		return false;
	if (family_of(s->proto)->tells_memory)
		return !sock_is_mini(s);
	return s->state == SOCK_ESTABLISHED;
}

static void count(struct sink *sink, const struct sock *s)
{
	uint64_t held = sock_held_bytes(s);

	sink->no_mem += lacks_memory(s);
	sink->states[s->state]++;
	sink->totals.sockets++;
	sink->totals.holding += held > 0;
	sink->totals.held_bytes += held;
	sink->totals.charged_bytes += sock_charged_bytes(s);
}

/* Our own socket, and the kernel's end: the dump fills them as it runs. */
static bool is_ours(const struct sink *sink, const struct sock *s)
{
	return s->proto == PROTO_NETLINK && s->sport == NETLINK_SOCK_DIAG &&
	       (!s->local_id[0] ||
		s->local_id[0] == diag_portid(sink->sd->diag));
}

static int take(struct sink *sink, struct diag_row *row)
{
	row->sock.netns = sink->sd->netns;
	if (is_ours(sink, &row->sock))
		return 0;
	if (sink->sd->keep_all ||
	    left_open_keeps(&row->sock, &sink->left_open)) {
		int err = keep(sink, row);

		sink->oom = err == -ENOMEM;
		if (err == -EEXIST) /* it moved in its hash chain */
			return 0;
		if (err)
			return err;
	}
	count(sink, &row->sock);
	return 0;
}

static int take_message(struct span payload, void *data)
{
	struct sink *sink = data;
	struct diag_row row;

	if (family_parse(payload, sink->proto, &row)) {
		sink->bad++;
		return 0;
	}
	return take(sink, &row);
}

static int take_line(const struct sock *s, void *data)
{
	struct diag_row row = { .sock = *s };

	return take(data, &row);
}

static void commit(const struct sink *sink)
{
	struct protocol *p = &sink->snap->protocols.v[sink->proto];
	struct netns *ns = &sink->snap->netns.v[sink->sd->netns];

	p->totals.sockets += sink->totals.sockets;
	p->totals.holding += sink->totals.holding;
	p->totals.held_bytes += sink->totals.held_bytes;
	p->totals.charged_bytes += sink->totals.charged_bytes;
	for (size_t i = 0; i < SOCK_STATE_N; i++)
		ns->sockets[sink->proto][i] += sink->states[i];
}

/* How many sockets are there; af AF_UNSPEC: of all address families. */
static struct opt_u64 expected(const struct snapshot *snap, uint32_t netns,
			       enum proto proto, uint8_t af)
{
	struct opt_u64 kernel = snap->host.kernel_version;

	return family_count(&snap->netns.v[netns],
			    kernel.known ? kernel.v : UINT64_MAX, proto, af);
}

static void add_gaps(const struct sink *sink, uint8_t af, int err, bool mute)
{
	struct gaps *gaps = &sink->snap->gaps;
	const char *proto = proto_name(sink->proto);
	unsigned long long ns = sink->snap->netns.v[sink->sd->netns].inode;

	if (err == -ENOENT)
		gaps_add(gaps, "sock_diag handler", ENOENT,
			 "the kernel has no module to list these sockets",
			 "%s%s", proto, family_name(af));
	else if (err)
		gaps_add(gaps, "sock_diag", err,
			 "sockets may be missing or counted twice",
			 "%s%s, netns %llu", proto, family_name(af), ns);
	else if (mute)
		gaps_add(gaps, "sock_diag", 0,
			 "sockets that the kernel counts are not listed",
			 "%s%s, netns %llu", proto, family_name(af), ns);
	if (sink->bad)
		gaps_add(gaps, "sock_diag rows", EBADMSG,
			 "sockets with an invalid record are left out",
			 "%u of %s, netns %llu", sink->bad, proto, ns);
	if (sink->no_mem)
		gaps_add(gaps, "skmem", 0,
			 "the memory of these sockets is not known",
			 "%u of %s, netns %llu", sink->no_mem, proto, ns);
}

static void sink_free(struct sink *sink)
{
	refhash_free(&sink->kept);
	idhash_free(&sink->waiting);
}

/* A hash that grows bit by bit looks each of them up again. */
static bool make_room(struct sink *sink, uint8_t af)
{
	struct opt_u64 n =
		expected(sink->snap, sink->sd->netns, sink->proto, af);

	if (!sink->sd->keep_all || !n.known || n.v > ROOM_MAX)
		return true;
	socks_reserve(&sink->snap->socks, (size_t)n.v);
	sink->oom = refhash_reserve(&sink->kept, (size_t)n.v) < 0;
	return !sink->oom;
}

/* Returns 0 or -errno; the rows of a failed dump are not taken back. */
static int dump_af(struct sink *sink, uint8_t af)
{
	const struct sink before = *sink;
	struct snapshot *snap = sink->snap;
	size_t n_socks = snap->socks.n, strings = snap->strings.len;
	struct diag_request request;
	int err = 0;

	family_request(sink->proto, af, sink->sd->keep_all, &request);
	for (unsigned i = 0; i < TRIES; i++) {
		sink_free(sink);
		*sink = before;
		snap->socks.n = n_socks;
		snap->strings.len = strings;
		if (!make_room(sink, af))
			return -ENOMEM;
		err = diag_dump(sink->sd->diag, &request, take_message, sink);
		if (err != -EINTR)
			break;
	}
	if (!sink->oom)
		unix_ends_accept(&snap->socks, n_socks, &sink->waiting);
	if (!sink->sd->keep_all)
		left_open_forget(&snap->socks, n_socks, sink->left_open);
	return err;
}

/*
 * inuse counts what is hashed: listeners, orphans in FIN_WAIT and children
 * that wait to be accepted, too. Only TIME_WAIT and half-open requests are
 * apart, and they hold nothing.
 */
static bool af_wanted(const struct snapshot *snap, uint32_t netns,
		      enum proto proto, uint8_t af, bool keep_all)
{
	const struct sockstat *st = &snap->netns.v[netns].stat;
	struct opt_u64 n = expected(snap, netns, proto, af);

	if (keep_all && proto == PROTO_TCP &&
	    (!st->tcp_tw.known || st->tcp_tw.v > 0))
		return true;
	/* the kernel's own sockets are not counted */
	if (keep_all && proto == PROTO_NETLINK)
		return true;
	return !n.known || n.v;
}

bool sockdump_wanted(const struct snapshot *snap, uint32_t netns,
		     enum proto proto, bool keep_all)
{
	const struct family *f = family_of(proto);
	struct opt_u64 n = expected(snap, netns, proto, AF_UNSPEC);

	if (snap->protocols.v[proto].no_handler && !(n.known && n.v))
		return false;
	for (size_t i = 0; i < 2 && f->af[i]; i++)
		if (af_wanted(snap, netns, proto, f->af[i], keep_all))
			return true;
	return false;
}

/*
 * Returns like sockdump(), or -EOPNOTSUPP where the kernel does not give both
 * IP versions at once (then nothing has happened).
 */
static int take_af(const struct sink *fresh, uint8_t af)
{
	struct snapshot *snap = fresh->snap;
	struct opt_u64 n = expected(snap, fresh->sd->netns, fresh->proto, af);
	struct sink sink = *fresh;
	int err = dump_af(&sink, af);
	bool mute = !err && !sink.totals.sockets && n.known && n.v;

	sink_free(&sink);
	if (sink.oom)
		return -ENOMEM;
	if (af == AF_UNSPEC && !sink.totals.sockets && (err || mute))
		return -EOPNOTSUPP;
	commit(&sink);
	add_gaps(&sink, af, err, mute);
	if (!mute && (!err || err == -EINTR))
		snap->protocols.v[sink.proto].dumped = true;
	return !err && !mute && !sink.bad;
}

/* TCP and UDP: sockstat tells how many there are of each IP version. */
static int take_accounted(const struct sink *fresh)
{
	const struct sockdump *sd = fresh->sd;
	const struct family *f = family_of(fresh->proto);
	int complete = 1;
	bool wanted[2];

	for (size_t i = 0; i < 2; i++)
		wanted[i] = af_wanted(sd->snap, sd->netns, fresh->proto,
				      f->af[i], sd->keep_all);
	/* each dump of TCP walks a hash of all namespaces: one, if it can be */
	if (f->both_first && wanted[0] && wanted[1]) {
		complete = take_af(fresh, AF_UNSPEC);
		if (complete != -EOPNOTSUPP)
			return complete;
		complete = 1;
	}
	for (size_t i = 0; i < 2; i++) {
		int part = wanted[i] ? take_af(fresh, f->af[i]) : 1;

		if (part < 0)
			return part;
		complete &= part;
	}
	return complete;
}

/* Whether the dump lists every socket that the counter counts. */
static bool lists_all(enum proto proto)
{
	return proto == PROTO_UDPLITE || proto == PROTO_RAW;
}

/* What the files list, where the handler is missing. Returns as sockdump(). */
static int take_files(const struct sink *fresh, int why)
{
	struct protocol *p = &fresh->snap->protocols.v[fresh->proto];
	struct opt_u64 n = expected(fresh->snap, fresh->sd->netns, fresh->proto,
				    AF_UNSPEC);
	struct sink sink = *fresh;
	int err = sockfiles_each(sink.sd->files, sink.proto, take_line, &sink,
				 &sink.bad);

	sink_free(&sink);
	if (sink.oom)
		return -ENOMEM;
	if (err == -ENOENT) {
		p->no_handler = true;
		/* else nobody knows of any that would have to be listed */
		if (n.known && n.v)
			add_gaps(&sink, AF_UNSPEC, why, !why);
		return !n.known || !n.v;
	}
	commit(&sink);
	add_gaps(&sink, AF_UNSPEC, err, false);
	p->dumped |= !err;
	p->by_file = true;
	return !err && !sink.bad;
}

/* The others: one figure for all of a protocol's sockets, if any. */
static int take_other(const struct sink *fresh)
{
	const struct family *f = family_of(fresh->proto);
	struct opt_u64 n = expected(fresh->snap, fresh->sd->netns, fresh->proto,
				    AF_UNSPEC);
	uint64_t rows = 0;
	int complete = 1, err = 0;

	for (size_t i = 0; i < 2 && f->af[i]; i++) {
		struct sink sink = *fresh;
		int part = dump_af(&sink, f->af[i]);

		sink_free(&sink);
		if (sink.oom)
			return -ENOMEM;
		commit(&sink);
		rows += sink.totals.sockets;
		complete &= !sink.bad && (!part || part == -ENOENT);
		add_gaps(&sink, f->af[i], part == -ENOENT ? 0 : part, false);
		err = part ? part : err;
	}
	if (!rows && (err == -ENOENT ||
		      (!err && n.known && n.v && lists_all(fresh->proto))))
		return take_files(fresh, err);
	fresh->snap->protocols.v[fresh->proto].dumped = true;
	return complete;
}

int sockdump(const struct sockdump *sd, enum proto proto)
{
	const struct sink fresh = { .kept = { .id_of = socks_cookie_of,
					      .array = &sd->snap->socks },
				    .sd = sd,
				    .snap = sd->snap,
				    .proto = proto };

	return proto < PROTO_ACCOUNTED_N ? take_accounted(&fresh)
					 : take_other(&fresh);
}
