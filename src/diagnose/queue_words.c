/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queue_words.h"

static const struct queue_words words[] = {
	{ F_UDP_UNREAD,
	  PROTO_UDP,
	  "UDP socket",
	  "UDP sockets",
	  "of datagrams that nobody reads",
	  { "restart %s to free the memory",
	    "in its code read the replies, or give a socket that only sends "
	    "SO_RCVBUF 0",
	    "raising udp_mem or rmem_max only delays this" } },
	{ F_TCP_UNREAD,
	  PROTO_TCP,
	  "TCP socket",
	  "TCP sockets",
	  "of received data that it does not read",
	  { "find out why %s does not read: a stopped, blocked or overloaded "
	    "reader",
	    "restart it to free the memory at once",
	    "a smaller SO_RCVBUF or tcp_rmem bounds what each socket can "
	    "hold" } },
	{ F_TCP_PEER_STALLED,
	  PROTO_TCP,
	  "TCP socket",
	  "TCP sockets",
	  "of data to send that the peer does not read",
	  { "look at the peer: its receive window is closed because it does "
	    "not read",
	    "in %s set TCP_USER_TIMEOUT or a write timeout, and bound "
	    "SO_SNDBUF",
	    "restart %s, or close these connections, to free the memory at "
	    "once" } },
	{ F_TCP_PATH_STALLED,
	  PROTO_TCP,
	  "TCP socket",
	  "TCP sockets",
	  "of sent data that the network does not deliver",
	  { "look at the path to the peer: the data is retransmitted and not "
	    "acknowledged",
	    "in %s set TCP_USER_TIMEOUT so that dead connections end "
	    "sooner" } },
	{ F_TCP_UNACCEPTED,
	  PROTO_TCP,
	  "connection",
	  "connections",
	  "of received data in its accept queue",
	  { "find out why %s does not call accept()",
	    "restart it to free the memory; a smaller listen() backlog bounds "
	    "it" } },
	{ F_TCP_ORPHANS,
	  PROTO_TCP,
	  "closed TCP socket",
	  "closed TCP sockets",
	  "of data that their peers do not take",
	  { "they end by themselves when their probes run out: "
	    "tcp_orphan_retries",
	    "look at the peers, and at the program that closes without "
	    "waiting" } },
	{ F_TCP_CLOSE_WAIT,
	  PROTO_TCP,
	  "TCP socket",
	  "TCP sockets",
	  "although the peer has closed the connection",
	  { "%s must read to the end and close: a connection leak in its code",
	    "restart it to free the memory at once" } },
	{ F_UNIX_UNREAD,
	  PROTO_UNIX,
	  "UNIX socket",
	  "UNIX sockets",
	  "of what was sent and not read",
	  { "find out why %s does not read: a stopped, blocked or overloaded "
	    "reader",
	    "restart it to free the memory at once",
	    "a smaller SO_SNDBUF of the senders (net.core.wmem_default) bounds "
	    "what each can leave there" } },
	{ F_NETLINK_UNREAD,
	  PROTO_NETLINK,
	  "netlink socket",
	  "netlink sockets",
	  "of messages that it does not read",
	  { "find out why %s does not read: it joined multicast groups, or "
	    "asked for a dump, and does not take what comes",
	    "restart it to free the memory at once; a smaller SO_RCVBUF bounds "
	    "it" } },
	{ F_RAW_UNREAD,
	  PROTO_RAW,
	  "raw or packet socket",
	  "raw or packet sockets",
	  "of packets that it does not read",
	  { "find out why %s does not read; a socket that only sends can be "
	    "opened with protocol 0, so that it gets nothing",
	    "restart it to free the memory at once; a filter or a smaller "
	    "SO_RCVBUF bounds it" } },
	{ F_ERRQUEUE_UNREAD,
	  PROTO_N, /* it is charged to none */
	  "socket",
	  "sockets",
	  "in error queues that nobody empties",
	  { "%s must take what it asked for: recvmsg(MSG_ERRQUEUE) until it "
	    "says EAGAIN, whenever poll() says POLLERR",
	    "or not ask for it: SO_TIMESTAMPING, IP_RECVERR, SO_ZEROCOPY",
	    "restart it to free the memory at once" } },
	{ F_TCP_CLOSED_UNREAD,
	  PROTO_TCP,
	  "closed TCP socket",
	  "closed TCP sockets",
	  "of data that was never read, in no socket table",
	  { "%s must close its sockets when their connections have ended: each "
	    "open fd keeps what was not read",
	    "restart it to free the memory at once" } },
};

const struct queue_words *queue_words(enum finding_code code)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].code == code)
			return &words[i];
	return NULL;
}
