/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a second look proves, and what it clears. */
#include "diagnose/queues/probe_evidence.h"
#include "model/socket/socket.h"
#include "tap.h"

#define MIB (1U << 20)

static struct sock udp(void)
{
	return (struct sock){
		.proto = PROTO_UDP,
		.has_mem = 1,
		.has_drops = 1,
		.rqueue = 8 * MIB,
		.mem = { .rmem_alloc = 8 * MIB, .rcvbuf = 8 * MIB, .drops = 10 }
	};
}

static struct probe same(const struct sock *s)
{
	return (struct probe){ .seen = true,
			       .after_ms = 250,
			       .rqueue = s->rqueue,
			       .wqueue = s->wqueue,
			       .rmem_alloc = s->mem.rmem_alloc,
			       .wmem_queued = s->mem.wmem_queued,
			       .drops = s->mem.drops };
}

START_TEST(no_look_says_nothing)
{
	struct sock s = udp();
	struct probe l = { .seen = false };

	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, NULL), PROBE_NOTHING);
	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_NOTHING);
	l.gone = true;
	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_BUSY);
}
END_TEST

START_TEST(datagrams)
{
	struct sock s = udp();
	struct probe l = same(&s);

	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_STANDS);
	/* it grows: still nobody reads */
	l.rqueue = l.rmem_alloc = 9 * MIB;
	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_STANDS);
	/* the deficit moved: somebody does, and the queue stands */
	l.rqueue -= 832;
	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_SLOW);
	l.rqueue = 2 * MIB;
	ck_assert_int_eq(probe_judge(&s, F_UDP_UNREAD, &l), PROBE_BUSY);
}
END_TEST

START_TEST(received_bytes)
{
	struct sock s = { .proto = PROTO_TCP,
			  .has_mem = 1,
			  .rqueue = 4 * MIB,
			  .mem = { .rmem_alloc = 6 * MIB } };
	struct probe l = same(&s);

	/* what was read is not known: the queue alone proves nothing */
	ck_assert_int_eq(probe_judge(&s, F_TCP_UNREAD, &l), PROBE_NOTHING);
	l.read_bytes = opt_u64(0);
	l.read_ms = 250;
	ck_assert_int_eq(probe_judge(&s, F_TCP_UNREAD, &l), PROBE_STANDS);
	/* 4 MiB at 64 KiB in 250 ms would take 16 s */
	l.read_bytes = opt_u64(65536);
	ck_assert_int_eq(probe_judge(&s, F_TCP_UNREAD, &l), PROBE_SLOW);
	/* one segment came in while the kernel answered */
	l.rqueue = 5 * MIB;
	ck_assert_int_eq(probe_judge(&s, F_TCP_UNREAD, &l), PROBE_STANDS);
	l.rqueue = 4 * MIB;
	l.read_bytes = opt_u64(2 * MIB);
	ck_assert_int_eq(probe_judge(&s, F_TCP_UNREAD, &l), PROBE_BUSY);
}
END_TEST

START_TEST(sent_bytes)
{
	struct sock s = { .proto = PROTO_TCP,
			  .has_mem = 1,
			  .wqueue = 4 * MIB,
			  .mem = { .wmem_queued = 6 * MIB } };
	struct probe l = same(&s);

	ck_assert_int_eq(probe_judge(&s, F_TCP_PEER_STALLED, &l), PROBE_STANDS);
	l.wqueue = 4 * MIB - 5000;
	ck_assert_int_eq(probe_judge(&s, F_TCP_PEER_STALLED, &l), PROBE_SLOW);
	l.wmem_queued = MIB;
	ck_assert_int_eq(probe_judge(&s, F_TCP_PEER_STALLED, &l), PROBE_BUSY);
	/* the window is open again, nothing is retransmitted */
	l = same(&s);
	l.tcp.known = true;
	l.tcp.peer_window_bytes = opt_u64(8 * MIB);
	ck_assert_int_eq(probe_judge(&s, F_TCP_PATH_STALLED, &l), PROBE_BUSY);
	l.tcp.retransmits = 2;
	ck_assert_int_eq(probe_judge(&s, F_TCP_PATH_STALLED, &l), PROBE_STANDS);
}
END_TEST

START_TEST(a_quarter_that_stands_proves_for_all)
{
	struct probe_sums sums = { 0 };
	struct sock s = udp();
	struct probe l = same(&s);

	probe_add(&sums, &s, F_UDP_UNREAD, NULL);
	ck_assert(!probe_proves(&sums, 8 * MIB));
	l.drops = 17;
	l.watched = NO;
	l.awaited = NO;
	probe_add(&sums, &s, F_UDP_UNREAD, &l);
	ck_assert(probe_proves(&sums, 32 * MIB));
	ck_assert(!probe_proves(&sums, 33 * MIB));
	ck_assert_uint_eq(sums.new_drops, 7);
	ck_assert_uint_eq(sums.dropping, 1);
	ck_assert_uint_eq(sums.unwatched, 8 * MIB);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("second look");

	tcase_add_test(t, no_look_says_nothing);
	tcase_add_test(t, datagrams);
	tcase_add_test(t, received_bytes);
	tcase_add_test(t, sent_bytes);
	tcase_add_test(t, a_quarter_that_stands_proves_for_all);
	return tap_run(t);
}
