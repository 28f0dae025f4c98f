/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of sock_diag for families that a kernel may lack, made by hand as
 * the kernel's sources make them, whole and broken; and what is asked for.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <linux/xdp_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/sockets/diag.h"
#include "collect/sockets/families.h"
#include "model/net/netns.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "tap.h"

#define ATTR_PEERS 13

#define MIB (1u << 20)

struct message {
	char bytes[512];
	size_t len;
};

static const uint32_t skmem[9] = { 35976320, 212992, 17, 425984, 0,
				   33,	     44,     55, 66 };

static void put(struct message *m, unsigned type, const void *data, size_t len)
{
	struct nlattr a = { .nla_type = (uint16_t)type,
			    .nla_len = (uint16_t)(sizeof(a) + len) };

	memcpy(m->bytes + m->len, &a, sizeof(a));
	if (len)
		memcpy(m->bytes + m->len + sizeof(a), data, len);
	m->len += (sizeof(a) + len + 3) & ~(size_t)3;
}

static struct message begin(const void *head, size_t len)
{
	struct message m = { .len = len };

	memcpy(m.bytes, head, len);
	return m;
}

static int parse(const struct message *m, enum proto proto,
		 struct diag_row *ret)
{
	return family_parse(span_of(m->bytes, m->len), proto, ret);
}

/*
 * Cut at every place it is either refused or, between two attributes, read as
 * far as it goes: never past its end (a copy on the heap, for the sanitizers).
 */
static void cut_everywhere(const struct message *m, enum proto proto,
			   size_t head)
{
	for (size_t len = 0; len < m->len; len++) {
		struct diag_row row = { .sock.inode = 4711 };
		char *copy = malloc(len + 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, m->bytes, len);
		if (family_parse(span_of(copy, len), proto, &row))
			ck_assert_uint_eq(row.sock.inode, 4711);
		else
			ck_assert_uint_ge(len, head);
		free(copy);
	}
}

static struct message unix_message(void)
{
	const struct unix_diag_msg head = { .udiag_family = AF_UNIX,
					    .udiag_type = SOCK_STREAM,
					    .udiag_state = SOCK_ESTABLISHED,
					    .udiag_ino = 100,
					    .udiag_cookie = { 1, 2 } };
	const struct unix_diag_rqlen len = { 16777216, 17170432 };
	const uint32_t peer = 101, uid = 1234;
	struct message m = begin(&head, sizeof(head));

	put(&m, UNIX_DIAG_NAME, "\0abstract", 9);
	put(&m, UNIX_DIAG_PEER, &peer, sizeof(peer));
	put(&m, UNIX_DIAG_RQLEN, &len, sizeof(len));
	put(&m, UNIX_DIAG_MEMINFO, skmem, sizeof(skmem));
	put(&m, UNIX_DIAG_SHUTDOWN, "", 1);
	put(&m, 7, &uid, sizeof(uid)); /* UNIX_DIAG_UID */
	return m;
}

START_TEST(unix_sender)
{
	struct message m = unix_message();
	struct diag_row row;

	ck_assert_int_eq(parse(&m, PROTO_UNIX, &row), 0);
	ck_assert_uint_eq(row.sock.cookie, 2ULL << 32 | 1);
	ck_assert_uint_eq(row.sock.inode, 100);
	ck_assert_uint_eq(row.sock.peer_inode, 101);
	ck_assert_uint_eq(row.sock.rqueue, 16777216);
	ck_assert_uint_eq(row.sock.type, SOCK_STREAM);
	ck_assert_uint_eq(row.sock.state, SOCK_ESTABLISHED);
	ck_assert_uint_eq(row.sock.uid, 1234);
	ck_assert(!row.sock.uid_unknown && row.sock.has_mem);
	ck_assert_uint_eq(row.name.len, 9);
	ck_assert_mem_eq(row.name.p, "\0abstract", 9);
	cut_everywhere(&m, PROTO_UNIX, sizeof(struct unix_diag_msg));
	/* another family's message */
	ck_assert_int_eq(parse(&m, PROTO_PACKET, &row), -EBADMSG);
}
END_TEST

START_TEST(unix_listener)
{
	const struct unix_diag_msg head = { .udiag_family = AF_UNIX,
					    .udiag_state = SOCK_LISTEN };
	const uint32_t clients[] = { 7, 8, 9 };
	struct message m = begin(&head, sizeof(head));
	struct diag_row row;

	put(&m, UNIX_DIAG_ICONS, clients, sizeof(clients));
	ck_assert_int_eq(parse(&m, PROTO_UNIX, &row), 0);
	ck_assert_uint_eq(row.waiting.len, sizeof(clients));
	ck_assert_uint_eq(row.name.len, 0);
	ck_assert(row.sock.uid_unknown && !row.sock.has_mem);
}
END_TEST

