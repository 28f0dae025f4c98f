/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of a machine that leaks, is suspended, set its clock, rebooted. */
#include "account/growth/rates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "tap.h"

#define KIB ((uint64_t)1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

static struct rates rates;
static struct snapshot snap;
static struct account acct;
static struct sock socks[2];
static struct sock_owner owners[2];
static struct process processes[1];
static struct netns netns[1];
static struct holder holders[1];
static uint32_t sock_rank[2] = { 0, 1 };
static uint32_t process_rank[1];
static uint32_t partner[2] = { NO_SOCK, NO_SOCK };
static struct clocks now;

static void setup(void)
{
	rates = (struct rates){ 0 };
	now = (struct clocks){ 1000000, 2000000, 1700000000000 };
	netns[0] = (struct netns){ .inode = 4026531840, .initial = true };
	processes[0] = (struct process){ .pid = 8570,
					 .comm = "friend_push",
					 .start_time = 77,
					 .rss_bytes = opt_u64(10 * MIB) };
	for (uint32_t i = 0; i < 2; i++) {
		socks[i] = (struct sock){ .cookie = 1001 + i,
					  .inode = 5 + i,
					  .proto = PROTO_UDP,
					  .family = 2,
					  .state = SOCK_CLOSE,
					  .has_mem = 1,
					  .has_drops = 1,
					  .via = VIA_FD,
					  .n_owners = 1,
					  .first_owner = i };
		socks[i].mem.rcvbuf = (uint32_t)(512 * MIB);
		owners[i] = (struct sock_owner){ .sock = i, .pid = 8570 };
	}
	snap = (struct snapshot){
		.source = SOURCE_LIVE,
		.processes = { .v = processes, .n = 1, .known = true },
		.netns = { .v = netns, .n = 1 },
		.socks = { .v = socks, .n = 1 },
		.owners = { .v = owners, .n = 1 },
		.owners_looked_for = true,
	};
	strcpy(snap.host.boot_id, "boot-one");
	holders[0] = (struct holder){ .pid = 8570, .sockets = 1 };
	acct = (struct account){ .holders = holders,
				 .n_holders = 1,
				 .sock_rank = sock_rank,
				 .process_rank = process_rank,
				 .partner = partner };
	acct.id.total = opt_u64(24 * GIB);
	acct.id.available = opt_u64(20 * GIB);
	acct.id.kernel = opt_i64((int64_t)GIB);
	acct.proto[PROTO_UDP].limit = opt_u64(2 * GIB);
}

static void teardown(void)
{
	rates_free(&rates);
}

/* The queue holds so much; a sample so many ms after the one before. */
static void sample(int64_t ms, uint64_t held)
{
	now.mono_ms += ms;
	now.boot_ms += ms;
	now.wall_ms += ms;
	socks[0].rqueue = socks[0].mem.rmem_alloc = (uint32_t)held;
	holders[0].held_bytes = held;
	acct.proto[PROTO_UDP].used = opt_u64(held);
	acct.proto[PROTO_UDP].effective = opt_u64(held);
	ck_assert_int_eq(rates_add(&rates, &now, &snap, &acct), 0);
}

static const struct rate *holder(void)
{
	return rates_holder(&rates, &snap, 8570);
}

static void leak(unsigned samples)
{
	for (unsigned i = 0; i < samples; i++)
		sample(2000, (10 + i) * MIB);
}

START_TEST(one_sample_has_no_rate)
{
	sample(0, MIB);
	ck_assert_uint_eq(rates.samples, 1);
	ck_assert(holder() && !holder()->known && !holder()->slope.known);
	ck_assert(!rates_probe(&rates, &snap, 0, &(struct probe){ 0 }));
	ck_assert_ptr_null(rates_term(&rates, PART_CACHE));
	ck_assert_int_eq(rate_value(rates_term(&rates, PART_KERNEL)), GIB);
}
END_TEST

START_TEST(a_leak_grows_and_reaches_its_limit)
{
	const struct rate *r;

	leak(5);
	r = holder();
	ck_assert(slope_is_leak(&r->slope) && !r->read);
	ck_assert(r->per_second > 524287 && r->per_second < 524289);
	ck_assert_str_eq(r->comm, "friend_push");
	/* 2 GiB - 14 MiB at half a MiB a second */
	r = rates_proto(&rates, PROTO_UDP);
	ck_assert(r->eta.known);
	ck_assert_str_eq(r->eta_to, "udp_mem");
	ck_assert(r->eta.low_seconds > 4060 && r->eta.high_seconds < 4070);
	r = rates_sock(&rates, &snap, 0);
	ck_assert_str_eq(r->eta_to, "rcvbuf");
	ck_assert(r->eta.low_seconds > 990 && r->eta.high_seconds < 1000);
}
END_TEST

