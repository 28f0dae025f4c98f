/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "record/field.h"
#include "record/fields_sock.h"

const char *field_proto_name(size_t i)
{
	return i < PROTO_N ? proto_name((enum proto)i) : NULL;
}

static const char *via_name(size_t i)
{
	return i < VIA_N ? owner_via_name((enum owner_via)i) : NULL;
}

static const char *access_name(size_t i)
{
	static const char *const names[] = {
		[NETNS_UNREADABLE] = "unreadable",
		[NETNS_DUMPED] = "dumped",
		[NETNS_SKIPPED_EMPTY] = "skipped",
	};

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const char *why_name(size_t i)
{
	if (!i)
		return "unknown";
	return i < READER_N ? not_reading_name((enum not_reading)i) : NULL;
}

#define NAMES(fn, count) .name = (fn), .n = (count)
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
};
static const struct table fields_counters = TABLE(counters);

static const struct field netns[] = {
	FIELD_AS(struct netns, inode, FIELD_ID),
	FIELD_TEXT(struct netns, name, MASK_NETNS),
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
	{ .key = "sockets",
	  .type = FIELD_CALL,
	  .is_set = sock_counts_set,
	  .put = sock_counts_put,
	  .get = sock_counts_get },
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

/* What is mostly 0 stands at the end, where it costs nothing. */
static const struct field sock[] = {
	FIELD_AS(struct sock, proto, FIELD_ENUM8, PROTOS),
	FIELD(struct sock, family),
	FIELD(struct sock, state),
	{ .key = "flags",
	  .type = FIELD_CALL,
	  .is_set = sock_flags_set,
	  .put = sock_flags_put,
	  .get = sock_flags_get },
	FIELD_AS(struct sock, cookie, FIELD_ID),
	FIELD_AS(struct sock, cgroup_id, FIELD_ID),
	FIELD(struct sock, inode),
	FIELD(struct sock, netns),
	FIELD(struct sock, uid),
	FIELD_AS(struct sock, via, FIELD_ENUM8, NAMES(via_name, VIA_N)),
	FIELD(struct sock, first_owner),
	FIELD(struct sock, n_owners),
	FIELD(struct sock, rqueue),
	FIELD(struct sock, wqueue),
	FIELD_KEY("rmem_alloc", struct sock, mem.rmem_alloc),
	FIELD_KEY("rcvbuf", struct sock, mem.rcvbuf),
	FIELD_KEY("wmem_alloc", struct sock, mem.wmem_alloc),
	FIELD_KEY("sndbuf", struct sock, mem.sndbuf),
	FIELD_KEY("fwd_alloc", struct sock, mem.fwd_alloc),
	FIELD_KEY("wmem_queued", struct sock, mem.wmem_queued),
	FIELD_KEY("optmem", struct sock, mem.optmem),
	FIELD_KEY("backlog", struct sock, mem.backlog),
	FIELD_KEY("drops", struct sock, mem.drops),
	FIELD(struct sock, sport),
	FIELD(struct sock, dport),
	{ .key = "local",
	  .type = FIELD_CALL,
	  .is_set = sock_local_set,
	  .put = sock_local_put,
	  .get = sock_local_get },
	{ .key = "peer",
	  .type = FIELD_CALL,
	  .is_set = sock_peer_set,
	  .put = sock_peer_put,
	  .get = sock_peer_get },
	FIELD(struct sock, type),
	{ .key = "timer",
	  .type = FIELD_CALL,
	  .is_set = sock_timer_set,
	  .put = sock_timer_put,
	  .get = sock_timer_get },
	FIELD(struct sock, retrans),
	FIELD(struct sock, ifindex),
	FIELD_AS(struct sock, name, FIELD_STRING_OR_NONE, .mask = MASK_SOCKET),
	FIELD_AS(struct sock, program, FIELD_STRING_OR_NONE, .mask = MASK_COMM),
	FIELD(struct sock, ring_bytes),
};
const struct table fields_sock = TABLE(sock);

static const struct field owner[] = {
	FIELD(struct sock_owner, sock),
	FIELD(struct sock_owner, pid),
	FIELD(struct sock_owner, fd),
};
const struct table fields_owner = TABLE(owner);

static const struct field tcp[] = {
	FIELD(struct tcp_facts, known),
	FIELD(struct tcp_facts, bytes_received),
	FIELD(struct tcp_facts, peer_window_bytes),
	FIELD(struct tcp_facts, notsent_bytes),
	FIELD(struct tcp_facts, busy_us),
	FIELD(struct tcp_facts, rwnd_limited_us),
	FIELD(struct tcp_facts, busy_between_us),
	FIELD(struct tcp_facts, rwnd_limited_between_us),
	FIELD(struct tcp_facts, retransmits),
	FIELD(struct tcp_facts, probes),
	FIELD(struct tcp_facts, out_of_order),
	FIELD(struct tcp_facts, last_received_ms),
};
static const struct table fields_tcp = TABLE(tcp);

static const struct field probe[] = {
	FIELD(struct probe, sock),
	FIELD(struct probe, after_ms),
	FIELD(struct probe, before),
	FIELD(struct probe, read_since),
	FIELD(struct probe, gone),
	FIELD(struct probe, seen),
	FIELD(struct probe, rqueue),
	FIELD(struct probe, wqueue),
	FIELD(struct probe, rmem_alloc),
	FIELD(struct probe, wmem_queued),
	FIELD(struct probe, drops),
	FIELD(struct probe, read_bytes),
	FIELD(struct probe, read_ms),
	FIELD(struct probe, netns_read_datagrams),
	FIELD_AS(struct probe, tcp, FIELD_STRUCT, .sub = &fields_tcp),
	FIELD(struct probe, watched),
	FIELD(struct probe, edge_triggered),
	FIELD(struct probe, disarmed),
	FIELD(struct probe, awaited),
	FIELD_AS(struct probe, why, FIELD_ENUM, NAMES(why_name, READER_N)),
	FIELD(struct probe, why_pid),
	FIELD_TEXT(struct probe, wchan, MASK_NOT),
};
const struct table fields_probe = TABLE(probe);

static const struct field queue_sample[] = {
	FIELD(struct queue_sample, sock),
	FIELD(struct queue_sample, waiting),
	FIELD(struct queue_sample, datagrams),
	FIELD(struct queue_sample, payload_bytes),
	FIELD(struct queue_sample, truesize_bytes),
};
const struct table fields_queue_sample = TABLE(queue_sample);

static const struct field qdisc[] = {
	FIELD(struct qdisc, netns),
	FIELD(struct qdisc, ifindex),
	FIELD(struct qdisc, backlog_bytes),
	FIELD(struct qdisc, packets),
	FIELD(struct qdisc, drops),
	FIELD_TEXT(struct qdisc, ifname, MASK_IF),
	FIELD_TEXT(struct qdisc, kind, MASK_NOT),
};
const struct table fields_qdisc = TABLE(qdisc);

static const struct field drop_count[] = {
	FIELD_TEXT(struct drop_count, name, MASK_NOT),
	FIELD(struct drop_count, sending),
	FIELD(struct drop_count, count),
};
const struct table fields_drop_count = TABLE(drop_count);

static const struct field nfqueue[] = {
	FIELD(struct nfqueue, netns),	   FIELD(struct nfqueue, number),
	FIELD(struct nfqueue, portid),	   FIELD(struct nfqueue, packets),
	FIELD(struct nfqueue, copy_range), FIELD(struct nfqueue, drops),
};
const struct table fields_nfqueue = TABLE(nfqueue);