static struct message packet_message(uint32_t block_bytes, uint32_t blocks)
{
	const struct packet_diag_msg head = { .pdiag_family = AF_PACKET,
					      .pdiag_type = SOCK_RAW,
					      .pdiag_num = 3,
					      .pdiag_ino = 200,
					      .pdiag_cookie = { 3, 0 } };
	const struct packet_diag_info info = { .pdi_index = 2 };
	const struct packet_diag_ring ring = { .pdr_block_size = block_bytes,
					       .pdr_block_nr = blocks };
	const uint32_t none[9] = { 0, 212992 };
	struct message m = begin(&head, sizeof(head));

	put(&m, PACKET_DIAG_INFO, &info, sizeof(info));
	put(&m, PACKET_DIAG_RX_RING, &ring, sizeof(ring));
	put(&m, PACKET_DIAG_MEMINFO, none, sizeof(none));
	return m;
}

START_TEST(packet_ring)
{
	struct message m = packet_message(MIB, 32);
	const struct packet_diag_ring tx = { .pdr_block_size = 4096,
					     .pdr_block_nr = 2 };
	struct diag_row row;

	put(&m, PACKET_DIAG_TX_RING, &tx, sizeof(tx));
	ck_assert_int_eq(parse(&m, PROTO_PACKET, &row), 0);
	ck_assert_uint_eq(row.sock.ring_bytes, 32 * MIB + 8192);
	ck_assert(!row.sock.ring_vmalloc);
	/* skmem says that it holds nothing, and still it is worth a row */
	ck_assert_uint_eq(sock_held_bytes(&row.sock), 0);
	ck_assert(sock_is_worth_keeping(&row.sock));
	ck_assert_uint_eq(row.sock.ifindex, 2);
	ck_assert_uint_eq(row.sock.sport, 3);
	cut_everywhere(&m, PROTO_PACKET, sizeof(struct packet_diag_msg));
}
END_TEST

/* get_order(): whole powers of two of pages; above 4 MiB vmalloc */
START_TEST(packet_ring_of_odd_blocks)
{
	struct message m = packet_message(3 * 4096, 10);
	struct diag_row row;

	ck_assert_int_eq(parse(&m, PROTO_PACKET, &row), 0);
	ck_assert_uint_eq(row.sock.ring_bytes, 10 * 16384);
	m = packet_message(8 * MIB, 600);
	ck_assert_int_eq(parse(&m, PROTO_PACKET, &row), 0);
	ck_assert_uint_eq(row.sock.ring_bytes, 600ULL * 8 * MIB);
	ck_assert(row.sock.ring_vmalloc);
}
END_TEST

START_TEST(netlink_user_and_kernel)
{
	struct netlink_diag_msg head = { .ndiag_family = AF_NETLINK,
					 .ndiag_type = SOCK_RAW,
					 .ndiag_protocol = NETLINK_GENERIC,
					 .ndiag_state = 1,
					 .ndiag_portid = 4118488292U,
					 .ndiag_ino = 300 };
	struct message m = begin(&head, sizeof(head));
	struct diag_row row;

	put(&m, NETLINK_DIAG_MEMINFO, skmem, sizeof(skmem));
	ck_assert_int_eq(parse(&m, PROTO_NETLINK, &row), 0);
	ck_assert_uint_eq(row.sock.local_id[0], 4118488292U);
	ck_assert_uint_eq(row.sock.sport, NETLINK_GENERIC);
	ck_assert_uint_eq(row.sock.state, SOCK_ESTABLISHED);
	ck_assert_uint_eq(row.sock.via, VIA_NONE);
	ck_assert_uint_eq(row.sock.rqueue, 35976320);
	ck_assert(row.sock.uid_unknown);
	cut_everywhere(&m, PROTO_NETLINK, sizeof(head));
	head.ndiag_portid = 0;
	m = begin(&head, sizeof(head));
	ck_assert_int_eq(parse(&m, PROTO_NETLINK, &row), 0);
	ck_assert_uint_eq(row.sock.via, VIA_KERNEL);
}
END_TEST

