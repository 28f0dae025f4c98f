/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file: what it sets, and how its errors are told. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/alert/config.h"
#include "run/alert/policy.h"
#include "tap.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static struct policy p;
static char message[480];

static void setup(void)
{
	policy_init(&p);
	message[0] = '\0';
}

static int apply(const char *text)
{
	return config_apply(span_of(text, strlen(text)), "kmw.conf", &p,
			    message, sizeof(message));
}

START_TEST(a_file_sets_what_it_names)
{
	ck_assert_int_eq(apply("# a comment\n"
			       "\n"
			       "  level=critical\t\r\n"
			       "for = 3\n"
			       "  # indented = comment\n"
			       "renotify = 0\n"
			       "grow = 1.5G/h\n"
			       "warn = kernel=30%\n"
			       "warn = udp=80%\n"
			       "crit = kernel=50%, available=5%\n"
			       "ignore = packet-ring:my capture\n"
			       "ignore = shmem\n"
			       "state = /var/lib/x/s\n"
			       "syslog = yes\n"
			       "journal = no\n"
			       "exec = /usr/bin/page me\n"
			       "exec-timeout = 5"),
			 0);
	ck_assert_int_eq(p.incidents.level, SEV_CRITICAL);
	ck_assert_uint_eq(p.incidents.runs, 3);
	ck_assert_uint_eq(p.incidents.renotify_ms, 0);
	ck_assert_uint_eq(p.conditions.grow_bytes_hour, 1610612736);
	ck_assert(p.conditions.warn.v[METRIC_KERNEL].given);
	ck_assert(p.conditions.warn.v[METRIC_UDP].given);
	ck_assert(p.conditions.crit.v[METRIC_AVAILABLE].start.v == 5);
	ck_assert_uint_eq(p.conditions.ignores.n, 2);
	ck_assert_str_eq(p.conditions.ignores.v[0], "packet-ring:my capture");
	ck_assert_str_eq(p.state, "/var/lib/x/s");
	ck_assert(p.syslog && !p.journal);
	ck_assert_str_eq(p.exec, "/usr/bin/page me");
	ck_assert_uint_eq(p.exec_timeout_s, 5);
}
END_TEST

START_TEST(the_usual_is_calm)
{
	ck_assert_int_eq(apply(""), 0);
	ck_assert_int_eq(p.incidents.level, SEV_WARNING);
	ck_assert_uint_eq(p.incidents.runs, 2);
	ck_assert_uint_eq(p.incidents.renotify_ms, 24 * 3600 * 1000);
	ck_assert_uint_eq(p.conditions.grow_bytes_hour, 0);
	ck_assert(!p.syslog && !p.journal && !*p.exec);
}
END_TEST

static const struct {
	const char *text;
	const char *message;
} wrong[] = {
	{ "level\n", "kmw.conf:1: expected 'key = value'" },
	{ "= 3", "kmw.conf:1: expected 'key = value'" },
	{ "\n\nlevle = warning\n", "kmw.conf:3: unknown key 'levle'" },
	{ "# x\nlevel = bad",
	  "kmw.conf:2: bad value 'bad' for level: expected warning or "
	  "critical" },
	{ "for = 0",
	  "kmw.conf:1: bad value '0' for for: expected a number of runs from "
	  "1 to 1000" },
	{ "for = 1001", "expected a number of runs" },
	{ "for =", "bad value '' for for" },
	{ "renotify = -1", "expected hours from 0 (never) to 10000" },
	{ "grow = 100", "expected bytes per hour with a unit, e.g. 100M" },
	{ "grow = 10%", "expected bytes per hour" },
	{ "grow = 1M:2M", "expected bytes per hour" },
	{ "grow = -1M", "expected bytes per hour" },
	{ "warn = kernel", "expected NAME=RANGE" },
	{ "crit = kernel=30", "bad value 'kernel=30' for crit" },
	{ "ignore = nosuch", "expected CODE or CODE:COMMAND" },
	{ "ignore = healthy", "expected CODE or CODE:COMMAND" },
	{ "ignore = shmem:", "expected CODE or CODE:COMMAND" },
	{ "ignore = :x", "expected CODE or CODE:COMMAND" },
	{ "state = s", "expected the absolute path of a file" },
	{ "state = /", "expected the absolute path of a file" },
	{ "exec = mail", "expected the absolute path of a program" },
	{ "exec-timeout = 0", "expected seconds from 1 to 600" },
	{ "syslog = 1", "expected yes or no" },
	{ "journal = Yes", "expected yes or no" },
	{ "LEVEL = warning", "unknown key 'LEVEL'" },
};

START_TEST(errors_name_file_line_and_what_was_expected)
{
	ck_assert_int_lt(apply(wrong[_i].text), 0);
	ck_assert_msg(strstr(message, wrong[_i].message), "'%s', not '%s'",
		      message, wrong[_i].message);
	ck_assert(!strncmp(message, "kmw.conf:", 9));
}
END_TEST

START_TEST(a_long_line_is_shown_short)
{
	char text[5000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	text[2000] = '=';
	ck_assert_int_lt(apply(text), 0);
	ck_assert_uint_lt(strlen(message), 100);
}
END_TEST

START_TEST(no_more_is_silenced_than_there_is_room)
{
	for (int i = 0; i < IGNORES_MAX; i++)
		ck_assert_int_eq(apply("ignore = shmem"), 0);
	ck_assert_int_lt(apply("ignore = shmem"), 0);
}
END_TEST

START_TEST(what_is_printed_can_be_read)
{
	struct policy again;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	ck_assert_int_eq(apply("level = critical\nwarn = kernel=30%,"
			       "udp=@1G:2G,available=5%\ngrow = 7M\n"
			       "ignore = bpf:x\nignore = shmem:x\n"),
			 -EINVAL);
	ck_assert_int_eq(apply("ignore = shmem:x\n"), 0);
	policy_print(&p, out);
	fclose(out);
	policy_init(&again);
	ck_assert_msg(config_apply(span_of(text, len), "again", &again, message,
				   sizeof(message)) == 0,
		      "%s", message);
	ck_assert_int_eq(again.incidents.level, SEV_CRITICAL);
	ck_assert(again.conditions.warn.v[METRIC_UDP].inside);
	ck_assert(again.conditions.warn.v[METRIC_UDP].end.v == 2147483648.0);
	ck_assert(again.conditions.warn.v[METRIC_AVAILABLE].end.open);
	ck_assert_uint_eq(again.conditions.grow_bytes_hour, 7 << 20);
	ck_assert_str_eq(again.conditions.ignores.v[0], "shmem:x");
	free(text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("policy");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_file_sets_what_it_names);
	tcase_add_test(tc, the_usual_is_calm);
	tcase_add_loop_test(tc, errors_name_file_line_and_what_was_expected, 0,
			    (int)COUNT(wrong));
	tcase_add_test(tc, a_long_line_is_shown_short);
	tcase_add_test(tc, no_more_is_silenced_than_there_is_room);
	tcase_add_test(tc, what_is_printed_can_be_read);
	return tap_run(tc);
}
