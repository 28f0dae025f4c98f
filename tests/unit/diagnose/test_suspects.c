/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets are looked at a second time, and finding the look again. */
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/queues/suspects.h"
#include "model/snapshot.h"
#include "tap.h"

#define KIB 1024U
#define N 600

static struct sock socks[N];
static uint32_t rank[N];
static struct snapshot snap = { .socks = { .v = socks } };
static struct account acct = { .sock_rank = rank };

/* UDP queues of these sizes, the largest first. */
static void queue(size_t n, uint32_t bytes, uint32_t rcvbuf, uint32_t drops)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = snap.socks.n++;

		socks[at] = (struct sock){ .proto = PROTO_UDP,
					   .family = 2,
					   .state = SOCK_CLOSE,
					   .inode = (uint32_t)at + 1,
					   .rqueue = bytes,
					   .has_mem = 1,
					   .has_drops = 1 };
		socks[at].mem.rmem_alloc = bytes;
		socks[at].mem.rcvbuf = rcvbuf;
		socks[at].mem.drops = drops;
		rank[at] = (uint32_t)at;
	}
}

static size_t suspects(size_t cap)
{
	uint32_t v[SUSPECTS_MAX];
	size_t n = suspects_of(&snap, &acct, v, cap);

	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(v[i], i);
	return n;
}

static void setup(void)
{
	snap.socks.n = 0;
}

START_TEST(a_healthy_machine_has_none)
{
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 0);
	queue(63, 64 * KIB, 1024 * KIB, 0);
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 0);
	queue(1, 64 * KIB, 1024 * KIB, 0); /* together 4 MiB */
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 64);
}
END_TEST

START_TEST(small_and_dropping)
{
	queue(7, 1280, 2304, 5);
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 0);
	queue(1, 1280, 2304, 5);
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 8);
	/* less than half full is nothing */
	queue(1, 1151, 2304, 5);
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), 8);
}
END_TEST

START_TEST(many_are_cut)
{
	queue(600, 64 * KIB, 64 * KIB, 0);
	ck_assert_uint_eq(suspects(SUSPECTS_MAX), SUSPECTS_MAX);
	ck_assert_uint_eq(suspects(3), 3);
}
END_TEST

START_TEST(probes_are_found_by_socket)
{
	struct probe v[3] = { { .sock = 2 }, { .sock = 7 }, { .sock = 90 } };
	struct probes l = { .v = v, .n = 3 };

	ck_assert_ptr_eq(probes_find(&l, 2), &v[0]);
	ck_assert_ptr_eq(probes_find(&l, 90), &v[2]);
	ck_assert_ptr_null(probes_find(&l, 3));
	l.n = 0;
	ck_assert_ptr_null(probes_find(&l, 2));
	ck_assert_str_eq(not_reading_name(READER_FROZEN), "frozen");
	ck_assert_ptr_null(not_reading_name(READER_UNKNOWN));
	ck_assert_ptr_null(not_reading_name(READER_N));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("suspects");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, a_healthy_machine_has_none);
	tcase_add_test(t, small_and_dropping);
	tcase_add_test(t, many_are_cut);
	tcase_add_test(t, probes_are_found_by_socket);
	return tap_run(t);
}