START_TEST(xdp_umem)
{
	const struct xdp_diag_msg head = { .xdiag_family = 44,
					   .xdiag_type = SOCK_RAW,
					   .xdiag_ino = 400,
					   .xdiag_cookie = { 5, 0 } };
	const struct xdp_diag_info info = { .ifindex = 3, .queue_id = 7 };
	const struct xdp_diag_umem umem = { .size = 5ULL << 30, .id = 1 };
	const struct xdp_diag_ring rx = { .entries = 2048 };
	const struct xdp_diag_ring fill = { .entries = 4096 };
	struct message m = begin(&head, sizeof(head));
	struct diag_row row;

	put(&m, XDP_DIAG_INFO, &info, sizeof(info));
	put(&m, XDP_DIAG_UMEM, &umem, sizeof(umem));
	put(&m, XDP_DIAG_MEMINFO, skmem, sizeof(skmem));
	put(&m, XDP_DIAG_RX_RING, &rx, sizeof(rx));
	put(&m, XDP_DIAG_UMEM_FILL_RING, &fill, sizeof(fill));
	ck_assert_int_eq(parse(&m, PROTO_XDP, &row), 0);
	/* 2048 * 16 + 320 and 4096 * 8 + 320, each in whole pages */
	ck_assert_uint_eq(row.sock.xdp_rings_bytes, 2 * 9 * 4096);
	ck_assert_uint_eq(row.sock.ring_bytes, 5ULL << 30);
	ck_assert_uint_eq(row.sock.ifindex, 3);
	ck_assert_uint_eq(row.sock.local_id[0], 7);
	ck_assert_uint_eq(row.sock.proto, PROTO_XDP);
	cut_everywhere(&m, PROTO_XDP, sizeof(head));
}
END_TEST

START_TEST(vsock_has_no_memory)
{
	const struct vsock_diag_msg head = { .vdiag_family = AF_VSOCK,
					     .vdiag_type = SOCK_STREAM,
					     .vdiag_state = SOCK_ESTABLISHED,
					     .vdiag_src_cid = 3,
					     .vdiag_src_port = 1024,
					     .vdiag_dst_cid = 2,
					     .vdiag_dst_port = 0xffffffff,
					     .vdiag_ino = 500 };
	struct message m = begin(&head, sizeof(head));
	struct diag_row row;

	ck_assert_int_eq(parse(&m, PROTO_VSOCK, &row), 0);
	ck_assert_uint_eq(row.sock.local_id[0], 3);
	ck_assert_uint_eq(row.sock.local_id[1], 1024);
	ck_assert_uint_eq(row.sock.peer_id[1], 0xffffffff);
	ck_assert_uint_eq(row.sock.inode, 500);
	ck_assert(!row.sock.has_mem && row.sock.uid_unknown);
	ck_assert(row.sock.queues_unknown);
	ck_assert(!family_of(PROTO_VSOCK)->tells_memory);
	cut_everywhere(&m, PROTO_VSOCK, sizeof(head));
}
END_TEST

