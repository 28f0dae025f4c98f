/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a protocol, its counters and its listeners say. */
#include <string.h>
#include <sys/socket.h>

#include "bench.h"
#include "account/growth/rates.h"
#include "tap.h"

static struct bench b;
static struct netns ns[2];

/* A machine of 10 GiB, one namespace, and a program with sockets. */
static void setup(void)
{
	bench_begin(&b, 0);
	memset(ns, 0, sizeof(ns));
	strcpy(ns[0].name, "host");
	strcpy(ns[1].name, "blue");
	b.snap.netns.v = ns;
	b.snap.netns.n = 1;
	b.snap.socks.v = b.socks;
	b.snap.owners.v = b.owners;
	b.snap.processes.v = b.processes;
	b.snap.processes.n = 2;
	b.processes[0].pid = 100;
	strcpy(b.processes[0].comm, "proxy");
	b.processes[1].pid = 200;
	strcpy(b.processes[1].comm, "other");
}

static struct sock *add(enum sock_state state, uint32_t inode, pid_t pid)
{
	uint32_t at = (uint32_t)b.snap.socks.n++;
	struct sock *s = &b.socks[at];

	*s = (struct sock){ .proto = PROTO_TCP,
			    .family = AF_INET,
			    .state = (uint8_t)state,
			    .cookie = at + 1,
			    .inode = inode,
			    .sport = 80,
			    .has_mem = 1 };
	if (pid) {
		s->first_owner = at;
		s->n_owners = 1;
		b.owners[at] = (struct sock_owner){ .sock = at, .pid = pid };
		b.snap.owners.n = b.snap.socks.n;
	}
	return s;
}

START_TEST(a_full_accept_queue)
{
	struct sock *l = add(SOCK_LISTEN, 7, 100);
	const struct finding *f;

	l->rqueue = 127;
	l->wqueue = 128;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	l->rqueue = 129;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_UNACCEPTED);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_str_eq(f->subject.comm, "proxy");
	ck_assert_str_eq(as_shown(f->title),
			 "129 connections wait until proxy (pid 100) accepts "
			 "them: its accept queue is full");
	ck_assert(says(&f->evidence, "129 of 128"));
	/* a backlog of a few is full in passing */
	l->rqueue = l->wqueue = 7;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	l->rqueue = l->wqueue = 8;
	ck_assert_int_eq(judge(&b)->code, F_TCP_UNACCEPTED);
	forget(&b);
}
END_TEST

START_TEST(an_accept_queue_of_unknown_length)
{
	struct sock *l = add(SOCK_LISTEN, 7, 0);

	l->rqueue = 128;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	l->rqueue = 129;
	ck_assert_int_eq(judge(&b)->code, F_TCP_UNACCEPTED);
	ck_assert_ptr_nonnull(strstr(b.out.v[0].title, "unidentified process"));
	forget(&b);
}
END_TEST

/* What waits with data is a finding already: one for the program. */
START_TEST(one_finding_for_a_queue_and_what_is_in_it)
{
	struct sock *l = add(SOCK_LISTEN, 7, 100);
	const struct finding *f;

	l->rqueue = 129;
	l->wqueue = 128;
	add(SOCK_ESTABLISHED, 0, 100)->mem.rmem_alloc = 200 * MIB;
	f = judge(&b);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert_int_eq(f->code, F_TCP_UNACCEPTED);
	ck_assert_int_eq(f->bytes.v, 200 * MIB);
	ck_assert(says(&f->evidence, "129 of 128"));
	forget(&b);
	b.socks[1].mem.rmem_alloc = 1000; /* too little to be one */
	ck_assert_int_eq(judge(&b)->bytes.v, 1000);
	ck_assert_int_eq(b.out.sock_code[1], F_TCP_UNACCEPTED);
	forget(&b);
}
END_TEST

