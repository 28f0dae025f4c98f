/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is no socket's: what grows without a stop, and what seems to. */
#include "diagnose/diagnose.h"

#include <stdio.h>
#include <string.h>

#include "account/account.h"
#include "account/growth/rates.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

#define MIB ((uint64_t)1 << 20)
#define GIB (MIB * 1024)
#define EVERY_MS 2000

static struct rates rates;
static struct snapshot snap;
static struct account acct;
static struct findings found;
static struct process processes[2];
static struct slab_cache caches[2];
static uint32_t process_rank[2] = { 0, 1 };
static uint32_t slab_rank[2] = { 0, 1 };
static struct clocks now;
static uint64_t taken; /* of what is available */

static void setup(void)
{
	rates = (struct rates){ 0 };
	now = (struct clocks){ 9000000, 9000000, 1700000000000 };
	taken = 0;
	for (uint32_t i = 0; i < 2; i++) {
		processes[i] = (struct process){ .pid = (pid_t)(100 + i),
						 .start_time = 77,
						 .rss_bytes = opt_u64(MIB) };
		strcpy(processes[i].comm, "server");
		caches[i] = (struct slab_cache){ .bytes = MIB,
						 .objects = 9,
						 .object_bytes = 256 };
	}
	strcpy(caches[0].name, "kmalloc-256");
	strcpy(caches[1].name, "dentry");
	snap = (struct snapshot){
		.source = SOURCE_LIVE,
		.processes = { .v = processes, .n = 1, .known = true },
	};
	snap.memory.slabs =
		(struct slabs){ .v = caches, .n = 2, .known = true };
	acct = (struct account){ .process_rank = process_rank,
				 .slab_rank = slab_rank };
	acct.id.total = opt_u64(24 * GIB);
}

static void teardown(void)
{
	rates_free(&rates);
	findings_free(&found);
}

static void sample(void)
{
	now.mono_ms += EVERY_MS;
	now.boot_ms += EVERY_MS;
	now.wall_ms += EVERY_MS;
	acct.id.available = opt_u64(20 * GIB - taken);
	ck_assert_int_eq(rates_add(&rates, &now, &snap, &acct), 0);
}

/* The first process has so much, of it so much anonymous. */
static void process(uint64_t rss, uint64_t anon)
{
	processes[0].rss_bytes = opt_u64(rss);
	processes[0].pss_anon_bytes = opt_u64(anon);
}

/* The finding of that code now, copied; false where there is none. */
static bool judge(enum finding_code code, struct finding *ret)
{
	bool is = false;

	findings_free(&found);
	ck_assert_int_eq(diagnose_watched(&snap, &acct, &rates, &found), 0);
	for (size_t i = 0; i < found.n; i++) {
		if (found.v[i].code != code)
			continue;
		*ret = found.v[i];
		is = true;
	}
	return is;
}

static bool says(const struct finding *f, const char *words)
{
	for (size_t i = 0; i < f->evidence.n; i++)
		if (strstr(as_shown(f->evidence.v[i]), words))
			return true;
	return false;
}

/* Grows for so many samples by so much each. */
static void leak(unsigned samples, uint64_t each)
{
	for (unsigned i = 0; i < samples; i++) {
		taken += each;
		process(GIB + taken, GIB + taken);
		sample();
	}
}

START_TEST(a_leak_of_a_process)
{
	struct finding f;

	/* 8 MiB per second: after 512 s as much again three times is left */
	leak(250, 16 * MIB);
	ck_assert(!judge(F_PROCESS_ANON, &f));
	leak(20, 16 * MIB);
	ck_assert(judge(F_PROCESS_ANON, &f));
	ck_assert_int_eq(f.severity, SEV_CRITICAL);
	ck_assert_int_eq(f.confidence, CONF_MEDIUM);
	ck_assert_str_eq(f.subject.comm, "server");
	ck_assert_uint_eq(f.subject.n_pids, 1);
	ck_assert_int_eq(f.subject.pids[0], 100);
	ck_assert_int_eq(f.bytes.v, (int64_t)(GIB + 270 * 16 * MIB));
	ck_assert(says(&f, "it only grows: 8.0 MiB per second"));
	ck_assert(says(&f, "end of available memory is in 34 min"));
}
END_TEST

