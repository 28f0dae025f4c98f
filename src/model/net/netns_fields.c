/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/snapshot.h"

static const char *access_name(size_t i)
{
	static const char *const names[] = {
		[NETNS_UNREADABLE] = "unreadable",
		[NETNS_DUMPED] = "dumped",
		[NETNS_SKIPPED_EMPTY] = "skipped",
	};

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

#define PROTOS NAMES(field_proto_name, PROTO_N)

static const struct field sockstat[] = {
	FIELD(struct sockstat, tcp_inuse,
	      MEANS("TCP sockets of the namespace.")),
	FIELD(struct sockstat, tcp6_inuse, MEANS("Likewise of IPv6.")),
	FIELD(struct sockstat, udp_inuse,
	      MEANS("UDP sockets of the namespace.")),
	FIELD(struct sockstat, udp6_inuse, MEANS("Likewise of IPv6.")),
	FIELD(struct sockstat, tcp_orphan,
	      MEANS("TCP sockets that no process has.")),
	FIELD(struct sockstat, tcp_tw, MEANS("TCP sockets in TIME_WAIT.")),
	FIELD(struct sockstat, tcp_alloc,
	      MEANS("TCP sockets of the machine in any state.")),
	FIELD(struct sockstat, tcp_mem_pages,
	      MEANS("mem of TCP, of the machine.")),
	FIELD(struct sockstat, udp_mem_pages,
	      MEANS("mem of UDP, of the machine.")),
	FIELD(struct sockstat, frag_bytes,
	      MEANS("Memory of incomplete IPv4 packets.")),
	FIELD(struct sockstat, frag6_bytes,
	      MEANS("Memory of incomplete IPv6 packets.")),
	FIELD(struct sockstat, sockets_used,
	      MEANS("Sockets of all protocols.")),
};
const struct table fields_sockstat = TABLE(sockstat);

static const struct field counters[] = {
	FIELD(struct netcounters, udp_in_datagrams,
	      MEANS("UDP datagrams that were read.")),
	FIELD(struct netcounters, udp_rcvbuf_errors,
	      MEANS("UDP: one socket's buffer was full.")),
	FIELD(struct netcounters, udp_mem_errors,
	      MEANS("UDP: udp_mem was reached.")),
	FIELD(struct netcounters, tcp_memory_pressures,
	      MEANS("How often TCP came under memory pressure.")),
	FIELD(struct netcounters, tcp_rcvq_drop,
	      MEANS("TCP: one socket's buffer was full.")),
	FIELD(struct netcounters, tcp_prunes,
	      MEANS("TCP: queues that were cut to get memory.")),
	FIELD(struct netcounters, tcp_abort_on_memory,
	      MEANS("TCP connections that ended for want of memory.")),
	FIELD(struct netcounters, udp_in_errors,
	      MEANS("UDP datagrams that were dropped, for any reason.")),
	FIELD(struct netcounters, tcp_in_segments,
	      MEANS("TCP segments that came in.")),
	FIELD(struct netcounters, tcp_passive_opens,
	      MEANS("TCP connections that were accepted.")),
	FIELD(struct netcounters, tcp_listen_overflows,
	      MEANS("TCP: an accept queue was full.")),
};
static const struct table fields_counters = TABLE(counters);

static const struct field netns[] = {
	FIELD_AS(struct netns, inode, FIELD_ID,
		 SHOW("inode", "Of /proc/PID/ns/net."), .none_at_0 = true),
	FIELD_TEXT(struct netns, name, MASK_NETNS,
		   SHOW("name", "host, or the name in /run/netns.")),
	FIELD(struct netns, pid,
	      MEANS("A process in it; 0 where none is known.")),
	FIELD(struct netns, keeper,
	      MEANS("A process that has a descriptor of it; 0 where none is "
		    "known."),
	      .unit = "id"),
	FIELD(struct netns, keeper_fd, MEANS("That descriptor.")),
	{ .key = "look",
	  MEANS("Whether its sockets could be listed."),
	  .type = FIELD_ENUM,
	  .offset = offsetof(struct netns, access),
	  NAMES(access_name, 3) },
	FIELD(struct netns, initial,
	      MEANS("Whether it is the one that the machine booted with.")),
	FIELD_AS(struct netns, stat, FIELD_STRUCT, .sub = &fields_sockstat,
		 MEANS("/proc/net/sockstat and sockstat6.")),
	FIELD_AS(struct netns, counters, FIELD_STRUCT, .sub = &fields_counters,
		 MEANS("/proc/net/snmp, snmp6 and netstat.")),
	FIELD(struct netns, frag_high_bytes, MEANS("ipfrag_high_thresh.")),
	FIELD(struct netns, frag6_high_bytes, MEANS("ip6frag_high_thresh.")),
	FIELD(struct netns, tcp_max_tw, MEANS("tcp_max_tw_buckets.")),
	FIELD_AS(struct netns, inuse, FIELD_NAMED, PROTOS,
		 MEANS("Sockets by protocol in /proc/net/protocols.")),
	FIELD_AS(struct netns, sockets, FIELD_COUNTS, PROTOS, .m = SOCK_STATE_N,
		 MEANS("Sockets of the dumps by protocol and state.")),
};
const struct table fields_netns = TABLE(netns);

static const struct field totals[] = {
	FIELD(struct dump_totals, sockets, MEANS("How many the dumps had.")),
	FIELD(struct dump_totals, holding, MEANS("Those that hold memory.")),
	FIELD(struct dump_totals, held_bytes, MEANS("What they hold.")),
	FIELD(struct dump_totals, charged_bytes,
	      MEANS("What they are charged.")),
};
const struct table fields_totals = TABLE(totals);

static const struct field protocol[] = {
	FIELD(struct protocol, dumped,
	      MEANS("Whether a dump came to its end, or there are no "
		    "sockets.")),
	FIELD(struct protocol, complete,
	      MEANS("Whether every namespace that has it was dumped.")),
	FIELD(struct protocol, no_handler,
	      MEANS("Whether the kernel cannot list it.")),
	FIELD(struct protocol, by_file,
	      MEANS("Whether it was listed by a file of /proc/net.")),
	FIELD(struct protocol, payload_only,
	      MEANS("Whether its rows say nothing of what is charged.")),
	FIELD_AS(struct protocol, totals, FIELD_STRUCT, .sub = &fields_totals,
		 MEANS("Sums over its dumps.")),
	FIELD_KEY("min_pages", struct protocol, limit_pages[0],
		  MEANS("min of udp_mem or tcp_mem.")),
	FIELD_KEY("pressure_pages", struct protocol, limit_pages[1],
		  MEANS("pressure of it.")),
	FIELD_KEY("max_pages", struct protocol, limit_pages[2],
		  MEANS("max of it.")),
	FIELD(struct protocol, pressure,
	      MEANS("Whether /proc/net/protocols says that it is under "
		    "pressure."),
	      .unit = "id"),
	FIELD(struct protocol, object_bytes,
	      MEANS("Size of a socket's struct.")),
	FIELD(struct protocol, object6_bytes, MEANS("Likewise of IPv6.")),
};
const struct table fields_protocol = TABLE(protocol);

static const struct field qdisc[] = {
	FIELD(struct qdisc, netns, MEANS("Index of its network namespace."),
	      .unit = "id"),
	FIELD(struct qdisc, ifindex, SHOW("ifindex", "The interface.")),
	FIELD(struct qdisc, backlog_bytes,
	      SHOW("backlog_bytes",
		   "Of the packets; their buffers are larger.")),
	FIELD(struct qdisc, packets,
	      SHOW("packets", "How many wait to be sent.")),
	FIELD(struct qdisc, drops, SHOW("drops", "Packets that were dropped.")),
	FIELD_TEXT(struct qdisc, ifname, MASK_IF, SHOW("ifname", "Its name.")),
	FIELD_TEXT(struct qdisc, kind, MASK_NOT, SHOW("kind", "Of the qdisc.")),
};
const struct table fields_qdisc = TABLE(qdisc);

static const struct field drop_count[] = {
	FIELD_TEXT(struct drop_count, name, MASK_NOT,
		   MEANS("What the kernel calls the reason.")),
	FIELD(struct drop_count, sending,
	      MEANS("Whether the packet was to be sent.")),
	FIELD(struct drop_count, count, SHOW("count", "How often."),
	      .positive = true),
};
const struct table fields_drop_count = TABLE(drop_count);

static const struct field nfqueue[] = {
	FIELD(struct nfqueue, netns, MEANS("Index of its network namespace."),
	      .unit = "id"),
	FIELD(struct nfqueue, number, SHOW("queue", "Its number.")),
	FIELD(struct nfqueue, portid,
	      SHOW("portid",
		   "Of the program's netlink socket, mostly its pid.")),
	FIELD(struct nfqueue, packets,
	      SHOW("packets", "That wait for a verdict.")),
	FIELD(struct nfqueue, copy_range,
	      SHOW("copy_range_bytes",
		   "Of each packet what is given to the program.")),
	FIELD(struct nfqueue, drops,
	      SHOW("drops", "Packets that were dropped.")),
};
const struct table fields_nfqueue = TABLE(nfqueue);