START_TEST(a_limit_names_who_holds_most)
{
	struct protocol *tcp = &b.snap.protocols.v[PROTO_TCP];
	const struct finding *f;

	tcp->dumped = true;
	tcp->limit_pages[2] = opt_u64(10000);
	b.snap.protocols.after.tcp_mem_pages = opt_i64(6000);
	add(SOCK_ESTABLISHED, 1, 100)->mem.wmem_queued = 3000 * 4096;
	add(SOCK_ESTABLISHED, 2, 200)->mem.wmem_queued = 2000 * 4096;
	add(SOCK_ESTABLISHED, 3, 200)->mem.wmem_queued = 900 * 4096;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_MEM_LIMIT);
	ck_assert_str_eq(f->subject.comm, "proxy");
	ck_assert(says(&f->evidence, "proxy (pid 100) has most of it"));
	b.socks[2].mem.wmem_queued = 1100 * 4096;
	f = judge(&b);
	ck_assert_str_eq(f->subject.comm, "other");
	ck_assert(says(&f->evidence, "12.1 MiB in 2 sockets"));
	forget(&b);
}
END_TEST

START_TEST(without_a_limit_the_number_of_sockets_counts)
{
	const struct finding *f;

	b.snap.protocols.after.tcp_mem_pages = opt_i64(300 << 10);
	b.snap.protocols.after.tcp_inuse = opt_i64(40000);
	b.snap.protocols.after.tcp_alloc = opt_i64((300 << 12 >> 5) - 1);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_MEM_LIMIT);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	/* less than 32 KiB for each of them: busy ones */
	b.snap.protocols.after.tcp_alloc = opt_i64((300 << 12 >> 5) + 1);
	f = judge(&b);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert(says(&f->evidence, "for each of its 38401 sockets"));
	forget(&b);
}
END_TEST

START_TEST(the_log_says_that_tcp_was_out_of_memory)
{
	const struct finding *f;

	b.snap.protocols.log_tcp_memory = opt_u64(0);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	b.snap.protocols.log_tcp_memory = opt_u64(2);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_MEM_LIMIT);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert(says(&f->evidence, "says 2 times"));
	forget(&b);
}
END_TEST

START_TEST(orphans_of_a_listing)
{
	ns[0].sockets[PROTO_TCP][SOCK_LAST_ACK] = 9999;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ns[0].sockets[PROTO_TCP][SOCK_FIN_WAIT1] = 1;
	ck_assert_int_eq(judge(&b)->code, F_TCP_ORPHANS);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ns[0].sockets[PROTO_TCP][SOCK_CLOSING] = 40000;
	ck_assert_int_eq(judge(&b)->severity, SEV_WARNING);
	/* the kernel's own count is better, and so is its limit */
	b.snap.protocols.after.tcp_orphan = opt_i64(100);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(datagrams_that_were_dropped)
{
	struct netcounters *c = &ns[0].counters;
	const struct finding *f;

	b.snap.source = SOURCE_CAPTURE;
	c->udp_in_datagrams = opt_u64(98000);
	c->udp_rcvbuf_errors = opt_u64(1900);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c->udp_mem_errors = opt_u64(100);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UDP_DROPS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert(!f->bytes.known);
	ck_assert_str_eq(as_shown(f->title), "2.0% of all UDP datagrams that "
					     "came were dropped unread");
	ck_assert(says(&f->evidence, "2000 of 100000 (2.0%) were dropped"));
	/* all of a few say nothing */
	c->udp_in_datagrams = opt_u64(0);
	c->udp_rcvbuf_errors = opt_u64(899);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c->udp_rcvbuf_errors = opt_u64(900);
	ck_assert_int_eq(judge(&b)->code, F_UDP_DROPS);
	forget(&b);
}
END_TEST

START_TEST(the_namespace_with_most_of_them_is_named)
{
	b.snap.source = SOURCE_CAPTURE;
	ns[0].counters.udp_in_datagrams = opt_u64(1000);
	ns[1].counters.udp_in_datagrams = opt_u64(1000);
	ns[1].counters.udp_in_errors = opt_u64(2000);
	b.snap.netns.n = 2;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_UDP_DROPS);
	ck_assert(says(&b.out.v[0].evidence, "namespace blue"));
	ck_assert(says(&b.out.v[0].evidence, "which checksums may be"));
	forget(&b);
}
END_TEST

