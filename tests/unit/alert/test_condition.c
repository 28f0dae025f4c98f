/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is judged: findings, thresholds, growth, less what is silenced. */
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "alert/condition.h"
#include "alert/growth.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

#define MIB ((int64_t)1 << 20)
#define MINUTE 60000ULL

static struct snapshot snap;
static struct account acct;
static struct finding rows[4];
static struct findings findings = { .v = rows };
static struct condition_rules rules;
static struct alert_state past;
static struct conditions c;

static void setup(void)
{
	memset(&snap, 0, sizeof(snap));
	memset(&acct, 0, sizeof(acct));
	memset(&rules, 0, sizeof(rules));
	memset(&past, 0, sizeof(past));
	acct.id.total = opt_u64(1000 * (uint64_t)MIB);
	acct.id.kernel = opt_i64(200 * MIB);
	acct.id.available = opt_u64(600 * (uint64_t)MIB);
	snap.protocols.v[PROTO_UDP].dumped = true;
	snap.protocols.v[PROTO_TCP].dumped = true;
	findings.n = 0;
}

static void teardown(void)
{
	conditions_free(&c);
}

static struct finding *finding(enum finding_code code, const char *comm)
{
	struct finding *f = &rows[findings.n++];

	*f = (struct finding){ .code = code, .severity = SEV_WARNING };
	f->title = (char *)(uintptr_t) "title";
	strcpy(f->subject.comm, comm);
	return f;
}

static void ignore(const char *what)
{
	strcpy(rules.ignores.v[rules.ignores.n++], what);
}

static void set(struct thresholds *t, const char *list)
{
	ck_assert_int_eq(thresholds_parse(span_of(list, strlen(list)), t), 0);
}

static void make(void)
{
	conditions_free(&c);
	ck_assert_int_eq(
		conditions_make(&snap, &acct, &findings, &rules, &past, &c), 0);
}

START_TEST(a_key_is_the_code_and_who_holds_it)
{
	static char path[] = "/kubepods/x";

	finding(F_UDP_UNREAD, "a b\n");
	finding(F_CGROUP_LIMIT, "java")->subject.cgroup = path;
	strcpy(finding(F_SLAB_UNRECLAIMABLE, "")->subject.cache, "kmalloc-1k");
	finding(F_UNACCOUNTED, "");
	make();
	ck_assert_uint_eq(c.n, 4);
	ck_assert_str_eq(c.v[0].key, "udp-unread:a b\\x0a");
	ck_assert_str_eq(c.v[1].key, "cgroup-limit:/kubepods/x");
	ck_assert_str_eq(c.v[2].key, "slab-unreclaimable:kmalloc-1k");
	ck_assert_str_eq(c.v[3].key, "unaccounted");
	ck_assert(!c.blind && !c.unjudged);
}
END_TEST

START_TEST(healthy_is_no_condition)
{
	finding(F_HEALTHY, "")->severity = SEV_OK;
	make();
	ck_assert_uint_eq(c.n, 0);
}
END_TEST

START_TEST(what_is_silenced_is_left_out)
{
	finding(F_PACKET_RING, "tcpdump");
	finding(F_PACKET_RING, "tcpdump2");
	finding(F_UDP_UNREAD, "tcpdump");
	ignore("packet-ring:tcpdump");
	make();
	ck_assert_uint_eq(c.n, 2);
	ck_assert_str_eq(c.v[0].key, "packet-ring:tcpdump2");
	ignore("packet-ring");
	make();
	ck_assert_uint_eq(c.n, 1);
	ck_assert_str_eq(c.v[0].key, "udp-unread:tcpdump");
	ck_assert(ignores_match(&rules.ignores, "packet-ring"));
	ck_assert(!ignores_match(&rules.ignores, "packet-ringer"));
}
END_TEST

START_TEST(a_threshold_is_a_condition)
{
	set(&rules.warn, "kernel=15%");
	set(&rules.crit, "kernel=30%,available=650M");
	make();
	ck_assert_uint_eq(c.n, 2);
	ck_assert_str_eq(c.v[0].key, "threshold-kernel");
	ck_assert_int_eq(c.v[0].finding->severity, SEV_WARNING);
	ck_assert_str_eq(as_shown(c.v[0].finding->title),
			 "kernel memory is 200.0 MiB, beyond the threshold "
			 "(at most 150.0 MiB)");
	ck_assert_str_eq(c.v[1].key, "threshold-available");
	ck_assert_int_eq(c.v[1].finding->severity, SEV_CRITICAL);
	ck_assert_str_eq(as_shown(c.v[1].finding->title),
			 "available memory is 600.0 MiB, beyond the threshold "
			 "(at least 650.0 MiB)");
	ignore("threshold-kernel");
	make();
	ck_assert_uint_eq(c.n, 1);
}
END_TEST

