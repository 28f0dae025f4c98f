/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/socket_memory.h"

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"
#include "util/buf.h"

enum where {
	AT_TCP_RECEIVE, /* nothing that can be read: out of order */
	AT_TCP_SEND,
	AT_UDP_SEND,
	AT_RECEIVE,
	AT_SEND,
	AT_REST, /* options, filters, backlog */
	AT_N
};

/* Where the most is, and what that means; a remedy may have the program. */
static const struct {
	const char *tail;
	const char *evidence;
	const char *remedy[2];
} places[AT_N] = {
	[AT_TCP_RECEIVE] = {
		"of received data that cannot be read yet",
		"the receive queues hold no readable payload: an earlier "
		"segment is missing, and what came after it waits out of order",
		{ "ss -tnimp shows rcv_ooopack; look for loss on the path, or "
		  "for a peer that never sends the missing part",
		  "a smaller tcp_rmem or SO_RCVBUF of %s bounds what each "
		  "connection can hold" },
	},
	[AT_TCP_SEND] = {
		"in send queues",
		"the data is on its way and nothing is sent again: busy "
		"connections look so",
		{ "a smaller tcp_wmem or SO_SNDBUF, or TCP_NOTSENT_LOWAT, of "
		  "%s bounds what each connection can hold" },
	},
	[AT_UDP_SEND] = {
		"of datagrams that were not sent yet",
		"a datagram is being put together (UDP_CORK, MSG_MORE), or a "
		"device or its queue does not take what was sent",
		{ "in the code of %s end what it began to send: a socket that "
		  "stays corked keeps its datagram; kmemwhere --kernel shows "
		  "queues of devices",
		  "restart it to free the memory at once" },
	},
	[AT_RECEIVE] = { "in receive queues", NULL,
			 { "find out whether %s reads them" } },
	[AT_SEND] = { "in send queues", NULL,
		      { "find out why what %s sends does not leave" } },
	[AT_REST] = {
		"of options, filters and backlog",
		"what is behind SO_ATTACH_FILTER, multicast memberships and "
		"the like is optmem (o of ss -m)",
		{ "net.core.optmem_max bounds it for each socket" },
	},
};

static enum where where_of(const struct group *g)
{
	uint64_t rest = g->held - g->rx - g->tx;

	if (rest > g->rx && rest > g->tx)
		return AT_REST;
	switch (proto_payer(g->proto)) {
	case PROTO_TCP:
		return g->rx > g->tx ? AT_TCP_RECEIVE : AT_TCP_SEND;
	case PROTO_UDP:
		return g->rx > g->tx ? AT_RECEIVE : AT_UDP_SEND;
	default:
		return g->rx > g->tx ? AT_RECEIVE : AT_SEND;
	}
}

static const char *name(enum proto proto)
{
	switch (proto_payer(proto)) {
	case PROTO_TCP:
		return "TCP";
	case PROTO_UDP:
		return "UDP";
	default:
		return proto_name(proto);
	}
}

int socket_memory_title(const struct group *g, const char *who, struct buf *out)
{
	return buf_printf(out, "%u %s socket%s of %s %s %s %s", g->sockets,
			  name(g->proto), g->sockets == 1 ? "" : "s", who,
			  g->sockets == 1 ? "holds" : "hold", BYTES(g->held),
			  places[where_of(g)].tail);
}

void socket_memory_evidence(struct finding *f, const struct group *g)
{
	enum where at = where_of(g);

	if (at == AT_TCP_SEND && g->untimed)
		say(f, "the listing has no timers: whether the peers do not "
		       "read or the network does not deliver is not known");
	else if (places[at].evidence)
		say(f, "%s", places[at].evidence);
	if (g->rx && g->tx)
		say(f, "received %s, to be sent %s", BYTES(g->rx),
		    BYTES(g->tx));
	say(f, "%s in each of them on average", BYTES(g->held / g->sockets));
}

void socket_memory_remedy(struct finding *f, const struct group *g,
			  const char *who)
{
	enum where at = where_of(g);

	if (at == AT_TCP_SEND && g->untimed)
		advise(f, "ss -tnoimp tells which: the persist timer is a peer "
			  "that does not read, retransmissions are a path that "
			  "does not deliver");
	for (size_t i = 0; i < 2; i++)
		if (places[at].remedy[i])
			advise(f, places[at].remedy[i], who);
}