START_TEST(smc_buffers)
{
	struct smc_diag_msg head = {
		.diag_family = 43,
		.diag_state = 1,
		.id = { .idiag_sport = htons(80),
			.idiag_dport = htons(40000),
			.idiag_src = { htonl(0x0a000007) },
			.idiag_dst = { htonl(0x0a000009) } },
		.diag_uid = 77,
		.diag_inode = 600
	};
	/* the reader is a lap behind: 65536 - 60000 + 1000 wait */
	const struct smc_diag_conninfo info = {
		.sndbuf_size = 131072,
		.rmbe_size = 65536,
		.rx_prod = { .wrap = 2, .count = 1000 },
		.rx_cons = { .wrap = 1, .count = 60000 },
		.tx_prep = { .wrap = 0, .count = 5000 },
		.tx_fin = { .wrap = 0, .count = 4000 },
	};
	struct message m = begin(&head, sizeof(head));
	struct diag_row row;

	put(&m, SMC_DIAG_CONNINFO, &info, sizeof(info));
	ck_assert_int_eq(parse(&m, PROTO_SMC, &row), 0);
	ck_assert_uint_eq(row.sock.rqueue, 6536);
	ck_assert_uint_eq(row.sock.wqueue, 1000);
	ck_assert_uint_eq(row.sock.ring_bytes, 131072 + 65536);
	ck_assert_uint_eq(row.sock.family, AF_INET);
	ck_assert_uint_eq(row.sock.state, SOCK_ESTABLISHED);
	ck_assert_uint_eq(row.sock.sport, 80);
	ck_assert_uint_eq(row.sock.uid, 77);
	ck_assert_uint_eq(row.sock.inode, 600);
	cut_everywhere(&m, PROTO_SMC, sizeof(head));
	head.diag_state = 200;
	m = begin(&head, sizeof(head));
	ck_assert_int_eq(parse(&m, PROTO_SMC, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_UNKNOWN);
}
END_TEST

START_TEST(tipc_is_one_nest)
{
	const uint32_t type = SOCK_SEQPACKET, inode = 700, drops = 12,
		       state = SOCK_LISTEN, node = 1, port = 99;
	const uint64_t cookie = 0x1122334455667788ULL;
	struct message stat = { 0 }, nest = { 0 }, m = { 0 };
	struct diag_row row;

	put(&stat, TIPC_NLA_SOCK_STAT_DROP, &drops, sizeof(drops));
	put(&nest, TIPC_NLA_SOCK_ADDR, &node, sizeof(node));
	put(&nest, TIPC_NLA_SOCK_REF, &port, sizeof(port));
	put(&nest, TIPC_NLA_SOCK_TYPE, &type, sizeof(type));
	put(&nest, TIPC_NLA_SOCK_TIPC_STATE, &state, sizeof(state));
	put(&nest, TIPC_NLA_SOCK_INO, &inode, sizeof(inode));
	put(&nest, TIPC_NLA_SOCK_COOKIE, &cookie, sizeof(cookie));
	put(&nest, TIPC_NLA_SOCK_STAT | NLA_F_NESTED, stat.bytes, stat.len);
	put(&m, TIPC_NLA_SOCK, nest.bytes, nest.len);
	ck_assert_int_eq(parse(&m, PROTO_TIPC, &row), 0);
	ck_assert_uint_eq(row.sock.inode, 700);
	ck_assert_uint_eq(row.sock.cookie, cookie);
	ck_assert_uint_eq(row.sock.state, SOCK_LISTEN);
	ck_assert_uint_eq(row.sock.type, SOCK_SEQPACKET);
	ck_assert_uint_eq(row.sock.local_id[1], 99);
	ck_assert_uint_eq(row.sock.mem.drops, 12);
	ck_assert(row.sock.has_drops && !row.sock.has_mem);
	ck_assert(row.sock.queues_unknown);
	/* its only attribute has the length of all: any cut is seen */
	cut_everywhere(&m, PROTO_TIPC, m.len);
}
END_TEST

static struct message sctp_message(uint8_t state, bool peers)
{
	const struct inet_diag_msg head = { .idiag_family = AF_INET,
					    .idiag_state = state,
					    .idiag_rqueue = 3,
					    .idiag_inode = 800 };
	const char address[128] = { 0 };
	struct message m = begin(&head, sizeof(head));

	put(&m, INET_DIAG_SKMEMINFO, skmem, sizeof(skmem));
	if (peers)
		put(&m, ATTR_PEERS, address, sizeof(address));
	return m;
}

/* An association has SCTP's own states, an endpoint TCP's. */
START_TEST(sctp_states)
{
	struct message m = sctp_message(3, true);
	struct diag_row row;

	ck_assert_int_eq(parse(&m, PROTO_SCTP, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_ESTABLISHED);
	ck_assert_uint_eq(row.sock.proto, PROTO_SCTP);
	ck_assert_uint_eq(sock_held_bytes(&row.sock), 35976320 + 33 + 44 + 55);
	cut_everywhere(&m, PROTO_SCTP, sizeof(struct inet_diag_msg));
	m = sctp_message(6, true);
	ck_assert_int_eq(parse(&m, PROTO_SCTP, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_CLOSE_WAIT);
	m = sctp_message(11, true);
	ck_assert_int_eq(parse(&m, PROTO_SCTP, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_UNKNOWN);
	m = sctp_message(SOCK_LISTEN, false);
	ck_assert_int_eq(parse(&m, PROTO_SCTP, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_LISTEN);
	/* the figures of the head are of its accept queue, or none at all */
	ck_assert(row.sock.queues_unknown);
	m = sctp_message(SOCK_ESTABLISHED, false);
	ck_assert_int_eq(parse(&m, PROTO_SCTP, &row), 0);
	ck_assert(!row.sock.queues_unknown);
	ck_assert_uint_eq(row.sock.rqueue, row.sock.mem.rmem_alloc);
	ck_assert_uint_eq(row.sock.wqueue, 33);
	/* a TCP row with that attribute keeps its state */
	m = sctp_message(3, true);
	ck_assert_int_eq(parse(&m, PROTO_TCP, &row), 0);
	ck_assert_uint_eq(row.sock.state, SOCK_SYN_RECV);
}
END_TEST

/* 262 does not fit the 8 bits of sdiag_protocol: an attribute has it. */
START_TEST(mptcp_is_asked_for_by_attribute)
{
	struct diag_request rq;
	struct inet_diag_req_v2 req;
	struct nlattr a;
	uint32_t protocol;

	family_request(PROTO_MPTCP, AF_INET6, false, &rq);
	ck_assert_uint_eq(rq.type, SOCK_DIAG_BY_FAMILY);
	ck_assert_uint_eq(rq.len, sizeof(req) + sizeof(a) + sizeof(protocol));
	memcpy(&a, rq.body + sizeof(req), sizeof(a));
	memcpy(&protocol, rq.body + sizeof(req) + sizeof(a), sizeof(protocol));
	ck_assert_uint_eq(a.nla_type, 3); /* INET_DIAG_REQ_PROTOCOL */
	ck_assert_uint_eq(a.nla_len, 8);
	ck_assert_uint_eq(protocol, 262);
	family_request(PROTO_UDPLITE, AF_INET, false, &rq);
	ck_assert_uint_eq(rq.len, sizeof(req));
	memcpy(&req, rq.body, sizeof(req));
	ck_assert_uint_eq(req.sdiag_protocol, 136);
	ck_assert_uint_eq(req.sdiag_family, AF_INET);
}
END_TEST

START_TEST(tcp_of_both_versions_at_once)
{
	struct diag_request rq;
	struct inet_diag_req req;

	family_request(PROTO_TCP, AF_UNSPEC, false, &rq);
	ck_assert_uint_eq(rq.type, TCPDIAG_GETSOCK);
	memcpy(&req, rq.body, sizeof(req));
	ck_assert_uint_eq(req.idiag_family, AF_UNSPEC);
	ck_assert_uint_eq(req.idiag_states & 1u << SOCK_TIME_WAIT, 0);
	family_request(PROTO_TCP, AF_UNSPEC, true, &rq);
	memcpy(&req, rq.body, sizeof(req));
	ck_assert_uint_ne(req.idiag_states & 1u << SOCK_TIME_WAIT, 0);
}
END_TEST

START_TEST(what_is_kept)
{
	struct sock s = { .proto = PROTO_UNIX, .has_mem = 1 };

	ck_assert(!sock_is_worth_keeping(&s));
	s.rqueue = 1; /* a reader: its sender is charged */
	ck_assert(sock_is_worth_keeping(&s));
	s.proto = PROTO_TCP;
	ck_assert(!sock_is_worth_keeping(&s));
	s.state = SOCK_LISTEN;
	ck_assert(sock_is_worth_keeping(&s));
	s = (struct sock){ .proto = PROTO_XDP, .ring_bytes = 1 };
	ck_assert(sock_is_worth_keeping(&s));
}
END_TEST

/* MPTCP's column was always 0 before 6.3; raw sockets were ever counted */
START_TEST(who_counts_since_when)
{
	struct netns ns = { 0 };
	struct opt_u64 n;

	ns.inuse[PROTO_MPTCP] = opt_u64(0);
	ns.inuse[PROTO_RAW] = opt_u64(0);
	n = family_count(&ns, KERNEL(6, 2), PROTO_MPTCP, AF_INET);
	ck_assert(!n.known);
	n = family_count(&ns, KERNEL(6, 3), PROTO_MPTCP, AF_INET);
	ck_assert(n.known && !n.v);
	n = family_count(&ns, KERNEL(2, 6), PROTO_RAW, AF_INET);
	ck_assert(n.known && !n.v);
	/* TCP and UDP: sockstat, by IP version */
	ns.stat.tcp_inuse = opt_i64(-1);
	ns.stat.tcp6_inuse = opt_i64(5);
	n = family_count(&ns, KERNEL(6, 1), PROTO_TCP, AF_INET);
	ck_assert(n.known && !n.v);
	n = family_count(&ns, KERNEL(6, 1), PROTO_TCP, AF_UNSPEC);
	ck_assert(n.known && n.v == 5);
	ck_assert(!family_count(&ns, KERNEL(6, 1), PROTO_UDP, AF_INET).known);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("families");

	tcase_add_test(t, unix_sender);
	tcase_add_test(t, unix_listener);
	tcase_add_test(t, packet_ring);
	tcase_add_test(t, packet_ring_of_odd_blocks);
	tcase_add_test(t, netlink_user_and_kernel);
	tcase_add_test(t, xdp_umem);
	tcase_add_test(t, vsock_has_no_memory);
	tcase_add_test(t, smc_buffers);
	tcase_add_test(t, tipc_is_one_nest);
	tcase_add_test(t, sctp_states);
	tcase_add_test(t, mptcp_is_asked_for_by_attribute);
	tcase_add_test(t, tcp_of_both_versions_at_once);
	tcase_add_test(t, what_is_kept);
	tcase_add_test(t, who_counts_since_when);
	return tap_run(t);
}
