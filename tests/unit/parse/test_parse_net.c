/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sockstat, snmp, snmp6, protocols, sysctls: what happens to ret and bad. */
#include <errno.h>
#include <string.h>

#include "model/net/netns.h"
#include "model/socket/protocol.h"
#include "model/snapshot.h"
#include "parse/net/net.h"
#include "parse/parse.h"
#include "tap.h"

static struct span span(const char *s)
{
	return span_of(s, strlen(s));
}

START_TEST(sockstat6_adds_to_sockstat)
{
	struct sockstat st = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_sockstat(span("TCP: inuse 5 tw -3 mem 7\n"), &st,
					&bad),
			 0);
	ck_assert_int_eq(parse_sockstat(span("TCP6: inuse 6\n"), &st, &bad), 0);
	ck_assert(st.tcp_inuse.known && st.tcp_inuse.v == 5);
	ck_assert(st.tcp_tw.known && st.tcp_tw.v == -3);
	ck_assert(st.tcp_mem_pages.known && st.tcp_mem_pages.v == 7);
	ck_assert(st.tcp6_inuse.known && st.tcp6_inuse.v == 6);
	ck_assert(!st.udp_inuse.known);
	ck_assert_int_eq(parse_sockstat(span("RAW: inuse 1\n"), &st, &bad),
			 -EINVAL);
	ck_assert_int_eq(st.tcp_inuse.v, 5);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

static const char snmp[] = "Udp: InDatagrams RcvbufErrors\nUdp: 100 7\n";

START_TEST(counters_of_both_ip_versions_are_added)
{
	struct netcounters nc = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_snmp(span(snmp), &nc, &bad), 0);
	ck_assert_int_eq(parse_snmp(span("TcpExt: PruneCalled RcvPruned\n"
					 "TcpExt: 3 4\n"),
				    &nc, &bad),
			 0);
	ck_assert_int_eq(parse_snmp6(span("Udp6RcvbufErrors 30\n"
					  "Udp6MemErrors 5\n"),
				     &nc, &bad),
			 0);
	ck_assert_uint_eq(nc.udp_in_datagrams.v, 100);
	ck_assert_uint_eq(nc.udp_rcvbuf_errors.v, 37);
	ck_assert_uint_eq(nc.tcp_prunes.v, 7);
	ck_assert_msg(!nc.udp_mem_errors.known,
		      "IPv6 alone is not the sum of both");
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(a_bad_counter_makes_its_sum_unknown)
{
	struct netcounters nc = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_snmp(span(snmp), &nc, &bad), 0);
	ck_assert_int_eq(parse_snmp6(span("Udp6RcvbufErrors x\n"
					  "Udp6InDatagrams 1\n"),
				     &nc, &bad),
			 0);
	ck_assert(!nc.udp_rcvbuf_errors.known);
	ck_assert_uint_eq(nc.udp_in_datagrams.v, 101);
	ck_assert_uint_eq(bad, 1);
}
END_TEST

START_TEST(pressure_of_one_ip_version_is_pressure)
{
	struct protocols p = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_protocols(span("TCPv6 2432 0 5 yes 1\n"
					      "TCP 2304 1 5 no 1\n"
					      "UDP 1344 1 5 NI 1\n"),
					 &p, &bad),
			 0);
	ck_assert_int_eq(p.v[PROTO_TCP].pressure, YES);
	ck_assert_int_eq(p.v[PROTO_UDP].pressure, MAYBE);
	ck_assert_uint_eq(p.v[PROTO_TCP].object_bytes.v, 2304);
	ck_assert_uint_eq(p.v[PROTO_TCP].object6_bytes.v, 2432);
	ck_assert_uint_eq(p.v[PROTO_UDP].object_bytes.v, 1344);
	ck_assert(!p.v[PROTO_UDP].object6_bytes.known);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(a_sysctl_forgets_what_was_there)
{
	struct opt_u64 v[3] = { opt_u64(7), opt_u64(8), opt_u64(9) };
	unsigned bad = 0;

	ck_assert_int_eq(parse_sysctl(span(""), v, 3, &bad), -EINVAL);
	ck_assert_uint_eq(v[2].v, 9);
	ck_assert_int_eq(parse_sysctl(span("1 2\n"), v, 3, &bad), 0);
	ck_assert(v[0].known && v[0].v == 1);
	ck_assert(v[1].known && v[1].v == 2);
	ck_assert(!v[2].known);
	ck_assert_uint_eq(bad, 1);
}
END_TEST

START_TEST(a_release_gives_its_version)
{
	ck_assert(parse_kernel_release(span("6.18.44\n")).v == KERNEL(6, 18));
	ck_assert(parse_kernel_release(span("2.6.32-754.el6")).v ==
		  KERNEL(2, 6));
	ck_assert(KERNEL(6, 2) < KERNEL(6, 18));
	ck_assert(!parse_kernel_release(span("")).known);
	ck_assert(!parse_kernel_release(span("6")).known);
	ck_assert(!parse_kernel_release(span("6.")).known);
	ck_assert(!parse_kernel_release(span(".6")).known);
	ck_assert(!parse_kernel_release(span("70000.1")).known);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("parse");

	tcase_add_test(t, sockstat6_adds_to_sockstat);
	tcase_add_test(t, counters_of_both_ip_versions_are_added);
	tcase_add_test(t, a_bad_counter_makes_its_sum_unknown);
	tcase_add_test(t, pressure_of_one_ip_version_is_pressure);
	tcase_add_test(t, a_sysctl_forgets_what_was_there);
	tcase_add_test(t, a_release_gives_its_version);
	return tap_run(t);
}