START_TEST(what_has_no_name_has_a_rate)
{
	const struct rate *r;

	for (unsigned i = 0; i < 5; i++) {
		acct.kernel.unaccounted = opt_i64((int64_t)((100 + i) * MIB));
		sample(2000, MIB);
	}
	r = rates_term(&rates, PART_UNACCOUNTED);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(rate_value(r), 104 * MIB);
	ck_assert(r->per_second > 524287 && r->per_second < 524289);
	ck_assert(slope_is_leak(&r->slope));
}
END_TEST

START_TEST(a_full_buffer_reaches_no_protocol_limit)
{
	socks[0].mem.rcvbuf = 16 * MIB;
	leak(5);
	ck_assert(slope_is_leak(&holder()->slope));
	ck_assert(!holder()->eta.known);
	/* unless sockets come to it */
	holders[0].sockets = 2;
	sample(2000, 15 * MIB);
	ck_assert(holder()->eta.known);
}
END_TEST

START_TEST(nothing_is_foretold_far_beyond_what_was_seen)
{
	acct.proto[PROTO_UDP].limit = opt_u64(2000 * GIB);
	acct.id.available = (struct opt_u64){ 0 };
	leak(5); /* eight seconds bear 8000 */
	ck_assert(slope_is_leak(&rates_proto(&rates, PROTO_UDP)->slope));
	ck_assert(!rates_proto(&rates, PROTO_UDP)->eta.known);
}
END_TEST

START_TEST(a_reader_is_seen_by_the_deficit)
{
	struct probe probe;

	leak(5);
	ck_assert(!rates_sock(&rates, &snap, 0)->read);
	/* rmem_alloc is ahead of Recv-Q by what a reader took */
	sample(2000, 20 * MIB);
	socks[0].mem.rmem_alloc += 832;
	now.mono_ms += 2000;
	ck_assert_int_eq(rates_add(&rates, &now, &snap, &acct), 0);
	ck_assert(rates_sock(&rates, &snap, 0)->read && holder()->read);
	ck_assert(rates_probe(&rates, &snap, 0, &probe));
	ck_assert(probe.before && probe.read_since && probe.seen);
	ck_assert_uint_eq(probe.rmem_alloc, 20 * MIB);
	/* it is remembered, but not for ever */
	for (int i = 0; i < 61; i++) {
		now.mono_ms += 2000;
		ck_assert_int_eq(rates_add(&rates, &now, &snap, &acct), 0);
	}
	ck_assert(!rates_sock(&rates, &snap, 0)->read);
}
END_TEST

START_TEST(a_fall_between_two_kept_points_counts)
{
	for (unsigned i = 0; i < 200; i++)
		sample(100, (10 + i) * MIB);
	ck_assert_uint_le(holder()->n, RATE_POINTS);
	ck_assert(rate_span_ms(holder()) > 9000);
	ck_assert(slope_is_leak(&holder()->slope));
	sample(100, 209 * MIB - 1);
	for (unsigned i = 0; i < 4; i++)
		sample(100, (211 + i) * MIB);
	ck_assert(!slope_is_leak(&holder()->slope));
}
END_TEST

START_TEST(a_pid_used_again_is_another_process)
{
	leak(6);
	processes[0].start_time = 99;
	sample(2000, 30 * MIB);
	ck_assert(!holder()->known && !holder()->slope.known);
}
END_TEST

START_TEST(an_old_table_gives_no_point)
{
	const struct rate *rate;

	leak(3);
	rate = rates_process(&rates, &snap, 8570);
	ck_assert_uint_eq(rate->n, 3);
	snap.processes.age_ms = 2000;
	sample(2000, 13 * MIB);
	ck_assert_ptr_eq(rates_process(&rates, &snap, 8570), rate);
	ck_assert_uint_eq(rate->n, 3);
	/* the next reading is two intervals after the one before */
	snap.processes.age_ms = 0;
	processes[0].rss_bytes.v += 8 * MIB;
	sample(2000, 14 * MIB);
	ck_assert_uint_eq(rate->n, 4);
	ck_assert(rate->known && rate->per_second == 2.0 * (double)MIB);
}
END_TEST

START_TEST(an_orphan_keeps_its_last_owner)
{
	leak(3);
	socks[0].n_owners = 0;
	socks[0].inode = 0;
	socks[0].via = VIA_ORPHAN;
	snap.owners.n = 0;
	acct.n_holders = 0;
	sample(2000, 13 * MIB);
	ck_assert_ptr_null(holder());
	ck_assert_int_eq(rates_sock(&rates, &snap, 0)->pid, 8570);
	ck_assert_str_eq(rates_sock(&rates, &snap, 0)->comm, "friend_push");
	/* and is forgotten with the socket */
	snap.socks.n = 0;
	sample(2000, 0);
	snap.socks.n = 1;
	ck_assert_ptr_null(rates_sock(&rates, &snap, 0));
}
END_TEST

