/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that are too many, and what they hold without a known fault. */
#include <string.h>
#include <sys/socket.h>

#include "bench.h"
#include "diagnose/queues/groups.h"
#include "model/socket/socket.h"
#include "tap.h"

#define MANY 10000
#define KIB 1024U

static struct bench b;
static struct sock many[MANY];
static struct sock_owner owners[MANY];

/* 10 GiB, healthy; 1% of it is what a holder is named for. */
static void setup(void)
{
	bench_begin(&b, 0);
	b.snap.socks.v = many;
	b.snap.owners.v = owners;
	b.snap.processes.v = b.processes;
	b.snap.processes.n = 1;
	b.processes[0].pid = 100;
	strcpy(b.processes[0].comm, "java");
}

/* So many sockets of java with one another's figures. */
static void add(size_t n, const struct sock *like)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t at = (uint32_t)b.snap.socks.n++;

		many[at] = *like;
		many[at].cookie = at + 1;
		many[at].family = AF_INET;
		many[at].inode = like->inode_unknown ? 0 : at + 1;
		many[at].first_owner = at;
		many[at].n_owners = 1;
		owners[at] = (struct sock_owner){ .sock = at, .pid = 100 };
		b.snap.owners.n++;
	}
}

static void left_open(size_t n, uint32_t unread)
{
	add(n, &(struct sock){ .proto = PROTO_TCP,
			       .state = SOCK_CLOSE_WAIT,
			       .rqueue = unread,
			       .inode_unknown = 1 });
}

START_TEST(sockets_left_open_are_a_leak_by_number)
{
	const struct finding *f;

	left_open(999, 0);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	left_open(1, 0);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_CLOSE_WAIT);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_uint_eq(f->subject.socket_count, 1000);
	ck_assert_str_eq(f->subject.comm, "java");
	ck_assert_str_eq(as_shown(f->title),
			 "1000 TCP sockets of java (pid 100) are open although "
			 "the peer has closed the connection");
	ck_assert(says(&f->evidence, "1000 of them hold no data"));
	left_open(8999, 0);
	ck_assert_int_eq(judge(&b)->severity, SEV_NOTICE);
	left_open(1, 0);
	ck_assert_int_eq(judge(&b)->severity, SEV_WARNING);
	forget(&b);
}
END_TEST

START_TEST(those_with_data_count_too)
{
	const struct finding *f;

	left_open(500, 0);
	left_open(500, 100);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_CLOSE_WAIT);
	ck_assert_int_eq(f->bytes.v, 50000);
	ck_assert(says(&f->evidence, "500 of them hold no data"));
	forget(&b);
}
END_TEST

/* Nobody accepted these: the listener's program is what is wrong. */
START_TEST(a_child_without_a_file_is_not_left_open)
{
	struct sock s = { .proto = PROTO_TCP, .state = SOCK_CLOSE_WAIT };

	ck_assert(!sock_is_left_open(&s));
	ck_assert_int_eq(classify(&s), F_HEALTHY);
	s.inode = 1;
	ck_assert_int_eq(classify(&s), F_TCP_CLOSE_WAIT);
	s.state = SOCK_ESTABLISHED;
	ck_assert_int_eq(classify(&s), F_HEALTHY);
}
END_TEST

static struct sock sending(uint32_t bytes)
{
	return (struct sock){ .proto = PROTO_TCP,
			      .state = SOCK_ESTABLISHED,
			      .timer = TIMER_RETRANS,
			      .has_mem = 1,
			      .mem = { .wmem_queued = bytes } };
}

START_TEST(what_is_held_without_a_fault_is_named)
{
	struct sock s = sending(1024 * KIB);
	const struct finding *f;

	add(102, &s);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	add(1, &s);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SOCKET_MEMORY);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->bytes.v, 103 * MIB);
	ck_assert_str_eq(as_shown(f->title),
			 "103 TCP sockets of java (pid 100) hold 103.0 MiB in "
			 "send queues");
	ck_assert(says(&f->evidence, "nothing is sent again"));
	add(1023 - 103, &s);
	ck_assert_int_eq(judge(&b)->severity, SEV_NOTICE);
	add(1, &s);
	ck_assert_int_eq(judge(&b)->severity, SEV_WARNING);
	forget(&b);
}
END_TEST

START_TEST(a_busy_server_stays_in_peace)
{
	struct sock s = sending(32 * KIB - 1);

	add(MANY, &s);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
	b.snap.socks.n = b.snap.owners.n = 0;
	s = sending(32 * KIB);
	add(MANY, &s);
	ck_assert_int_eq(judge(&b)->code, F_SOCKET_MEMORY);
	forget(&b);
}
END_TEST

