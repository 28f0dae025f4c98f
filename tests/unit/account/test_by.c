/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets summed by a key. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "account/sockets/by.h"
#include "model/snapshot.h"
#include "tap.h"

/*
 * Four sockets: a UDP one that two processes of one program share (one of them
 * has it twice), a TCP one of a third process in another namespace, an orphan,
 * and a UNIX one.
 */
static struct sock socks[] = {
	{ .proto = PROTO_UDP,
	  .family = AF_INET6,
	  .sport = 5353,
	  .has_mem = 1,
	  .rqueue = 1000,
	  .mem.drops = 3,
	  .first_owner = 0,
	  .n_owners = 3 },
	{ .proto = PROTO_TCP,
	  .family = AF_INET,
	  .sport = 80,
	  .has_mem = 1,
	  .mem.rmem_alloc = 5000,
	  .netns = 1,
	  .first_owner = 3,
	  .n_owners = 1,
	  .cgroup_id = 44 },
	{ .proto = PROTO_TCP,
	  .family = AF_INET,
	  .sport = 80,
	  .has_mem = 1,
	  .mem.wmem_queued = 200,
	  .cgroup_id = 44 },
	{ .proto = PROTO_UNIX,
	  .family = AF_UNIX,
	  .has_mem = 1,
	  .mem.wmem_alloc = 10,
	  .netns = 7 },
};
static struct sock_owner owners[] = {
	{ 0, 10, 4 }, { 0, 10, 5 }, { 0, 11, 4 }, { 1, 12, 9 }
};
static struct process processes[] = {
	{ .pid = 10, .comm = "push", .cgroup = 2 },
	{ .pid = 11, .comm = "push" },
	{ .pid = 12, .comm = "" },
};
static struct netns netns[] = { { .name = "host", .inode = 1 },
				{ .inode = 4026532001 } };
static struct snapshot snap;
static struct by_sum sum;

static void setup(void)
{
	snap = (struct snapshot){ .socks = { .v = socks, .n = 4 },
				  .owners = { owners, 4, 4 },
				  .netns = { netns, 2, 2 } };
	snap.processes = (struct processes){ .v = processes, .n = 3 };
	ck_assert_int_eq(snapshot_add_cgroup(&snap, 44, "/made/it"), 0);
	ck_assert_int_eq(snapshot_add_cgroup(&snap, 0, "/a/docker-1.scope"), 0);
	ck_assert_int_eq(snapshot_add_string(&snap, "docker-1",
					     &snap.cgroups.v[1].name),
			 0);
}

static void teardown(void)
{
	by_free(&sum);
	free(snap.cgroups.v);
	buf_free(&snap.strings);
}

/* Row i is that one; key NULL: not known. */
static void row(size_t i, const char *key, uint32_t sockets, uint64_t held,
		uint64_t drops)
{
	ck_assert_uint_lt(i, sum.n);
	if (key)
		ck_assert_str_eq(by_key(&sum, &sum.v[i]), key);
	else
		ck_assert_ptr_null(by_key(&sum, &sum.v[i]));
	ck_assert_uint_eq(sum.v[i].sockets, sockets);
	ck_assert_uint_eq(sum.v[i].held_bytes, held);
	ck_assert_uint_eq(sum.v[i].drops, drops);
}

START_TEST(by_process)
{
	ck_assert_int_eq(account_by(&snap, BY_PROCESS, &sum), 0);
	ck_assert_uint_eq(sum.n, 4);
	row(0, "12", 1, 5000, 0);
	row(1, "10 push", 1, 1000, 3);
	row(2, "11 push", 1, 1000, 3);
	row(3, NULL, 2, 210, 0);
	ck_assert_str_eq(by_name(sum.by), "process");
}
END_TEST

START_TEST(by_command_once_for_each)
{
	ck_assert_int_eq(account_by(&snap, BY_COMMAND, &sum), 0);
	ck_assert_uint_eq(sum.n, 2);
	/* no comm and no process are both not known */
	row(0, NULL, 3, 5210, 0);
	row(1, "push", 1, 1000, 3);
}
END_TEST

START_TEST(by_cgroup_of_owner_else_creator)
{
	ck_assert_int_eq(account_by(&snap, BY_CGROUP, &sum), 0);
	ck_assert_uint_eq(sum.n, 3);
	row(0, "/made/it", 2, 5200, 0);
	row(1, "docker-1", 1, 1000, 3);
	row(2, NULL, 1, 10, 0);
}
END_TEST

START_TEST(by_netns)
{
	ck_assert_int_eq(account_by(&snap, BY_NETNS, &sum), 0);
	ck_assert_uint_eq(sum.n, 3);
	row(0, "4026532001", 1, 5000, 0);
	row(1, "host", 2, 1200, 3);
	row(2, NULL, 1, 10, 0);
}
END_TEST

START_TEST(by_port)
{
	ck_assert_int_eq(account_by(&snap, BY_PORT, &sum), 0);
	ck_assert_uint_eq(sum.n, 3);
	row(0, "tcp/80", 2, 5200, 0);
	row(1, "udp/5353", 1, 1000, 3);
	row(2, "unix", 1, 10, 0);
}
END_TEST

/* Each socket has its row: also those of nobody known, and shared ones. */
START_TEST(each_socket_has_its_row)
{
	static const bool of_process[4][4] = { /* rows as in by_process */
					       { 0, 1, 0, 0 },
					       { 1, 0, 0, 0 },
					       { 1, 0, 0, 0 },
					       { 0, 0, 1, 1 }
	};
	static const bool of_cgroup[3][4] = { { 0, 1, 1, 0 },
					      { 1, 0, 0, 0 },
					      { 0, 0, 0, 1 } };

	ck_assert_int_eq(account_by(&snap, BY_PROCESS, &sum), 0);
	for (uint32_t r = 0; r < 4; r++)
		for (uint32_t s = 0; s < 4; s++)
			ck_assert_int_eq(by_has_sock(&sum, &sum.v[r], s),
					 of_process[r][s]);
	ck_assert_int_eq(sum.v[1].pid, 10);
	ck_assert_int_eq(sum.v[3].pid, 0);
	by_free(&sum);
	ck_assert_int_eq(account_by(&snap, BY_CGROUP, &sum), 0);
	for (uint32_t r = 0; r < 3; r++)
		for (uint32_t s = 0; s < 4; s++)
			ck_assert_int_eq(by_has_sock(&sum, &sum.v[r], s),
					 of_cgroup[r][s]);
}
END_TEST

START_TEST(nothing)
{
	snap.socks.n = 0;
	for (int by = 0; by < BY_N; by++) {
		ck_assert_int_eq(account_by(&snap, (enum by)by, &sum), 0);
		ck_assert_uint_eq(sum.n, 0);
		by_free(&sum);
	}
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("by");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, by_process);
	tcase_add_test(c, by_command_once_for_each);
	tcase_add_test(c, by_cgroup_of_owner_else_creator);
	tcase_add_test(c, by_netns);
	tcase_add_test(c, by_port);
	tcase_add_test(c, each_socket_has_its_row);
	tcase_add_test(c, nothing);
	return tap_run(c);
}
