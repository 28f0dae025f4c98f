/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Protocols against their limits, and what sockstat's blur explains. */
#include "account/account.h"
#include "model/snapshot.h"
#include "tap.h"

#define PAGE 4096ULL

static struct snapshot machine(uint64_t version)
{
	struct snapshot s = { 0 };
	struct protocols *p = &s.protocols;

	s.host.page_size = opt_u64(PAGE);
	s.host.cpus = opt_u64(4);
	if (version)
		s.host.kernel_version = opt_u64(version);
	for (size_t i = 0; i < 3; i++) {
		p->v[PROTO_UDP].limit_pages[i] = opt_u64(1000 * (i + 1));
		p->v[PROTO_TCP].limit_pages[i] = opt_u64(2000 * (i + 1));
	}
	p->after.udp_mem_pages = opt_i64(900);
	p->after.tcp_mem_pages = opt_i64(3000);
	p->before = p->after;
	return s;
}

START_TEST(udp_stops_at_min_and_tcp_at_max)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct proto_sum p[PROTO_ACCOUNTED_N];

	account_protocols(&s, p);
	ck_assert_uint_eq(p[PROTO_UDP].limit.v, 1000 * PAGE);
	ck_assert_uint_eq(p[PROTO_UDP].used.v, 900 * PAGE);
	ck_assert(p[PROTO_UDP].ratio > 0.899 && p[PROTO_UDP].ratio < 0.901);
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_STATE_OK);
	ck_assert_uint_eq(p[PROTO_TCP].limit.v, 6000 * PAGE);
	ck_assert_int_eq(p[PROTO_TCP].state, PROTO_STATE_OK);
	ck_assert(!p[PROTO_UDP].charged.known && !p[PROTO_UDP].unseen.known);
}
END_TEST

START_TEST(charged_counts_where_sockstat_lags)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct proto_sum p[PROTO_ACCOUNTED_N];

	s.protocols.v[PROTO_UDP].dumped = true;
	s.protocols.v[PROTO_UDP].totals.charged_bytes = (int64_t)(990 * PAGE);
	account_protocols(&s, p);
	ck_assert_uint_eq(p[PROTO_UDP].effective.v, 990 * PAGE);
	ck_assert_int_eq(p[PROTO_UDP].unseen.v, -90 * (int64_t)PAGE);
	/* 1 MiB a CPU */
	ck_assert_uint_eq(p[PROTO_UDP].tolerance.v, 4ULL << 20);
	/* nothing was dropped: full, but not exhausted */
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_STATE_OK);
	s.protocols.mem_pcpu_rsv_pages = opt_u64(16);
	s.protocols.before.udp_mem_pages = opt_i64(850);
	account_protocols(&s, p);
	ck_assert_uint_eq(p[PROTO_UDP].tolerance.v, (64 + 50) * PAGE);
}
END_TEST

START_TEST(exhausted_is_95_percent_with_drops_or_all)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct sock k = { .proto = PROTO_UDP, .mem.drops = 3 };
	struct proto_sum p[PROTO_ACCOUNTED_N];

	s.protocols.after.udp_mem_pages = opt_i64(960);
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_STATE_OK);
	s.socks.v = &k;
	s.socks.n = 1;
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_EXHAUSTED);
	s.socks.n = 0;
	s.protocols.after.udp_mem_pages = opt_i64(1000);
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_EXHAUSTED);
}
END_TEST

START_TEST(pressure_is_the_kernels_word)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct proto_sum p[PROTO_ACCOUNTED_N];

	s.protocols.v[PROTO_TCP].pressure = YES;
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_TCP].state, PROTO_PRESSURE);
	s.protocols.after.tcp_mem_pages = opt_i64(6001);
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_TCP].state, PROTO_EXHAUSTED);
}
END_TEST

/* before 6.0 sockstat counts 4096 bytes whatever a page is */
START_TEST(old_kernels_count_quanta)
{
	struct snapshot s = machine(KERNEL(4, 18));
	struct proto_sum p[PROTO_ACCOUNTED_N];

	s.host.page_size = opt_u64(65536);
	account_protocols(&s, p);
	ck_assert_uint_eq(p[PROTO_UDP].used.v, 900 * 4096ULL);
	ck_assert_uint_eq(p[PROTO_UDP].limit.v, 1000 * 65536ULL);
	s.host.kernel_version = opt_u64(KERNEL(6, 0));
	account_protocols(&s, p);
	ck_assert_uint_eq(p[PROTO_UDP].used.v, 900 * 65536ULL);
}
END_TEST

START_TEST(no_limit_no_judgement)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct proto_sum p[PROTO_ACCOUNTED_N];

	s.protocols.v[PROTO_UDP].limit_pages[0].known = false;
	account_protocols(&s, p);
	ck_assert(!p[PROTO_UDP].limit.known);
	ck_assert_int_eq(p[PROTO_UDP].state, PROTO_STATE_UNKNOWN);
}
END_TEST

START_TEST(tables_of_all_namespaces_are_added)
{
	struct snapshot s = machine(KERNEL(6, 18));
	struct netns ns[2] = { 0 };
	struct proto_sum p[PROTO_ACCOUNTED_N];

	ns[0].stat.tcp_inuse = opt_i64(10);
	ns[0].stat.tcp6_inuse = opt_i64(5);
	ns[0].counters.udp_rcvbuf_errors = opt_u64(7);
	ns[1].stat.tcp_inuse = opt_i64(1);
	ns[1].counters.udp_rcvbuf_errors = opt_u64(1);
	s.netns.v = ns;
	s.netns.n = 2;
	s.protocols.after.tcp_alloc = opt_i64(40);
	account_protocols(&s, p);
	ck_assert_int_eq(p[PROTO_TCP].in_table.v, 16);
	ck_assert_int_eq(p[PROTO_TCP].alloc.v, 40);
	ck_assert(!p[PROTO_UDP].alloc.known);
	ck_assert_uint_eq(p[PROTO_UDP].receive_buffer_errors.v, 8);
	ck_assert(!p[PROTO_UDP].memory_errors.known);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("protocols");

	tcase_add_test(t, udp_stops_at_min_and_tcp_at_max);
	tcase_add_test(t, charged_counts_where_sockstat_lags);
	tcase_add_test(t, exhausted_is_95_percent_with_drops_or_all);
	tcase_add_test(t, pressure_is_the_kernels_word);
	tcase_add_test(t, old_kernels_count_quanta);
	tcase_add_test(t, no_limit_no_judgement);
	tcase_add_test(t, tables_of_all_namespaces_are_added);
	return tap_run(t);
}
