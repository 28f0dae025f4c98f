/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slopes and times to a limit, from series with every kind of dirt. */
#include "account/growth/slope.h"

#include "tap.h"

#define N 200
#define MIB (INT64_C(1) << 20)

static struct slope_point p[N];
static struct slope s;

static void fit(size_t n)
{
	slope_fit(p, n, &s);
}

/* One point a second. */
static void line(size_t n, int64_t from, int64_t per_second)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (struct slope_point){
			.at_ms = (int64_t)i * 1000,
			.value = from + (int64_t)i * per_second,
		};
}

static void near(double got, double want)
{
	double off = got - want, by = want < 0 ? -want : want;

	ck_assert_msg(off <= by / 1000 + 1e-9 && off >= -by / 1000 - 1e-9,
		      "%f, not %f", got, want);
}

START_TEST(a_straight_line)
{
	line(5, 100 * MIB, 3 * MIB);
	fit(5);
	ck_assert(s.known && s.only_grows && slope_is_leak(&s));
	near(s.per_second, 3 * MIB);
	near(s.low, 3 * MIB);
	near(s.high, 3 * MIB);
	line(20, 100 * MIB, -MIB);
	fit(20);
	ck_assert(s.known && !s.only_grows && !slope_is_leak(&s));
	near(s.per_second, -MIB);
}
END_TEST

START_TEST(too_few_points)
{
	line(4, 0, MIB);
	fit(4);
	ck_assert(!s.known && s.only_grows && !slope_is_leak(&s));
	fit(0);
	ck_assert(!s.known && !s.only_grows);
	fit(1);
	ck_assert(!s.known && !s.only_grows);
	/* six points of one moment have no slope */
	line(6, 0, MIB);
	for (size_t i = 0; i < 6; i++)
		p[i].at_ms = 7;
	fit(6);
	ck_assert(!s.known);
}
END_TEST

START_TEST(a_flat_line_is_no_leak)
{
	line(30, MIB, 0);
	fit(30);
	ck_assert(s.known && !s.only_grows && !slope_is_leak(&s));
	near(s.per_second, 0);
}
END_TEST

START_TEST(noise_does_not_tilt_it)
{
	uint32_t seed = 1;

	line(40, 1000 * MIB, MIB);
	for (size_t i = 0; i < 40; i++) {
		seed = seed * 1664525 + 1013904223;
		p[i].value += (int64_t)(seed >> 8) % (2 * MIB) - MIB;
	}
	p[7].value += 900 * MIB; /* one sample gone wild */
	p[31].value -= 900 * MIB;
	fit(40);
	ck_assert(s.known && !s.only_grows && !slope_is_leak(&s));
	ck_assert_msg(s.per_second > 0.9 * (double)MIB &&
			      s.per_second < 1.1 * (double)MIB,
		      "%f", s.per_second);
	ck_assert(s.low <= s.per_second && s.per_second <= s.high);
}
END_TEST

START_TEST(one_step_is_no_leak)
{
	line(20, MIB, 0);
	for (size_t i = 17; i < 20; i++)
		p[i].value += 500 * MIB;
	fit(20);
	ck_assert(s.known && s.only_grows);
	near(s.per_second, 0);
	ck_assert(!slope_is_leak(&s));
	/* nor one in the middle, where half of the pairs see it */
	for (size_t i = 10; i < 17; i++)
		p[i].value += 500 * MIB;
	fit(20);
	ck_assert(s.only_grows && !slope_is_leak(&s));
}
END_TEST

START_TEST(a_staircase_is_a_leak)
{
	line(30, MIB, 0);
	for (size_t i = 0; i < 30; i++)
		p[i].value += (int64_t)(i / 3) * MIB;
	fit(30);
	ck_assert(slope_is_leak(&s));
	ck_assert(s.per_second > 0.3 * (double)MIB &&
		  s.per_second < 0.37 * (double)MIB);
}
END_TEST

START_TEST(a_sawtooth_is_no_leak)
{
	struct eta eta;

	for (size_t i = 0; i < 40; i++)
		p[i] = (struct slope_point){ .at_ms = (int64_t)i * 1000,
					     .value = (int64_t)(i % 8) * MIB };
	fit(40);
	ck_assert(s.known && !s.only_grows && !slope_is_leak(&s));
	ck_assert(s.low < 0 && s.high > 0);
	slope_eta(&s, 1e9, &eta);
	ck_assert(!eta.known);
}
END_TEST

