/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/raw, raw6, netlink and protocols, whole and broken. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "model/net/netns.h"
#include "parse/net/net.h"
#include "tap.h"

#define RAW_HEAD                                                              \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
	"retrnsmt   uid  timeout inode ref pointer drops"
#define RAW                                                                   \
	"   1: 0100007F:0001 00000000:0000 07 00000010:001FFE00 00:00000000 " \
	"00000000  1234        0 10477 2 00000000d3c8d7a5 42"
#define RAW6                                                          \
	"   58: 00000000000000000000000001000000:003A "               \
	"00000000000000000000000000000000:0000 07 00000000:00000340 " \
	"00:00000000 00000000     0        0 999 2 0000000000000000 7"
#define NETLINK                                                        \
	"0000000087f6afa8 16  4118488292 00000001 35976320 16       0" \
	"        2        9        1437    "

static struct span text(const char *s)
{
	return span_of(s, strlen(s));
}

START_TEST(raw)
{
	struct sock s;

	ck_assert_int_eq(parse_raw_line(text(RAW_HEAD), &s), -ENOENT);
	ck_assert_int_eq(parse_raw_line(text(RAW), &s), 0);
	ck_assert_uint_eq(s.proto, PROTO_RAW);
	ck_assert_uint_eq(s.family, AF_INET);
	ck_assert_uint_eq(s.mem.rmem_alloc, 0x1ffe00);
	ck_assert_uint_eq(s.mem.wmem_alloc, 0x10);
	ck_assert_uint_eq(s.rqueue, 0x1ffe00);
	ck_assert_uint_eq(s.mem.drops, 42);
	ck_assert(s.has_mem && s.has_drops);
	ck_assert_uint_eq(s.uid, 1234);
	ck_assert_uint_eq(s.inode, 10477);
	ck_assert_uint_eq(s.sport, 1);
	ck_assert_uint_eq(s.state, SOCK_CLOSE);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	ck_assert_mem_eq(s.local, "\x7f\0\0\1", 4);
#endif
	ck_assert_uint_eq(sock_held_bytes(&s), 0x1ffe10);
}
END_TEST

START_TEST(raw6)
{
	struct sock s;

	ck_assert_int_eq(parse_raw_line(text(RAW6), &s), 0);
	ck_assert_uint_eq(s.family, AF_INET6);
	ck_assert_uint_eq(s.sport, 58);
	ck_assert_uint_eq(s.inode, 999);
	ck_assert_uint_eq(s.mem.rmem_alloc, 0x340);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	ck_assert_uint_eq(s.local[15], 1);
#endif
}
END_TEST

START_TEST(netlink)
{
	struct sock s;

	ck_assert_int_eq(parse_netlink_line(
				 text("sk               Eth Pid  Groups"), &s),
			 -ENOENT);
	ck_assert_int_eq(parse_netlink_line(text(NETLINK), &s), 0);
	ck_assert_uint_eq(s.sport, 16);
	ck_assert_uint_eq(s.local_id[0], 4118488292U);
	ck_assert_uint_eq(s.mem.rmem_alloc, 35976320);
	ck_assert_uint_eq(s.mem.wmem_alloc, 16);
	ck_assert_uint_eq(s.mem.drops, 9);
	ck_assert_uint_eq(s.inode, 1437);
	ck_assert_uint_eq(s.via, VIA_NONE);
	ck_assert(s.uid_unknown);
}
END_TEST

/* A line may be cut anywhere: it is refused, or (drops, inode) shorter. */
START_TEST(cut_lines)
{
	for (size_t n = 0; n < strlen(RAW) - strlen(" 2 00000000d3c8d7a5 42");
	     n++) {
		struct sock s = { .uid = 4711 };

		if (parse_raw_line(span_of(RAW, n), &s))
			ck_assert_uint_eq(s.uid, 4711);
		else
			ck_assert_uint_eq(s.mem.rmem_alloc, 0x1ffe00);
	}
	for (size_t n = 0; n < strlen(NETLINK) - strlen("1437    "); n++) {
		struct sock s;

		ck_assert_int_eq(parse_netlink_line(span_of(NETLINK, n), &s),
				 -EINVAL);
	}
}
END_TEST

