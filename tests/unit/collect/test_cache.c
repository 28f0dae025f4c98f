/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one sample leaves for the next: Pss, users, owners, memory files. */
#include "collect/base/cache.h"

#include <stdlib.h>
#include <string.h>

#include "collect/base/cache_parts.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB ((uint64_t)1 << 20)

static struct collect_cache *c;
static struct process table[3];
static struct processes ps;
static struct sock socks[2];
static struct netns netns[1];
static struct snapshot snap;

static void setup(void)
{
	c = collect_cache_new(1);
	ck_assert_ptr_nonnull(c);
	for (int i = 0; i < 3; i++)
		table[i] = (struct process){ .pid = 10 + i,
					     .uid = 7,
					     .start_time = 100,
					     .rss_bytes = opt_u64(50 * MIB) };
	ps = (struct processes){ .v = table, .n = 3, .known = true };
	netns[0] = (struct netns){ .inode = 4026531840 };
	for (uint32_t i = 0; i < 2; i++)
		socks[i] = (struct sock){ .cookie = 50 + i,
					  .inode = 60 + i,
					  .proto = PROTO_UDP,
					  .family = 2 };
	snap = (struct snapshot){ .processes = ps,
				  .netns = { .v = netns, .n = 1 },
				  .socks = { .v = socks, .n = 2 } };
}

static void teardown(void)
{
	free(snap.owners.v);
	collect_cache_free(c);
}

/* All that is due is read, and kept. Returns how many. */
static size_t read_all(void)
{
	uint32_t due[3];
	bool now[3] = { false };
	size_t n;

	for (int i = 0; i < 3; i++)
		table[i].pss_bytes = (struct opt_u64){ 0 };
	cache_begin(c);
	n = cache_give_pss(c, &ps, due);
	for (size_t i = 0; i < n; i++) {
		table[due[i]].pss_bytes = opt_u64(40 * MIB);
		now[due[i]] = true;
	}
	ck_assert_int_eq(cache_keep_pss(c, &ps, now), 0);
	return n;
}

START_TEST(pss_is_read_again_where_rss_moved)
{
	ck_assert_uint_eq(read_all(), 3);
	ck_assert_uint_eq(read_all(), 0);
	ck_assert_uint_eq(table[1].pss_bytes.v, 40 * MIB);
	table[1].rss_bytes.v += MIB; /* less than a 16th */
	ck_assert_uint_eq(read_all(), 0);
	table[1].rss_bytes.v += 3 * MIB;
	ck_assert_uint_eq(read_all(), 1);
	ck_assert_uint_eq(read_all(), 0);
	table[2].start_time = 200; /* another process by now */
	ck_assert_uint_eq(read_all(), 1);
	c->pss[0].read_ms -= 30000;
	ck_assert_uint_eq(read_all(), 1);
}
END_TEST

START_TEST(giants_are_read_last_and_rarely)
{
	uint32_t due[3];

	table[0].rss_bytes = opt_u64(4096 * MIB);
	cache_begin(c);
	ck_assert_uint_eq(cache_give_pss(c, &ps, due), 3);
	ck_assert_uint_eq(due[2], 0);
	/* the first sample is complete, whatever it costs */
	ck_assert(cache_may_read_pss(c, 64 * 1024 * MIB));
	cache_begin(c);
	cache_give_pss(c, &ps, due);
	ck_assert(!cache_may_read_pss(c, 4096 * MIB));
	for (int i = 0; i < 3; i++)
		cache_give_pss(c, &ps, due);
	ck_assert(cache_may_read_pss(c, 4096 * MIB));
	ck_assert(!cache_may_read_pss(c, 4096 * MIB));
}
END_TEST

START_TEST(users_are_kept_for_a_while)
{
	uint32_t uid = 0;
	size_t at = 0;

	read_all();
	ck_assert(cache_uid(c, &table[1], &at, &uid));
	ck_assert_uint_eq(uid, 7);
	at = 0;
	table[1].start_time = 5;
	ck_assert(!cache_uid(c, &table[1], &at, &uid));
}
END_TEST

START_TEST(owners_are_kept_while_they_live)
{
	struct sock_owner owner = { .sock = 1, .pid = 11, .fd = 3 };

	cache_begin(c);
	ck_assert(cache_wants_owners(c, &snap));
	snap.owners = (struct sock_owners){ &owner, 1, 1 };
	socks[1].n_owners = 1;
	socks[1].via = VIA_FD;
	socks[0].via = VIA_KERNEL;
	cache_walk_begins(c);
	ck_assert_int_eq(cache_keep_owners(c, &snap), 0);
	snap.owners = (struct sock_owners){ 0 };
	for (int i = 0; i < 2; i++)
		socks[i].n_owners = socks[i].via = 0;
	ck_assert(!cache_wants_owners(c, &snap));
	ck_assert_int_eq(cache_give_owners(c, &snap), 0);
	ck_assert_uint_eq(snap.owners.n, 1);
	ck_assert_int_eq(snap.owners.v[0].pid, 11);
	ck_assert_int_eq(snap.owners.v[0].fd, 3);
	ck_assert_uint_eq(socks[1].n_owners, 1);
	ck_assert_uint_eq(socks[1].via, VIA_FD);
	ck_assert_uint_eq(socks[0].via, VIA_KERNEL);
	/* its pid is another process's by now */
	table[1].start_time = 101;
	snap.owners.n = 0;
	socks[1].n_owners = socks[1].via = 0;
	ck_assert_int_eq(cache_give_owners(c, &snap), 0);
	ck_assert_uint_eq(snap.owners.n, 0);
}
END_TEST

