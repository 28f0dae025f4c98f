/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a person is told: the machine of incidents, run by run. */
#include <stdio.h>
#include <string.h>

#include "alert/incident.h"
#include "tap.h"

#define MINUTE 60000ULL
#define HOUR (60 * MINUTE)

static struct incident_rules rules;
static struct run_facts facts;
static struct alert_state state;
static struct events events;

static void setup(void)
{
	rules = (struct incident_rules){ .level = SEV_WARNING,
					 .runs = 2,
					 .renotify_ms = 24 * HOUR };
	facts = (struct run_facts){ .now_ms = 1000 * HOUR };
	memset(&state, 0, sizeof(state));
}

static const char *run_all(const struct standing *now, size_t n)
{
	static char told[2000];
	size_t len = 0;

	incidents_step(&rules, &facts, now, n, &state, &events);
	told[0] = '\0';
	for (size_t i = 0; i < events.n; i++)
		len += (size_t)snprintf(told + len, sizeof(told) - len,
					"%s%s %s", i ? ", " : "",
					news_name(events.v[i].news),
					events.v[i].incident.key);
	facts.now_ms += 5 * MINUTE;
	facts.rebooted = facts.blind = false;
	return told;
}

/* One run with one thing at that severity; what is told. */
static const char *run(enum severity severity)
{
	struct standing now = { "udp-unread:a", "title", severity };

	return run_all(&now, severity != SEV_OK);
}

static void raise_it(void)
{
	ck_assert_str_eq(run(SEV_WARNING), "");
	ck_assert_str_eq(run(SEV_WARNING), "raised udp-unread:a");
}

static void end_it(unsigned runs)
{
	for (unsigned i = 1; i < runs; i++)
		ck_assert_str_eq(run(SEV_OK), "");
	ck_assert_str_eq(run(SEV_OK), "over udp-unread:a");
}

START_TEST(told_once_after_so_many_runs)
{
	raise_it();
	for (int i = 0; i < 50; i++)
		ck_assert_str_eq(run(SEV_WARNING), "");
	end_it(2);
	for (int i = 0; i < 50; i++)
		ck_assert_str_eq(run(SEV_OK), "");
}
END_TEST

START_TEST(one_run_is_told_at_once_if_asked)
{
	rules.runs = 1;
	ck_assert_str_eq(run(SEV_WARNING), "raised udp-unread:a");
	ck_assert_uint_eq(events.v[0].incident.first_ms, 1000 * HOUR);
	ck_assert_uint_eq(events.v[0].standing, 0);
}
END_TEST

START_TEST(the_runs_must_be_in_a_row)
{
	rules.runs = 3;
	for (int i = 0; i < 10; i++) {
		ck_assert_str_eq(run(SEV_WARNING), "");
		ck_assert_str_eq(run(SEV_WARNING), "");
		/* enough to keep it, not enough to count */
		ck_assert_str_eq(run(i % 2 ? SEV_NOTICE : SEV_OK), "");
	}
	ck_assert_uint_eq(state.n_incidents, 0);
}
END_TEST

START_TEST(a_notice_is_not_told)
{
	for (int i = 0; i < 10; i++)
		ck_assert_str_eq(run(SEV_NOTICE), "");
	ck_assert_uint_eq(state.n_incidents, 0);
}
END_TEST

START_TEST(at_critical_a_warning_is_not_told)
{
	rules.level = SEV_CRITICAL;
	for (int i = 0; i < 10; i++)
		ck_assert_str_eq(run(SEV_WARNING), "");
	run(SEV_CRITICAL);
	ck_assert_str_eq(run(SEV_CRITICAL), "raised udp-unread:a");
	/* a level further down it is over */
	for (int i = 0; i < 10; i++)
		ck_assert_str_eq(run(SEV_WARNING), "");
	ck_assert_str_eq(run(SEV_NOTICE), "");
	ck_assert_str_eq(run(SEV_NOTICE), "over udp-unread:a");
}
END_TEST

