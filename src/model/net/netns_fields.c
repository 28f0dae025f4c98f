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
	FIELD(struct sockstat, tcp_inuse),
	FIELD(struct sockstat, tcp6_inuse),
	FIELD(struct sockstat, udp_inuse),
	FIELD(struct sockstat, udp6_inuse),
	FIELD(struct sockstat, tcp_orphan),
	FIELD(struct sockstat, tcp_tw),
	FIELD(struct sockstat, tcp_alloc),
	FIELD(struct sockstat, tcp_mem_pages),
	FIELD(struct sockstat, udp_mem_pages),
	FIELD(struct sockstat, frag_bytes),
	FIELD(struct sockstat, frag6_bytes),
	FIELD(struct sockstat, sockets_used),
};
const struct table fields_sockstat = TABLE(sockstat);

static const struct field counters[] = {
	FIELD(struct netcounters, udp_in_datagrams),
	FIELD(struct netcounters, udp_rcvbuf_errors),
	FIELD(struct netcounters, udp_mem_errors),
	FIELD(struct netcounters, tcp_memory_pressures),
	FIELD(struct netcounters, tcp_rcvq_drop),
	FIELD(struct netcounters, tcp_prunes),
	FIELD(struct netcounters, tcp_abort_on_memory),
	FIELD(struct netcounters, udp_in_errors),
	FIELD(struct netcounters, tcp_in_segments),
	FIELD(struct netcounters, tcp_passive_opens),
	FIELD(struct netcounters, tcp_listen_overflows),
};
static const struct table fields_counters = TABLE(counters);

static const struct field netns[] = {
	FIELD_AS(struct netns, inode, FIELD_ID,
		 SHOW("inode", "Of /proc/PID/ns/net."), .none_at_0 = true),
	FIELD_TEXT(struct netns, name, MASK_NETNS,
		   SHOW("name", "host, or the name in /run/netns.")),
	FIELD(struct netns, pid),
	FIELD(struct netns, keeper),
	FIELD(struct netns, keeper_fd),
	{ .key = "look",
	  .type = FIELD_ENUM,
	  .offset = offsetof(struct netns, access),
	  NAMES(access_name, 3) },
	FIELD(struct netns, initial),
	FIELD_AS(struct netns, stat, FIELD_STRUCT, .sub = &fields_sockstat),
	FIELD_AS(struct netns, counters, FIELD_STRUCT, .sub = &fields_counters),
	FIELD(struct netns, frag_high_bytes),
	FIELD(struct netns, frag6_high_bytes),
	FIELD(struct netns, tcp_max_tw),
	FIELD_AS(struct netns, inuse, FIELD_NAMED, PROTOS),
	FIELD_AS(struct netns, sockets, FIELD_COUNTS, PROTOS,
		 .m = SOCK_STATE_N),
};
const struct table fields_netns = TABLE(netns);

static const struct field totals[] = {
	FIELD(struct dump_totals, sockets),
	FIELD(struct dump_totals, holding),
	FIELD(struct dump_totals, held_bytes),
	FIELD(struct dump_totals, charged_bytes),
};
const struct table fields_totals = TABLE(totals);

static const struct field protocol[] = {
	FIELD(struct protocol, dumped),
	FIELD(struct protocol, complete),
	FIELD(struct protocol, no_handler),
	FIELD(struct protocol, by_file),
	FIELD(struct protocol, payload_only),
	FIELD_AS(struct protocol, totals, FIELD_STRUCT, .sub = &fields_totals),
	FIELD_KEY("min_pages", struct protocol, limit_pages[0]),
	FIELD_KEY("pressure_pages", struct protocol, limit_pages[1]),
	FIELD_KEY("max_pages", struct protocol, limit_pages[2]),
	FIELD(struct protocol, pressure),
	FIELD(struct protocol, object_bytes),
	FIELD(struct protocol, object6_bytes),
};
const struct table fields_protocol = TABLE(protocol);

static const struct field qdisc[] = {
	FIELD(struct qdisc, netns),
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
	FIELD_TEXT(struct drop_count, name, MASK_NOT),
	FIELD(struct drop_count, sending),
	FIELD(struct drop_count, count, SHOW("count", "How often."),
	      .positive = true),
};
const struct table fields_drop_count = TABLE(drop_count);

static const struct field nfqueue[] = {
	FIELD(struct nfqueue, netns),
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