START_TEST(the_largest_holder_is_named)
{
	struct process p = { .pid = 7, .comm = "push" };
	struct holder h = { .pid = 7, .held_bytes = 100 * (uint64_t)MIB };

	snap.processes.v = &p;
	snap.processes.n = 1;
	acct.holders = &h;
	acct.n_holders = 1;
	set(&rules.warn, "holder=64M");
	make();
	ck_assert_uint_eq(c.n, 1);
	ck_assert_str_eq(c.v[0].key, "threshold-holder:push");
	ck_assert_int_eq(c.v[0].finding->subject.pids[0], 7);
}
END_TEST

START_TEST(a_threshold_of_the_unknown_is_told)
{
	set(&rules.warn, "udp=80%");
	make();
	ck_assert(c.unjudged);
	ck_assert_uint_eq(c.n, 0);
	acct.id.kernel.known = false;
	make();
	ck_assert(c.blind);
}
END_TEST

/* n samples, five minutes apart, each step bytes more. */
static void samples(size_t n, int64_t step)
{
	for (size_t i = 0; i < n; i++) {
		struct alert_sample s = { .time_ms = (i + 1) * 5 * MINUTE };

		s.v[TREND_KERNEL] =
			opt_i64(100 * MIB + (int64_t)i * step * MIB);
		s.v[TREND_UDP] = s.v[TREND_KERNEL];
		samples_push(&past, "boot", &s);
	}
}

START_TEST(growth_needs_enough_samples)
{
	rules.grow_bytes_hour = 100 * (uint64_t)MIB;
	samples(4, 10);
	make();
	ck_assert_uint_eq(c.n, 0);
	past.n_samples = 0;
	samples(5, 10);
	make();
	ck_assert_uint_eq(c.n, 1);
	ck_assert_str_eq(c.v[0].key, "growth-kernel");
	ck_assert_int_eq(c.v[0].finding->severity, SEV_WARNING);
	ck_assert_str_eq(as_shown(c.v[0].finding->title),
			 "kernel memory grows by 120.0 MiB per hour");
	/* UDP's is its evidence, and no condition of its own */
	ck_assert_str_eq(as_shown(c.v[0].finding->evidence.v[1]),
			 "UDP memory grows by 120.0 MiB per hour");
}
END_TEST

START_TEST(growth_is_judged_by_its_rate)
{
	rules.grow_bytes_hour = 100 * (uint64_t)MIB;
	samples(20, 5); /* 60 an hour: half of it, and more */
	make();
	ck_assert_int_eq(c.v[0].finding->severity, SEV_NOTICE);
	past.n_samples = 0;
	samples(20, 4); /* 48 */
	make();
	ck_assert_uint_eq(c.n, 0);
	past.n_samples = 0;
	samples(20, -10);
	make();
	ck_assert_uint_eq(c.n, 0);
	rules.grow_bytes_hour = 0;
	past.n_samples = 0;
	samples(20, 100);
	make();
	ck_assert_uint_eq(c.n, 0);
}
END_TEST

START_TEST(one_step_is_no_growth)
{
	rules.grow_bytes_hour = 1;
	samples(10, 0);
	past.samples[9].v[TREND_KERNEL] = opt_i64(900 * MIB);
	make();
	ck_assert_uint_eq(c.n, 0);
}
END_TEST

START_TEST(samples_in_a_minute_are_no_growth)
{
	rules.grow_bytes_hour = 1;
	samples(10, 10);
	for (size_t i = 0; i < 10; i++)
		past.samples[i].time_ms = i * 1000 + 1;
	make();
	ck_assert_uint_eq(c.n, 0);
}
END_TEST

START_TEST(samples_are_bounded_and_of_one_boot)
{
	struct alert_sample s = { .time_ms = 1 };

	samples(200, 1);
	ck_assert_uint_eq(past.n_samples, ALERT_SAMPLES_MAX);
	ck_assert_uint_eq(past.samples[0].time_ms,
			  (200 - ALERT_SAMPLES_MAX + 1) * 5 * MINUTE);
	/* a clock set back */
	samples_push(&past, "boot", &s);
	ck_assert_uint_eq(past.n_samples, 1);
	samples(200, 1);
	s.time_ms = 300 * 5 * MINUTE;
	samples_push(&past, "other", &s);
	ck_assert_uint_eq(past.n_samples, 1);
	ck_assert_str_eq(past.boot_id, "other");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("condition");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_key_is_the_code_and_who_holds_it);
	tcase_add_test(tc, healthy_is_no_condition);
	tcase_add_test(tc, what_is_silenced_is_left_out);
	tcase_add_test(tc, a_threshold_is_a_condition);
	tcase_add_test(tc, the_largest_holder_is_named);
	tcase_add_test(tc, a_threshold_of_the_unknown_is_told);
	tcase_add_test(tc, growth_needs_enough_samples);
	tcase_add_test(tc, growth_is_judged_by_its_rate);
	tcase_add_test(tc, one_step_is_no_growth);
	tcase_add_test(tc, samples_in_a_minute_are_no_growth);
	tcase_add_test(tc, samples_are_bounded_and_of_one_boot);
	return tap_run(tc);
}