START_TEST(a_walk_is_due_for_sockets_that_stay)
{
	cache_begin(c);
	cache_walk_begins(c);
	ck_assert_int_eq(cache_keep_owners(c, &snap), 0);
	c->now_ms = c->walk.next_ms;
	socks[0].cookie = 99; /* it came, and may go */
	ck_assert(!cache_wants_owners(c, &snap));
	ck_assert(cache_wants_owners(c, &snap));
	c->now_ms--;
	ck_assert(!cache_wants_owners(c, &snap));
	socks[0].cookie = 50;
	c->now_ms += 60000;
	ck_assert(cache_wants_owners(c, &snap));
}
END_TEST

START_TEST(the_table_is_put_together_while_it_is_too_dear)
{
	static const pid_t before[] = { 2, 10, 11, 12 };
	static const pid_t later[] = { 2, 5, 11, 12, 40 };
	struct processes got = { 0 };
	pid_t new[1] = { 0 };

	read_all();
	table[2].cgroup = 3;
	cache_begin(c);
	ck_assert(cache_wants_table(c));
	cache_table_begins(c);
	cache_table_ends(c);
	c->table.next_ms = c->now_ms + 500;
	ck_assert(!cache_wants_table(c));
	ck_assert_int_eq(cache_keep_pids(c, before, 4, 1), 0);
	/* 10 ended; 5 and 40 began, and there is room for one of them */
	ck_assert_uint_eq(cache_new_pids(c, later, 5, new, 1), 2);
	ck_assert_int_eq(new[0], 5);
	c->now_ms += 300;
	ck_assert_int_eq(cache_give_table(c, later, 5, &got), 0);
	ck_assert_uint_eq(got.n, 2);
	ck_assert_int_eq(got.v[0].pid, 11);
	ck_assert_int_eq(got.v[1].pid, 12);
	ck_assert_uint_eq(got.v[1].rss_bytes.v, 50 * MIB);
	ck_assert_uint_eq(got.v[1].pss_bytes.v, 40 * MIB);
	ck_assert_uint_eq(got.v[1].cgroup, 0);
	ck_assert_uint_eq(got.kernel_threads, 1);
	ck_assert_uint_eq(got.age_ms, 300);
	processes_free(&got);
	c->now_ms += 200;
	ck_assert(cache_wants_table(c));
}
END_TEST

START_TEST(counts_of_fds_are_kept_for_samples_without_a_walk)
{
	uint32_t due[3];

	read_all();
	table[1].socket_fds = opt_u64(70);
	table[1].sockets_without_row = opt_u64(3);
	cache_keep_counts(c, &ps);
	table[1].socket_fds = table[1].sockets_without_row =
		(struct opt_u64){ 0 };
	cache_begin(c);
	cache_give_pss(c, &ps, due);
	ck_assert_uint_eq(table[1].socket_fds.v, 70);
	ck_assert_uint_eq(table[1].sockets_without_row.v, 3);
	ck_assert(!table[0].socket_fds.known);
}
END_TEST

START_TEST(work_is_due_once_its_cost_was_waited_for)
{
	struct pace p = { 0 };

	ck_assert(pace_due(&p, 5));
	pace_begin(&p);
	p.began_ns -= 10 * 1000000; /* it took 10 ms */
	pace_end(&p, 1000, 100);
	ck_assert_int_eq(p.done_ms, 1000);
	ck_assert(!pace_due(&p, 1999));
	ck_assert(p.next_ms >= 2000 && p.next_ms < 3000);
	ck_assert(pace_due(&p, p.next_ms));
}
END_TEST

START_TEST(dear_files_are_read_now_and_then)
{
	struct slab_cache slab = { .name = "dentry", .bytes = 7 };
	struct memory m = {
		.slabs = { .v = &slab, .n = 1, .cap = 1, .known = true }
	};
	struct memory again = { 0 };

	m.info.v[MEM_FREE] = opt_u64(1000 * MIB);
	cache_begin(c);
	ck_assert(cache_wants_memory(c, &m));
	ck_assert_int_eq(cache_keep_memory(c, &m), 0);
	for (int i = 0; i < 9; i++) {
		cache_begin(c);
		ck_assert(!cache_wants_memory(c, &m));
	}
	ck_assert_int_eq(cache_give_memory(c, &again), 0);
	ck_assert_uint_eq(again.slabs.n, 1);
	ck_assert_str_eq(again.slabs.v[0].name, "dentry");
	free(again.slabs.v);
	cache_begin(c);
	ck_assert(cache_wants_memory(c, &m));
	ck_assert_int_eq(cache_keep_memory(c, &m), 0);
	/* free memory moved much */
	m.info.v[MEM_FREE] = opt_u64(800 * MIB);
	cache_begin(c);
	ck_assert(!cache_wants_memory(c, &m));
	cache_begin(c);
	cache_begin(c);
	ck_assert(cache_wants_memory(c, &m));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cache");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, pss_is_read_again_where_rss_moved);
	tcase_add_test(t, giants_are_read_last_and_rarely);
	tcase_add_test(t, users_are_kept_for_a_while);
	tcase_add_test(t, owners_are_kept_while_they_live);
	tcase_add_test(t, a_walk_is_due_for_sockets_that_stay);
	tcase_add_test(t, the_table_is_put_together_while_it_is_too_dear);
	tcase_add_test(t, counts_of_fds_are_kept_for_samples_without_a_walk);
	tcase_add_test(t, work_is_due_once_its_cost_was_waited_for);
	tcase_add_test(t, dear_files_are_read_now_and_then);
	return tap_run(t);
}