/* ss -tnp: 4 MiB each, and why is not told; so it waits, most likely. */
START_TEST(a_listing_without_timers)
{
	const struct sock s = { .proto = PROTO_TCP,
				.state = SOCK_ESTABLISHED,
				.inode_unknown = 1,
				.timer_unknown = 1,
				.wqueue = 4096 * KIB };
	const struct finding *f;

	add(200, &s);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SOCKET_MEMORY);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert_str_eq(f->subject.comm, "java");
	ck_assert(says(&f->evidence, "the listing has no timers"));
	ck_assert(says(&f->remedy, "ss -tnoimp"));
	forget(&b);
	/* with a timer that runs it may as well be busy */
	for (size_t i = 0; i < b.snap.socks.n; i++)
		many[i].timer_unknown = 0;
	ck_assert_int_eq(judge(&b)->severity, SEV_NOTICE);
	forget(&b);
}
END_TEST

START_TEST(each_queue_has_its_words)
{
	struct sock udp = { .proto = PROTO_UDP,
			    .state = SOCK_ESTABLISHED,
			    .has_mem = 1,
			    .mem = { .wmem_alloc = 200 * KIB * KIB } };
	struct sock opt = { .proto = PROTO_UDP,
			    .state = SOCK_CLOSE,
			    .has_mem = 1,
			    .mem = { .optmem = 300 * KIB * KIB } };
	const struct finding *f;

	add(1, &udp);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SOCKET_MEMORY);
	ck_assert(says(&f->evidence, "UDP_CORK"));
	add(1, &opt);
	f = judge(&b);
	ck_assert_int_eq(f->bytes.v, 500 * MIB);
	ck_assert_ptr_nonnull(strstr(f->title, "options"));
	forget(&b);
	/* TCP's is another finding: it has a limit of its own */
	add(1, &(struct sock){ .proto = PROTO_TCP,
			       .state = SOCK_ESTABLISHED,
			       .has_mem = 1,
			       .mem = { .rmem_alloc = 200 * KIB * KIB,
					.rcvbuf = 500 * KIB * KIB } });
	judge(&b);
	ck_assert_uint_eq(b.out.n, 2);
	ck_assert_ptr_nonnull(strstr(b.out.v[1].title, "cannot be read yet"));
	forget(&b);
}
END_TEST

START_TEST(sctp_that_nobody_reads)
{
	struct sock s = { .proto = PROTO_SCTP,
			  .state = SOCK_LISTEN, /* one to many: it has data */
			  .has_mem = 1,
			  .mem = { .rmem_alloc = 99 * KIB * KIB } };
	const struct finding *f;

	add(1, &s);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SCTP_UNREAD);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, 99 * MIB);
	many[0].state = SOCK_ESTABLISHED;
	many[0].mem.wmem_queued = 100 * KIB * KIB;
	ck_assert_int_eq(judge(&b)->code, F_SOCKET_MEMORY);
	many[0].mem.rmem_alloc = many[0].mem.wmem_queued = 0;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(minisockets_hold_nothing)
{
	struct sock s = { .proto = PROTO_TCP, .state = SOCK_FIN_WAIT2 };

	ck_assert(sock_is_mini(&s));
	s.has_mem = 1; /* a whole one: an orphan */
	ck_assert(!sock_is_mini(&s));
	s.has_mem = 0;
	s.inode = 1; /* half closed by a program that still reads */
	ck_assert(!sock_is_mini(&s));
	s.inode = 0;
	s.wqueue = 1;
	ck_assert(!sock_is_mini(&s));
	s = (struct sock){ .proto = PROTO_TCP, .state = SOCK_FIN_WAIT1 };
	ck_assert(!sock_is_mini(&s));
	s.state = SOCK_TIME_WAIT;
	ck_assert(sock_is_mini(&s));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("socket rules");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, sockets_left_open_are_a_leak_by_number);
	tcase_add_test(t, those_with_data_count_too);
	tcase_add_test(t, a_child_without_a_file_is_not_left_open);
	tcase_add_test(t, what_is_held_without_a_fault_is_named);
	tcase_add_test(t, a_busy_server_stays_in_peace);
	tcase_add_test(t, a_listing_without_timers);
	tcase_add_test(t, each_queue_has_its_words);
	tcase_add_test(t, sctp_that_nobody_reads);
	tcase_add_test(t, minisockets_hold_nothing);
	return tap_run(t);
}