START_TEST(nonsense)
{
	static const char *const lines[] = {
		"",
		"1: 0100007F:0001 00000000:0000 07 00000010 0 0 0 0 0",
		"1: 0100007F:10000 00000000:0000 07 0:0 0 0 1 0 2",
		"1: 0100007:0001 00000000:0000 07 0:0 0 0 1 0 2",
		"1: 0100007F:0001 00000000000000000000000000000000:0 7 0:0",
		"1: 0100007F:0001 00000000:0000 07 1FFFFFFFF:0 0 0 1 0 2",
		"1: 0100007F:0001 00000000:0000 07 0:0 0 0 -1 0 2",
	};
	struct sock s;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_int_eq(parse_raw_line(text(lines[i]), &s), -EINVAL);
}
END_TEST

#define PROTOCOLS_HEAD "protocol  size sockets  memory press maxhdr  slab\n"

START_TEST(counts)
{
	struct opt_u64 n[PROTO_N] = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_protocol_counts(text(PROTOCOLS_HEAD
						    "AF_VSOCK  1240      0     "
						    " -1   NI       0   yes\n"
						    "RAWv6     1344      2     "
						    " -1   NI       0   yes\n"
						    "UNIX-STREAM 1152    7     "
						    " -1   NI       0   yes\n"
						    "UNIX      1152      3     "
						    " -1   NI       0   yes\n"
						    "RAW       1152     -1     "
						    " -1   NI       0   yes\n"
						    "strange   1 2 3\n"),
					       n, &bad),
			 0);
	ck_assert_uint_eq(bad, 0);
	ck_assert(n[PROTO_RAW].known && n[PROTO_RAW].v == 2);
	ck_assert(n[PROTO_UNIX].known && n[PROTO_UNIX].v == 10);
	/* no row: nobody has registered it */
	ck_assert(n[PROTO_TIPC].known && !n[PROTO_TIPC].v);
	/* this one never counts */
	ck_assert(!n[PROTO_VSOCK].known);
}
END_TEST

START_TEST(counts_of_a_broken_file)
{
	struct opt_u64 n[PROTO_N] = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_protocol_counts(text("nothing\n"), n, &bad),
			 -EINVAL);
	ck_assert_int_eq(parse_protocol_counts(text(PROTOCOLS_HEAD
						    "RAW 1152 5 -1 NI\n"
						    "XDP 1088 x\n"
						    "PACKET 1600 1"),
					       n, &bad),
			 0);
	ck_assert_uint_eq(bad, 2);
	ck_assert(n[PROTO_RAW].known && n[PROTO_RAW].v == 5);
	/* what has no row may be in the part that is missing */
	ck_assert(!n[PROTO_XDP].known && !n[PROTO_PACKET].known);
	ck_assert(!n[PROTO_UNIX].known);
}
END_TEST

#define TCP_HEAD                                                         \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->" \
	"when retrnsmt   uid  timeout inode"
#define TCP(state, queues, timer, retrans)                              \
	"  12: 0100007F:1F90 0100007F:C350 " state " " queues " " timer \
	" " retrans "    33        0 4711 1 0000000000000000 20 4 30 10 -1"
#define UDP                                                           \
	"51808: 00000000:232A 00000000:0000 07 00000000:3FFFFFC0 00:" \
	"00000000 00000000     0        0 1326 2 ffff88103e5be1c0 1875"