START_TEST(segments_and_connections_that_were_dropped)
{
	struct netcounters *c = &ns[0].counters;

	b.snap.source = SOURCE_CAPTURE;
	c->tcp_in_segments = opt_u64(1000000);
	c->tcp_prunes = opt_u64(19000);
	c->tcp_rcvq_drop = opt_u64(999);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c->tcp_rcvq_drop = opt_u64(1000);
	ck_assert_int_eq(judge(&b)->code, F_TCP_DROPS);
	c->tcp_passive_opens = opt_u64(50000);
	c->tcp_listen_overflows = opt_u64(1100);
	judge(&b);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert(says(&b.out.v[0].evidence, "ListenOverflows"));
	c->tcp_prunes = opt_u64(0);
	ck_assert_ptr_nonnull(strstr(judge(&b)->title, "accept queues"));
	c->tcp_listen_overflows = opt_u64(999);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

/* A live machine can be watched: what was is evidence. */
START_TEST(drops_of_the_past_are_evidence)
{
	const struct finding *f;

	ns[0].counters.udp_in_datagrams = opt_u64(820000);
	ns[0].counters.udp_rcvbuf_errors = opt_u64(180000);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_HEALTHY);
	ck_assert(says(&f->evidence, "18.0% of all UDP datagrams"));
	ns[0].counters.udp_rcvbuf_errors = opt_u64(999);
	ck_assert(!says(&judge(&b)->evidence, "of all UDP datagrams"));
	forget(&b);
}
END_TEST

/* Two samples, so many seconds apart. */
static enum finding_code watched(uint64_t before, uint64_t after,
				 int64_t seconds)
{
	struct rates r = { 0 };
	const struct clocks at[] = { { 1000, 1000, 1000 },
				     { 1000 + seconds * 1000,
				       1000 + seconds * 1000,
				       1000 + seconds * 1000 } };
	enum finding_code code;

	for (int i = 0; i < 2; i++) {
		forget(&b);
		ns[0].counters.udp_rcvbuf_errors = opt_u64(i ? after : before);
		ck_assert_int_eq(account(&b.snap, &b.acct), 0);
		ck_assert_int_eq(rates_add(&r, &at[i], &b.snap, &b.acct), 0);
	}
	ck_assert_int_eq(diagnose_watched(&b.snap, &b.acct, &r, &b.out), 0);
	code = b.out.v[0].code;
	rates_free(&r);
	return code;
}

START_TEST(drops_that_rise)
{
	ns[0].counters.udp_in_datagrams = opt_u64(1000000);
	ck_assert_int_eq(watched(100, 109, 10), F_HEALTHY);
	ck_assert_int_eq(watched(100, 110, 10), F_UDP_DROPS);
	ck_assert_str_eq(as_shown(b.out.v[0].title),
			 "UDP datagrams are dropped unread: 1.0 each second");
	ck_assert_int_eq(b.out.v[0].confidence, CONF_HIGH);
	/* a namespace that ended took its count with it */
	ck_assert_int_eq(watched(110, 0, 10), F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(sockets_of_any_family_by_number)
{
	const struct finding *f;

	/* 1% of 10 GiB */
	b.snap.protocols.v[PROTO_UNIX].totals.sockets = 52428;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	b.snap.protocols.v[PROTO_UNIX].totals.sockets = 52429;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SOCKET_COUNT);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert(says(&f->evidence, "52429 sockets of other families"));
	forget(&b);
	/* where nothing is known of the machine they must be very many */
	b.snap.memory.info.v[MEM_TOTAL] = (struct opt_u64){ 0 };
	b.snap.protocols.v[PROTO_UNIX].totals.sockets = 262143;
	ck_assert_int_ne(judge(&b)->code, F_SOCKET_COUNT);
	b.snap.protocols.v[PROTO_UNIX].totals.sockets = 262144;
	judge(&b);
	expect(&b, F_SOCKET_COUNT);
	forget(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("protocol rules");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, a_full_accept_queue);
	tcase_add_test(t, an_accept_queue_of_unknown_length);
	tcase_add_test(t, one_finding_for_a_queue_and_what_is_in_it);
	tcase_add_test(t, a_limit_names_who_holds_most);
	tcase_add_test(t, without_a_limit_the_number_of_sockets_counts);
	tcase_add_test(t, the_log_says_that_tcp_was_out_of_memory);
	tcase_add_test(t, orphans_of_a_listing);
	tcase_add_test(t, datagrams_that_were_dropped);
	tcase_add_test(t, the_namespace_with_most_of_them_is_named);
	tcase_add_test(t, segments_and_connections_that_were_dropped);
	tcase_add_test(t, drops_of_the_past_are_evidence);
	tcase_add_test(t, drops_that_rise);
	tcase_add_test(t, sockets_of_any_family_by_number);
	return tap_run(t);
}