START_TEST(a_level_lower_keeps_it)
{
	raise_it();
	for (int i = 0; i < 9; i++)
		ck_assert_str_eq(run(i % 3 ? SEV_NOTICE : SEV_OK), "");
	end_it(2);
}
END_TEST

START_TEST(worse_is_told_once)
{
	raise_it();
	ck_assert_str_eq(run(SEV_CRITICAL), "worse udp-unread:a");
	ck_assert_str_eq(run(SEV_CRITICAL), "");
	ck_assert_str_eq(run(SEV_WARNING), "");
	ck_assert_str_eq(run(SEV_CRITICAL), "");
}
END_TEST

START_TEST(told_again_after_hours)
{
	unsigned reminders = 0;

	raise_it();
	for (int i = 0; i < 12 * 24 * 3; i++)
		reminders += !strcmp(run(SEV_WARNING), "reminder udp-unread:a");
	ck_assert_uint_eq(reminders, 3);
	rules.renotify_ms = 0;
	for (int i = 0; i < 12 * 24 * 3; i++)
		ck_assert_str_eq(run(SEV_WARNING), "");
}
END_TEST

START_TEST(what_is_not_bad_enough_is_not_told_again)
{
	raise_it();
	for (int i = 0; i < 12 * 48; i++)
		ck_assert_str_eq(run(SEV_NOTICE), "");
	ck_assert_str_eq(run(SEV_WARNING), "reminder udp-unread:a");
}
END_TEST

START_TEST(flapping_is_damped)
{
	unsigned told = 0;

	/* three runs there, three runs away: a day of it */
	for (int i = 0; i < 12 * 24; i++)
		told += *run(i % 6 < 3 ? SEV_WARNING : SEV_OK) != '\0';
	/* it would be 96 without damping */
	ck_assert_uint_le(told, 4);
	ck_assert_uint_ge(told, 3);
	ck_assert_uint_eq(state.incidents[0].flaps, 1);
}
END_TEST

START_TEST(each_flap_doubles_the_wait)
{
	unsigned wait = 2;

	for (unsigned flap = 0; flap < 8; flap++) {
		raise_it();
		ck_assert_uint_eq(state.incidents[0].flaps, flap);
		end_it(wait);
		wait = wait < 64 ? wait * 2 : wait;
	}
}
END_TEST

START_TEST(what_comes_back_late_is_new)
{
	raise_it();
	end_it(2);
	facts.now_ms += FLAP_WINDOW_MS;
	raise_it();
	ck_assert_uint_eq(state.incidents[0].flaps, 0);
	end_it(2);
	facts.now_ms += FLAP_WINDOW_MS;
	run(SEV_OK);
	ck_assert_uint_eq(state.n_incidents, 0);
}
END_TEST

START_TEST(a_new_start_ends_it_at_once)
{
	raise_it();
	facts.rebooted = true;
	ck_assert_str_eq(run(SEV_OK), "over udp-unread:a");
}
END_TEST

START_TEST(what_stands_after_a_new_start_is_the_same)
{
	raise_it();
	facts.rebooted = true;
	ck_assert_str_eq(run(SEV_WARNING), "");
	ck_assert_str_eq(run(SEV_WARNING), "");
}
END_TEST

START_TEST(a_new_start_counts_runs_anew)
{
	run(SEV_WARNING);
	facts.rebooted = true;
	ck_assert_str_eq(run(SEV_WARNING), "");
	ck_assert_str_eq(run(SEV_WARNING), "raised udp-unread:a");
}
END_TEST

START_TEST(blind_nothing_is_over)
{
	raise_it();
	for (int i = 0; i < 10; i++) {
		facts.blind = true;
		ck_assert_str_eq(run(SEV_OK), "");
	}
	end_it(2);
}
END_TEST

START_TEST(blind_the_runs_go_on)
{
	run(SEV_WARNING);
	facts.blind = true;
	run(SEV_OK);
	ck_assert_str_eq(run(SEV_WARNING), "raised udp-unread:a");
}
END_TEST