START_TEST(tcp)
{
	struct sock s;

	ck_assert_int_eq(parse_inet_line(text(TCP_HEAD), PROTO_TCP, &s),
			 -ENOENT);
	ck_assert_int_eq(parse_inet_line(text(TCP("01", "00400000:00000010",
						  "04:00000050", "00000003")),
					 PROTO_TCP, &s),
			 0);
	ck_assert_uint_eq(s.state, SOCK_ESTABLISHED);
	ck_assert_uint_eq(s.wqueue, 0x400000);
	ck_assert_uint_eq(s.rqueue, 0x10);
	ck_assert_uint_eq(s.timer, TIMER_PERSIST);
	ck_assert_uint_eq(s.retrans, 3);
	ck_assert_uint_eq(s.dport, 50000);
	ck_assert_uint_eq(s.inode, 4711);
	ck_assert(!s.has_mem && !s.has_drops);
	ck_assert_uint_eq(sock_held_bytes(&s), 0x400010);
	/* a listener's is a count; a timer of a later kernel is none */
	ck_assert_int_eq(parse_inet_line(text(TCP("0A", "00000000:00000081",
						  "07:00000000", "00000000")),
					 PROTO_TCP, &s),
			 0);
	ck_assert_uint_eq(s.rqueue, 129);
	ck_assert_uint_eq(s.timer, TIMER_NONE);
	ck_assert_uint_eq(sock_held_bytes(&s), 0);
	ck_assert_int_eq(parse_inet_line(text(TCP("01", "0:0", "04", "0")),
					 PROTO_TCP, &s),
			 -EINVAL);
}
END_TEST

START_TEST(udp)
{
	struct sock s;

	ck_assert_int_eq(parse_inet_line(text(UDP), PROTO_UDP, &s), 0);
	ck_assert_uint_eq(s.rqueue, 0x3fffffc0);
	ck_assert_uint_eq(s.mem.drops, 1875);
	ck_assert(s.has_drops && !s.has_mem);
	ck_assert_uint_eq(sock_held_bytes(&s), 0x3fffffc0);
	for (size_t n = 0; n < strlen(UDP); n++)
		(void)parse_inet_line(span_of(UDP, n), PROTO_UDP, &s);
}
END_TEST

START_TEST(statistics)
{
	static const char all[] = "Udp:\n"
				  "    950000 packets received\n"
				  "    50 packet receive errors\n"
				  "    49 receive buffer errors\n"
				  "    RcvbufErrors: 1\n"
				  "Tcp:\n"
				  "    7 packets received\n" /* not of Tcp */
				  "    9000 segments received\n"
				  "    40 passive connection openings\n"
				  "TcpExt:\n"
				  "    24 times the listen queue of a socket "
				  "overflowed\n"
				  "    3 packets pruned from receive queue\n"
				  "    TCPRcvQDrop: 8\n"
				  "    5 of words that nobody knows\n"
				  "    6 packets pruned from receive queue";
	struct netcounters c = { 0 };
	struct opt_u64 n = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_netstat_statistics(text("Ip:\n 1 x\n"), &c,
						  &bad),
			 -EINVAL);
	ck_assert_int_eq(parse_netstat_statistics(text(all), &c, &bad), 0);
	ck_assert_uint_eq(c.udp_in_datagrams.v, 950000);
	ck_assert_uint_eq(c.udp_in_errors.v, 50);
	ck_assert_uint_eq(c.udp_rcvbuf_errors.v, 50);
	ck_assert_uint_eq(c.tcp_in_segments.v, 9000);
	ck_assert_uint_eq(c.tcp_passive_opens.v, 40);
	ck_assert_uint_eq(c.tcp_listen_overflows.v, 24);
	ck_assert_uint_eq(c.tcp_prunes.v, 3); /* the last line is cut */
	ck_assert_uint_eq(c.tcp_rcvq_drop.v, 8);
	ck_assert(!c.udp_mem_errors.known);
	ck_assert_int_eq(parse_tcp_memory_log(text("x TCP: out of memory -- "
						   "consider tuning tcp_mem\n"
						   "TCP: out of\n"),
					      &n, &bad),
			 0);
	ck_assert_uint_eq(n.v, 1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("sockfile");

	tcase_add_test(t, raw);
	tcase_add_test(t, raw6);
	tcase_add_test(t, tcp);
	tcase_add_test(t, udp);
	tcase_add_test(t, statistics);
	tcase_add_test(t, netlink);
	tcase_add_test(t, cut_lines);
	tcase_add_test(t, nonsense);
	tcase_add_test(t, counts);
	tcase_add_test(t, counts_of_a_broken_file);
	return tap_run(t);
}