START_TEST(clocks_that_jump)
{
	leak(5);
	ck_assert_int_eq(rates.clock_step_ms, 0);
	now.wall_ms -= 3600000;
	sample(2000, 15 * MIB);
	ck_assert_int_eq(rates.clock_step_ms, -3600000);
	ck_assert_int_eq(rates.suspended_ms, 0);
	ck_assert(slope_is_leak(&holder()->slope));
	now.wall_ms += 60000;
	now.boot_ms += 60000;
	sample(2000, 16 * MIB);
	ck_assert_int_eq(rates.clock_step_ms, 0);
	ck_assert_int_eq(rates.suspended_ms, 60000);
	ck_assert(holder()->per_second > 524287 &&
		  holder()->per_second < 524289);
	sample(2000, 17 * MIB);
	ck_assert_int_eq(rates.suspended_ms, 0);
}
END_TEST

START_TEST(a_new_boot_begins_anew)
{
	leak(6);
	strcpy(snap.host.boot_id, "boot-two");
	sample(2000, 20 * MIB);
	ck_assert(rates.restarted);
	ck_assert_uint_eq(rates.samples, 1);
	ck_assert(!holder()->known && !holder()->slope.known);
	sample(2000, 21 * MIB);
	ck_assert(!rates.restarted && holder()->known);
	/* time that runs backwards: another recording, or another machine */
	sample(-50000, 22 * MIB);
	ck_assert(rates.restarted && !holder()->known);
}
END_TEST

START_TEST(a_growing_queue_is_a_finding)
{
	struct findings f = { 0 };

	socks[0].mem.rcvbuf = UINT32_MAX;
	acct.proto[PROTO_UDP].limit = opt_u64(GIB);
	leak(6);
	ck_assert_int_eq(diagnose(&snap, &acct, &f), 0);
	ck_assert_int_eq(f.v[0].code, F_HEALTHY);
	findings_free(&f);
	/* 1 GiB at half a MiB a second: within the hour */
	ck_assert_int_eq(diagnose_watched(&snap, &acct, &rates, &f), 0);
	ck_assert_int_eq(f.v[0].code, F_UDP_UNREAD);
	ck_assert_int_eq(f.v[0].severity, SEV_CRITICAL);
	ck_assert_int_eq(f.v[0].subject.pids[0], 8570);
	ck_assert_ptr_nonnull(strstr(f.v[0].evidence.v[0], "only grows"));
	ck_assert_ptr_nonnull(strstr(f.v[0].evidence.v[1], "udp_mem"));
	findings_free(&f);
	/* within the day */
	acct.proto[PROTO_UDP].limit = opt_u64(3 * GIB);
	sample(2000, 16 * MIB);
	ck_assert_int_eq(diagnose_watched(&snap, &acct, &rates, &f), 0);
	ck_assert_int_eq(f.v[0].severity, SEV_WARNING);
	findings_free(&f);
	/* and no finding where somebody reads it */
	sample(2000, 17 * MIB);
	socks[0].rqueue -= 4096;
	now.mono_ms += 2000;
	ck_assert_int_eq(rates_add(&rates, &now, &snap, &acct), 0);
	ck_assert_int_eq(diagnose_watched(&snap, &acct, &rates, &f), 0);
	ck_assert_int_eq(f.v[0].code, F_HEALTHY);
	findings_free(&f);
}
END_TEST

START_TEST(the_sample_before_is_a_probe)
{
	struct probe probe;
	struct sock first;

	leak(2);
	socks[0].mem.drops = 5;
	sample(2000, 30 * MIB);
	ck_assert(rates_probe(&rates, &snap, 0, &probe));
	ck_assert_uint_eq(probe.after_ms, 2000);
	ck_assert_uint_eq(probe.rqueue, 11 * MIB);
	probe_in_order(&socks[0], &probe, &first, &probe);
	ck_assert_uint_eq(first.rqueue, 11 * MIB);
	ck_assert_uint_eq(probe.rqueue, 30 * MIB);
	ck_assert_uint_eq(probe.drops, 5);
	ck_assert_uint_eq(first.mem.drops, 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("rates");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, one_sample_has_no_rate);
	tcase_add_test(t, a_leak_grows_and_reaches_its_limit);
	tcase_add_test(t, what_has_no_name_has_a_rate);
	tcase_add_test(t, a_full_buffer_reaches_no_protocol_limit);
	tcase_add_test(t, nothing_is_foretold_far_beyond_what_was_seen);
	tcase_add_test(t, a_reader_is_seen_by_the_deficit);
	tcase_add_test(t, a_fall_between_two_kept_points_counts);
	tcase_add_test(t, a_pid_used_again_is_another_process);
	tcase_add_test(t, an_old_table_gives_no_point);
	tcase_add_test(t, an_orphan_keeps_its_last_owner);
	tcase_add_test(t, clocks_that_jump);
	tcase_add_test(t, a_new_boot_begins_anew);
	tcase_add_test(t, a_growing_queue_is_a_finding);
	tcase_add_test(t, the_sample_before_is_a_probe);
	return tap_run(t);
}