START_TEST(a_reset_ends_only_growing)
{
	line(12, 500 * MIB, MIB);
	for (size_t i = 8; i < 12; i++)
		p[i].value -= 508 * MIB;
	fit(12);
	ck_assert(s.known && !s.only_grows && !slope_is_leak(&s));
}
END_TEST

START_TEST(gaps_in_time_do_not_matter)
{
	line(12, 0, 2 * MIB);
	for (size_t i = 6; i < 12; i++) {
		p[i].at_ms += 3600 * 1000;
		p[i].value += 3600 * 2 * MIB;
	}
	fit(12);
	ck_assert(slope_is_leak(&s));
	near(s.per_second, 2 * MIB);
}
END_TEST

START_TEST(many_points_are_thinned)
{
	line(N, -50, 7);
	fit(N);
	ck_assert(slope_is_leak(&s));
	near(s.per_second, 7);
	/* a fall between two kept points is still seen */
	p[101].value = -1000;
	fit(N);
	ck_assert(!s.only_grows);
	near(s.per_second, 7);
}
END_TEST

START_TEST(extremes_do_not_overflow)
{
	line(6, 0, 0);
	p[0].value = INT64_MIN;
	p[5].value = INT64_MAX;
	p[0].at_ms = INT64_MIN;
	p[5].at_ms = INT64_MAX;
	fit(6);
	ck_assert(s.known && s.only_grows);
	/* both ends lie 2^64 - 1 apart: one a millisecond */
	ck_assert_double_eq_tol(s.per_second, 1000, 1);
}
END_TEST

START_TEST(time_to_a_limit)
{
	struct eta eta;

	s = (struct slope){
		.known = true, .per_second = 10, .low = 5, .high = 20
	};
	slope_eta(&s, 1000, &eta);
	ck_assert(eta.known);
	near(eta.low_seconds, 50);
	near(eta.high_seconds, 200);
	slope_eta(&s, 0, &eta);
	ck_assert(eta.known);
	near(eta.high_seconds, 0);
	/* already past it, and going away from it */
	slope_eta(&s, -1000, &eta);
	ck_assert(!eta.known);
	/* the other way round: memory that runs out */
	s.low = -20;
	s.high = -5;
	slope_eta(&s, -1000, &eta);
	ck_assert(eta.known);
	near(eta.low_seconds, 50);
	near(eta.high_seconds, 200);
	slope_eta(&s, 1000, &eta);
	ck_assert(!eta.known);
}
END_TEST

START_TEST(no_time_without_a_slope_that_supports_it)
{
	struct eta eta;

	s = (struct slope){ .known = false, .low = 5, .high = 20 };
	slope_eta(&s, 1000, &eta);
	ck_assert(!eta.known);
	s = (struct slope){ .known = true, .low = 0, .high = 20 };
	slope_eta(&s, 1000, &eta);
	ck_assert(!eta.known);
	s.low = -1;
	slope_eta(&s, 1000, &eta);
	ck_assert(!eta.known);
	slope_eta(&s, -1000, &eta);
	ck_assert(!eta.known);
	s.low = 1;
	slope_eta(&s, 2 * ETA_MAX_SECONDS, &eta);
	ck_assert(!eta.known);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("slope");

	tcase_add_test(t, a_straight_line);
	tcase_add_test(t, too_few_points);
	tcase_add_test(t, a_flat_line_is_no_leak);
	tcase_add_test(t, noise_does_not_tilt_it);
	tcase_add_test(t, one_step_is_no_leak);
	tcase_add_test(t, a_staircase_is_a_leak);
	tcase_add_test(t, a_sawtooth_is_no_leak);
	tcase_add_test(t, a_reset_ends_only_growing);
	tcase_add_test(t, gaps_in_time_do_not_matter);
	tcase_add_test(t, many_points_are_thinned);
	tcase_add_test(t, extremes_do_not_overflow);
	tcase_add_test(t, time_to_a_limit);
	tcase_add_test(t, no_time_without_a_slope_that_supports_it);
	return tap_run(t);
}
