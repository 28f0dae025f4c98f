/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was not seen of a machine, and that no figure hides it. */
#include "account/sight.h"
#include "alert/metric.h"
#include "bench.h"
#include "diagnose/sight_words.h"
#include "tap.h"

static struct bench b;
static struct slab_cache dentries = { .name = "dentry",
				      .objects = 700000,
				      .active = 700000,
				      .object_bytes = 192,
				      .bytes = 149 * MIB,
				      .reclaimable = { true, 1 } };

/* Root of the machine itself, and nothing kept it from looking. */
static void setup(void)
{
	bench_begin(&b, 0);
	b.snap.uid = opt_u64(0);
	b.snap.privileged = true;
	b.snap.memory.slabs =
		(struct slabs){ .v = &dentries, .n = 1, .known = true };
	b.snap.owners_looked_for = true;
	for (enum proto p = 0; p < PROTO_N; p++)
		b.snap.protocols.v[p].dumped = b.snap.protocols.v[p].complete =
			true;
}

static void teardown(void)
{
	b.snap.memory.slabs = (struct slabs){ 0 };
	done(&b);
}

static const char *words(void)
{
	static char text[SIGHT_WORDS_MAX];

	return sight_words(&b.snap, text);
}

START_TEST(root_sees_all)
{
	ck_assert_uint_eq(sight_missing(&b.snap), 0);
	ck_assert_str_eq(words(), "");
	ck_assert_int_eq(judge(&b)->confidence, CONF_HIGH);
	/* who looked is not told: nobody is said to have seen less */
	b.snap.uid.known = b.snap.privileged = false;
	ck_assert_uint_eq(sight_missing(&b.snap), 0);
}
END_TEST

START_TEST(another_user_does_not_see_others)
{
	const struct finding *f;

	b.snap.uid = opt_u64(1000);
	b.snap.privileged = false;
	ck_assert_uint_eq(sight_missing(&b.snap), SIGHT_OWNERS | SIGHT_KERNEL);
	ck_assert_str_eq(words(), ", as far as could be seen (not root: "
				  "sockets' owners, pipes, rings and BPF maps "
				  "not seen)");
	f = judge(&b);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert_ptr_nonnull(strstr(f->title, words()));
	b.snap.protocols.v[PROTO_TCP].complete = false;
	ck_assert(sight_missing(&b.snap) & SIGHT_SOCKETS);
}
END_TEST

START_TEST(a_container_hides_processes)
{
	ck_assert(!sight_sockets_partial(&b.snap));
	b.snap.contained = true;
	ck_assert(sight_sockets_partial(&b.snap));
	ck_assert(sight_missing(&b.snap) & SIGHT_PROCESSES);
	ck_assert_str_eq(sight_reason(&b.snap), "in a container");
	b.snap.contained = false;
	gaps_add(&b.snap.gaps, GAP_HIDEPID, 2, "hidden", "pid 1");
	ck_assert(sight_missing(&b.snap) & SIGHT_PROCESSES);
	ck_assert_str_eq(sight_reason(&b.snap), "hidepid");
}
END_TEST

START_TEST(the_pss_of_some_is_no_sum)
{
	b.processes[0] = (struct process){ .pid = 7,
					   .pss_bytes = opt_u64(9),
					   .pss_file_bytes = opt_u64(4096) };
	b.snap.processes = (struct processes){
		.v = b.processes, .n = 1, .known = true, .pss = true
	};
	judge(&b);
	ck_assert(b.acct.id.pss.total.known);
	/* some cannot be read even by root */
	b.snap.processes.unreadable = 1;
	judge(&b);
	ck_assert(b.acct.id.pss.total.known);
	b.snap.privileged = false;
	judge(&b);
	ck_assert(!b.acct.id.pss.total.known);
	ck_assert_int_eq(b.acct.id.processes.v, 1 * GIB);
	b.snap.processes = (struct processes){ 0 };
}
END_TEST

START_TEST(a_holder_that_was_not_seen_is_unknown)
{
	struct metric_value v[METRIC_N];

	judge(&b);
	metrics_of(&b.snap, &b.acct, v);
	ck_assert(v[METRIC_HOLDER].bytes.known);
	ck_assert_int_eq(v[METRIC_HOLDER].bytes.v, 0);
	b.snap.privileged = false;
	metrics_of(&b.snap, &b.acct, v);
	ck_assert(!v[METRIC_HOLDER].bytes.known);
	ck_assert_int_eq(v[METRIC_HOLDER].least.v, 0);
	/* the counters are the machine's, whoever reads them */
	ck_assert(v[METRIC_KERNEL].bytes.known);
	ck_assert(v[METRIC_AVAILABLE].bytes.known);
	ck_assert(v[METRIC_UNACCOUNTED].bytes.known);
}
END_TEST

START_TEST(much_without_a_holder_may_have_one)
{
	struct metric_value v[METRIC_N];

	teardown();
	bench_begin(&b, 2 * GIB);
	b.snap.uid = opt_u64(1000);
	judge(&b);
	metrics_of(&b.snap, &b.acct, v);
	ck_assert(!v[METRIC_UNACCOUNTED].bytes.known);
	ck_assert_int_eq(v[METRIC_UNACCOUNTED].most.v,
			 b.acct.kernel.unaccounted.v);
	b.snap.privileged = true;
	b.snap.uid = opt_u64(0);
	metrics_of(&b.snap, &b.acct, v);
	ck_assert(v[METRIC_UNACCOUNTED].bytes.known);
}
END_TEST

START_TEST(a_capture_names_what_it_lacks)
{
	b.snap.source = b.snap.origin = SOURCE_CAPTURE;
	b.snap.uid.known = b.snap.privileged = false;
	ck_assert_str_eq(words(), "");
	b.snap.protocols.v[PROTO_UDP].dumped = false;
	b.snap.memory.slabs.known = false;
	ck_assert_str_eq(words(), ", as far as could be seen (from capture: "
				  "sockets, slab caches not seen)");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("sight");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, root_sees_all);
	tcase_add_test(tc, another_user_does_not_see_others);
	tcase_add_test(tc, a_container_hides_processes);
	tcase_add_test(tc, the_pss_of_some_is_no_sum);
	tcase_add_test(tc, a_holder_that_was_not_seen_is_unknown);
	tcase_add_test(tc, much_without_a_holder_may_have_one);
	tcase_add_test(tc, a_capture_names_what_it_lacks);
	return tap_run(tc);
}