/* Whether a time to the end of memory is given of the first process. */
static bool has_eta(void)
{
	const struct rate *rate = rates_process(&rates, &snap, 100);

	return rate && rate->eta.known;
}

START_TEST(no_time_beside_ok_before_it_is_a_finding)
{
	struct finding f;

	leak(4, 16 * MIB);
	ck_assert(!has_eta()); /* four samples prove no slope */
	leak(26, 16 * MIB);
	ck_assert(has_eta());
	ck_assert(!judge(F_PROCESS_ANON, &f));
	diagnose_etas(&found, &rates);
	ck_assert(!has_eta());
	leak(240, 16 * MIB);
	ck_assert(judge(F_PROCESS_ANON, &f));
	diagnose_etas(&found, &rates);
	ck_assert(has_eta());
}
END_TEST

/* Beyond a day it contradicts nothing. */
START_TEST(a_time_of_days_stands_beside_ok)
{
	struct finding f;

	leak(200, MIB * 2 / 5); /* 20 GiB at 0.2 MiB a second: 28 h */
	ck_assert(has_eta());
	ck_assert(!judge(F_PROCESS_ANON, &f));
	diagnose_etas(&found, &rates);
	ck_assert(has_eta());
}
END_TEST

START_TEST(a_slow_leak_is_a_warning_after_an_hour)
{
	struct finding f;

	leak(1700, MIB);
	ck_assert(!judge(F_PROCESS_ANON, &f));
	leak(120, MIB);
	ck_assert(judge(F_PROCESS_ANON, &f));
	ck_assert_int_eq(f.severity, SEV_WARNING);
	/* 20 GiB at 64 KiB a second are more than a day */
	teardown();
	setup();
	leak(1900, 128 * 1024);
	ck_assert(!judge(F_PROCESS_ANON, &f));
}
END_TEST

START_TEST(workers_of_one_command_are_one_leak)
{
	struct finding f;

	snap.processes.n = 2;
	for (unsigned i = 0; i < 270; i++) {
		taken += 16 * MIB;
		process(GIB + taken / 2, GIB + taken / 2);
		processes[1].rss_bytes = processes[0].rss_bytes;
		processes[1].pss_anon_bytes = processes[0].pss_anon_bytes;
		sample();
	}
	ck_assert(judge(F_PROCESS_ANON, &f));
	ck_assert_uint_eq(f.subject.n_pids, 2);
	ck_assert(strstr(as_shown(f.title), "2 processes"));
	ck_assert(says(&f, "8.0 MiB per second"));
}
END_TEST

/* Grows fast at first, and ever slower. */
START_TEST(a_warming_cache_is_none)
{
	struct finding f;
	uint64_t left = 8 * GIB;

	for (unsigned i = 0; i < 1000; i++) {
		taken += left / 100;
		left -= left / 100;
		process(GIB + taken, GIB + taken);
		sample();
		ck_assert(!judge(F_PROCESS_ANON, &f));
	}
}
END_TEST

/* 20 MiB per second for three minutes; then it serves. */
START_TEST(a_start_is_none)
{
	struct finding f;

	for (unsigned i = 0; i < 300; i++) {
		leak(1, i < 90 ? 40 * MIB : 0);
		if (i % 10 == 0)
			ck_assert(!judge(F_PROCESS_ANON, &f));
	}
}
END_TEST

/* A compiler a minute, each grows to a GiB and ends. */
START_TEST(a_build_is_none)
{
	struct finding f;

	for (unsigned i = 0; i < 600; i++) {
		processes[0].pid = (pid_t)(100 + i / 30);
		taken = i % 30 * 34 * MIB;
		process(taken + MIB, taken + MIB);
		sample();
		if (i % 7 == 0)
			ck_assert(!judge(F_PROCESS_ANON, &f));
	}
}
END_TEST

START_TEST(a_sawtooth_is_none)
{
	struct finding f;

	for (unsigned i = 0; i < 1200; i++) {
		taken = i * 4 * MIB + i % 20 * 30 * MIB;
		process(GIB + taken, GIB + taken);
		sample();
		if (i % 7 == 0)
			ck_assert(!judge(F_PROCESS_ANON, &f));
	}
}
END_TEST