START_TEST(a_clock_set_back_silences_nothing)
{
	raise_it();
	facts.now_ms -= 500 * HOUR;
	ck_assert_str_eq(run(SEV_WARNING), "");
	facts.now_ms += 24 * HOUR;
	ck_assert_str_eq(run(SEV_WARNING), "reminder udp-unread:a");
}
END_TEST

START_TEST(holders_are_apart_and_findings_of_one_are_one)
{
	const struct standing now[] = {
		{ "udp-unread:a", "less", SEV_WARNING },
		{ "udp-unread:b", "b", SEV_CRITICAL },
		{ "udp-unread:a", "more", SEV_CRITICAL },
	};

	rules.runs = 1;
	ck_assert_str_eq(run_all(now, 3),
			 "raised udp-unread:a, raised udp-unread:b");
	ck_assert_str_eq(events.v[0].incident.title, "more");
	ck_assert_uint_eq(events.v[0].standing, 2);
	ck_assert_uint_eq(state.n_incidents, 2);
	ck_assert_str_eq(run_all(now + 1, 1), "");
	ck_assert_str_eq(run_all(now + 1, 1), "over udp-unread:a");
	ck_assert_uint_eq(events.v[0].standing, NOT_STANDING);
}
END_TEST

START_TEST(a_title_is_one_line_of_whole_characters)
{
	char title[INCIDENT_TITLE_MAX + 10];
	struct standing now = { "k", title, SEV_WARNING };
	const struct incident *in = &state.incidents[0];

	memset(title, 'x', sizeof(title));
	memcpy(title, "a\nb\033c", 5);
	/* the character lies across the edge */
	memcpy(title + INCIDENT_TITLE_MAX - 2, "\xe2\x80\xa6", 4);
	run_all(&now, 1);
	ck_assert(!strncmp(in->title, "a?b?c", 5));
	ck_assert_uint_eq(strlen(in->title), INCIDENT_TITLE_MAX - 2);
}
END_TEST

START_TEST(a_thousand_things_are_bounded)
{
	static char keys[1000][16];
	static struct standing now[1000];

	rules.runs = 1;
	for (int i = 0; i < 1000; i++) {
		snprintf(keys[i], sizeof(keys[i]), "key:%d", i);
		now[i] = (struct standing){ keys[i], "t", SEV_WARNING };
	}
	run_all(now, 1000);
	ck_assert_uint_eq(events.n, INCIDENTS_MAX);
	ck_assert_uint_eq(events.left_out, 1000 - INCIDENTS_MAX);
	ck_assert_uint_eq(state.n_incidents, INCIDENTS_MAX);
	ck_assert_str_eq(run_all(now, 1000), "");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("incident");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, told_once_after_so_many_runs);
	tcase_add_test(tc, one_run_is_told_at_once_if_asked);
	tcase_add_test(tc, the_runs_must_be_in_a_row);
	tcase_add_test(tc, a_notice_is_not_told);
	tcase_add_test(tc, at_critical_a_warning_is_not_told);
	tcase_add_test(tc, a_level_lower_keeps_it);
	tcase_add_test(tc, worse_is_told_once);
	tcase_add_test(tc, told_again_after_hours);
	tcase_add_test(tc, what_is_not_bad_enough_is_not_told_again);
	tcase_add_test(tc, flapping_is_damped);
	tcase_add_test(tc, each_flap_doubles_the_wait);
	tcase_add_test(tc, what_comes_back_late_is_new);
	tcase_add_test(tc, a_new_start_ends_it_at_once);
	tcase_add_test(tc, what_stands_after_a_new_start_is_the_same);
	tcase_add_test(tc, a_new_start_counts_runs_anew);
	tcase_add_test(tc, blind_nothing_is_over);
	tcase_add_test(tc, blind_the_runs_go_on);
	tcase_add_test(tc, a_clock_set_back_silences_nothing);
	tcase_add_test(tc, holders_are_apart_and_findings_of_one_are_one);
	tcase_add_test(tc, a_title_is_one_line_of_whole_characters);
	tcase_add_test(tc, a_thousand_things_are_bounded);
	return tap_run(tc);
}
