/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long a reader may be at one place, and when it is given up. */
#include "run/guard/limits.h"

#include "run/settings.h"
#include "tap.h"

#define MS INT64_C(1000000)

static struct limits l;

static void setup(void)
{
	const struct settings s = { .mode = MODE_REPORT };

	limits_of(&s, &l);
}

START_TEST(what_others_wait_for_is_quick)
{
	const struct settings check = { .mode = MODE_CHECK };
	const struct settings given = { .mode = MODE_CHECK, .timeout_s = 2 };
	const struct settings listens = { .mode = MODE_REPORT,
					  .drop_seconds = 60 };

	ck_assert_int_eq(l.all_ms, 60000);
	ck_assert_int_eq(l.one_ms, 1000);
	limits_of(&check, &l);
	ck_assert_int_eq(l.all_ms, 10000);
	limits_of(&given, &l);
	ck_assert_int_eq(l.all_ms, 2000);
	/* several of them fit in */
	ck_assert_int_le(l.one_ms * 8, l.all_ms);
	limits_of(&listens, &l);
	ck_assert_int_eq(l.all_ms, 120000);
}
END_TEST

START_TEST(a_sleeper_has_a_second)
{
	struct slot_watch w = { .still_ms = 999, .cpu_ns = 5 * MS };

	ck_assert(!limits_stuck(&l, &w, AT_FDS, 5 * MS));
	w.still_ms = 1000;
	ck_assert(limits_stuck(&l, &w, AT_FDS, 5 * MS));
	/* between two places it waits for nobody */
	ck_assert(!limits_stuck(&l, &w, AT_NOTHING, 5 * MS));
}
END_TEST

START_TEST(who_works_has_more)
{
	struct slot_watch w = { .still_ms = 1000, .cpu_ns = 0 };

	/* 1 % of the time, on a machine where others have the rest */
	ck_assert(limits_stuck(&l, &w, AT_FDS, 10 * MS));
	ck_assert(!limits_stuck(&l, &w, AT_FDS, 11 * MS));
	w.still_ms = 2999;
	ck_assert(!limits_stuck(&l, &w, AT_FDS, 2999 * MS));
	w.still_ms = 3000;
	ck_assert(limits_stuck(&l, &w, AT_FDS, 3000 * MS));
	/* the page tables of a terabyte take that long */
	ck_assert(!limits_stuck(&l, &w, AT_MAPS, 3000 * MS));
	w.still_ms = 10000;
	ck_assert(limits_stuck(&l, &w, AT_MAPS, 10000 * MS));
}
END_TEST

START_TEST(many_attackers_cost_a_few_seconds)
{
	ck_assert_int_eq(limits_level(&l, 5, 5000), LEVEL_LISTED);
	ck_assert_int_eq(limits_level(&l, 6, 5000), LEVEL_USERS);
	ck_assert_int_eq(limits_level(&l, 9, 5000), LEVEL_USERS);
	ck_assert_int_eq(limits_level(&l, 10, 5000), LEVEL_ALL);
	ck_assert_int_eq(limits_level(&l, 1, 23999), LEVEL_LISTED);
	ck_assert_int_eq(limits_level(&l, 1, 24000), LEVEL_USERS);
	ck_assert_int_eq(limits_level(&l, 1, 35999), LEVEL_USERS);
	ck_assert_int_eq(limits_level(&l, 1, 36000), LEVEL_ALL);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("limits");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, what_others_wait_for_is_quick);
	tcase_add_test(tc, a_sleeper_has_a_second);
	tcase_add_test(tc, who_works_has_more);
	tcase_add_test(tc, many_attackers_cost_a_few_seconds);
	return tap_run(tc);
}