START_TEST(mapped_files_and_what_others_give_back_are_none)
{
	struct finding f;

	for (unsigned i = 0; i < 300; i++) {
		taken += 16 * MIB;
		process(GIB + taken, GIB);
		sample();
	}
	ck_assert(!judge(F_PROCESS_ANON, &f));
	/* it grows, and what is available does not fall */
	teardown();
	setup();
	for (unsigned i = 0; i < 300; i++) {
		process(GIB + i * 16 * MIB, GIB + i * 16 * MIB);
		sample();
	}
	ck_assert(!judge(F_PROCESS_ANON, &f));
	/* no Pss: nobody knows what it is */
	teardown();
	setup();
	for (unsigned i = 0; i < 300; i++) {
		taken += 16 * MIB;
		processes[0].rss_bytes = opt_u64(GIB + taken);
		sample();
	}
	ck_assert(!judge(F_PROCESS_ANON, &f));
}
END_TEST

/* Both caches grow; slabinfo is read each tenth time. */
static void slab(unsigned samples, uint64_t each)
{
	for (unsigned i = 0; i < samples; i++) {
		taken += each;
		if (i % 10 == 0)
			caches[0].bytes = caches[1].bytes = MIB + taken;
		acct.kernel.slab_unreclaimable = opt_i64((int64_t)taken);
		sample();
	}
}

START_TEST(a_slab_cache_that_leaks)
{
	struct finding f;
	size_t n = 0;

	slab(300, 16 * MIB);
	ck_assert(judge(F_SLAB_UNRECLAIMABLE, &f));
	ck_assert_str_eq(f.subject.cache, "kmalloc-256");
	/* an hour, or more: steps make a range */
	ck_assert_int_ge(f.severity, SEV_WARNING);
	ck_assert(says(&f, "it only grows"));
	for (size_t i = 0; i < found.n; i++) {
		ck_assert_str_ne(found.v[i].subject.cache, "dentry");
		n += found.v[i].code == F_SLAB_UNRECLAIMABLE;
	}
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(reclaimable_slab_is_none)
{
	struct finding f;

	caches[0].reclaimable = opt_u64(1);
	for (unsigned i = 0; i < 300; i++) {
		taken += 8 * MIB;
		caches[0].bytes = caches[1].bytes = MIB + taken;
		acct.kernel.slab_reclaimable = opt_i64((int64_t)taken);
		sample();
	}
	ck_assert(!judge(F_SLAB_UNRECLAIMABLE, &f));
	ck_assert(!judge(F_SLAB_RECLAIMABLE, &f));
}
END_TEST

START_TEST(what_no_counter_names_leaks)
{
	struct finding f;

	for (unsigned i = 0; i < 300; i++) {
		taken += 16 * MIB;
		acct.kernel.unaccounted = opt_i64((int64_t)taken);
		acct.id.error = opt_u64(2 * GIB);
		sample();
	}
	ck_assert(judge(F_UNACCOUNTED, &f));
	ck_assert(says(&f, "it only grows: 8.0 MiB per second"));
	/* what the counters are apart may be as much */
	acct.id.error = opt_u64(5 * GIB);
	ck_assert(!judge(F_UNACCOUNTED, &f) || !says(&f, "it only grows"));
	/* sockets take as much: it is theirs */
	teardown();
	setup();
	for (unsigned i = 0; i < 300; i++) {
		taken += 16 * MIB;
		acct.kernel.unaccounted = opt_i64((int64_t)taken);
		acct.proto[PROTO_UDP].used = opt_u64(taken);
		sample();
	}
	ck_assert(!judge(F_UNACCOUNTED, &f) || !says(&f, "it only grows"));
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("growth");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_leak_of_a_process);
	tcase_add_test(tc, no_time_beside_ok_before_it_is_a_finding);
	tcase_add_test(tc, a_time_of_days_stands_beside_ok);
	tcase_add_test(tc, a_slow_leak_is_a_warning_after_an_hour);
	tcase_add_test(tc, workers_of_one_command_are_one_leak);
	tcase_add_test(tc, a_warming_cache_is_none);
	tcase_add_test(tc, a_start_is_none);
	tcase_add_test(tc, a_build_is_none);
	tcase_add_test(tc, a_sawtooth_is_none);
	tcase_add_test(tc, mapped_files_and_what_others_give_back_are_none);
	tcase_add_test(tc, a_slab_cache_that_leaks);
	tcase_add_test(tc, reclaimable_slab_is_none);
	tcase_add_test(tc, what_no_counter_names_leaks);
	return tap_run(tc);
}
