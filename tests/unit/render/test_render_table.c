/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for people: the verdict first, nothing cut in a pipe. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "account/sockets/by.h"
#include "render/text.h"
#include "render_machine.h"
#include "tap.h"
#include "util/human.h"

static struct machine m;

static char *report(void)
{
	int err;
	char *text = machine_render(&m, render_table, &err);

	ck_assert_int_eq(err, 0);
	return text;
}

static void has(const char *text, const char *want)
{
	ck_assert_msg(strstr(text, want) != NULL, "no \"%s\" in:\n%s", want,
		      text);
}

static void has_not(const char *text, const char *what)
{
	ck_assert_msg(strstr(text, what) == NULL, "\"%s\" in:\n%s", what, text);
}

static size_t widest(const char *text)
{
	size_t max = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t width = text_width(text, len);

		max = width > max ? width : max;
		text += len + (text[len] == '\n');
	}
	return max;
}

START_TEST(the_verdict_stands_first)
{
	char *text = report();
	const char *verdict = strstr(text, "\nCRITICAL  100 UDP sockets of "
					   "friend\\x5cpush hold 8 MiB");

	ck_assert_ptr_nonnull(verdict);
	ck_assert(verdict < strstr(text, "MEMORY"));
	ck_assert(verdict < strstr(text, "NOTICE    slab is large"));
	has(text, "evidence   their queues are full; no thread sleeps");
	has(text, "do now     restart friend_push\n");
	has(text, "more       kernel memory is 10% of this machine; "
		  "confidence medium; see udp-unread in\n");
	free(text);
}
END_TEST

START_TEST(the_header_says_what_was_hidden)
{
	char *text = report();

	ck_assert_int_eq(strncmp(text,
				 "kmemwhere 0.1.0 · db-07 · Linux "
				 "6.1.0-18 · 2026-11-22 15:04:31 · ",
				 60),
			 0);
	has(text, "root: 1 of 3 processes unreadable,\n"
		  "  1 network namespace not entered\n");
	has(text, "NOT SEEN  smaps_rollup (2 times, EACCES, first " HOSTILE_SAFE
		  "): these processes are not split\n          up\n");
	free(text);
	m.snap.processes.unreadable = 0;
	m.netns[1].access = NETNS_DUMPED;
	m.snap.gaps.n = 0;
	text = report();
	has(text, "root, nothing hidden\n");
	has_not(text, "NOT SEEN");
	free(text);
}
END_TEST

START_TEST(terms_are_drawn_and_never_clamped)
{
	char *text = report();

	has(text, "MEMORY               1000.0 MiB   available 600.0 MiB, "
		  "swap used 4.0 MiB of 64.0 MiB\n");
	has(text, "  free                500.0 MiB  50%  ██████████\n");
	has(text, "  cache, unmapped     -20.0 MiB  -2%  below 0: ");
	has(text, "  processes (ΣPss)    410.0 MiB  41%  ████████             "
		  " anon 400.0M, files 9.0M, shared -\n");
	has(text, "    per-CPU                          -\n");
	has(text, "    slab, unreclaimable       60.0 MiB   kmalloc-2k 8.0M, "
		  "kmalloc-large 6.0M\n");
	has(text, "    unaccounted               40.0 MiB   page fragments, "
		  "driver pages, rings, pipes (± 1.0 MiB)\n");
	has(text, "estimate, in unaccounted, of " HOSTILE_SAFE " (pid 42)");
	has(text, "  the kernel's 100.0 MiB includes: sockets 8.0 MiB\n");
	free(text);
	m.acct.kernel.sockets_claimed = opt_u64(20 * MIB);
	m.acct.kernel.sockets_capped = true;
	text = report();
	has(text, "sockets 8.0 MiB, claimed (truesize) 20.0 MiB\n");
	free(text);
}
END_TEST

START_TEST(protocols_against_their_limits)
{
	char *text = report();

	has(text, "80% of min, where UDP stops\n");
	has(text, "limit unknown from here\n");
	free(text);
	m.acct.proto[PROTO_UDP].state = PROTO_EXHAUSTED;
	m.acct.proto[PROTO_UDP].unseen = opt_i64(3 * MIB);
	m.acct.proto[PROTO_UDP].tolerance = opt_u64(MIB);
	m.acct.proto[PROTO_TCP].orphans = opt_i64(12);
	m.acct.proto[PROTO_TCP].max_orphans = opt_u64(4096);
	text = report();
	has(text, "80% of min, where UDP stops, exhausted\n");
	has(text, "  udp: 3.0 MiB more is charged than all sockets seen "
		  "explain (± 1.0 MiB)\n");
	has(text, "  tcp: 12 orphans of 4096 at most\n");
	free(text);
}
END_TEST

START_TEST(a_pipe_gets_plain_text)
{
	char *text = report();

	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_ptr_null(strchr(text, '\xff'));
	has_not(text, " \n");
	/* all but the socket table stays within 100 columns */
	m.snap.socks.n = 0;
	free(text);
	text = report();
	ck_assert_uint_le(widest(text), 100);
	has(text, "No socket holds memory.\n");
	free(text);
}
END_TEST

START_TEST(a_terminal_cuts_and_colours)
{
	static const size_t widths[] = { 100, 80, 40 };
	char *text;

	m.report.view.color = true;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		m.report.view.width = widths[i];
		text = report();
		ck_assert_uint_le(widest(text), widths[i]);
		has(text, "\033[1;31mCRITICAL\033[0m  100 UDP");
		free(text);
	}
}
END_TEST

START_TEST(ascii_spells_its_signs)
{
	char *text;

	m.report.view.ascii = true;
	strcpy(m.processes[1].comm, "caf\xc3\xa9");
	text = report();
	for (const char *c = text; *c; c++)
		ck_assert_msg((unsigned char)*c < 0x80, "byte %02x", *c & 0xff);
	has(text, "kmemwhere 0.1.0 | db-07");
	has(text, "  free                500.0 MiB  50%  ##########\n");
	has(text, "(+/- 1.0 MiB)");
	has(text, "caf\\xc3\\xa9");
	free(text);
}
END_TEST

START_TEST(exact_bytes)
{
	char *text;

	m.report.view.bytes = true;
	text = report();
	has(text, "  free                          524288000  50%");
	has(text, " -20971520 ");
	has(text, " 8388608 ");
	has_not(text, "8.0M");
	free(text);
}
END_TEST

START_TEST(nothing_known_prints_dashes)
{
	struct snapshot none = { .source = SOURCE_CAPTURE };
	struct account zero = { 0 };
	char *text;

	m.report.snap = &none;
	m.report.acct = &zero;
	text = report();
	has(text, "kmemwhere 0.1.0 · - · Linux - · time unknown · from "
		  "capture, nothing hidden\n");
	has(text, "  kernel                      -    -\n");
	has(text, "Sockets were not listed.\n");
	has(text, "  UDP       -    -    -   -        -   - limit unknown");
	has_not(text, "NaN");
	has_not(text, "nan");
	free(text);
}
END_TEST

START_TEST(more_findings_than_are_shown)
{
	struct finding many[9];
	char *text;

	for (size_t i = 0; i < 9; i++)
		many[i] = m.finding[i > 0];
	m.findings.v = many;
	m.findings.n = 9;
	text = report();
	has(text, "          and 3 more: --top or --json lists them\n");
	free(text);
	m.report.view.top_given = true;
	text = report();
	has_not(text, "more: --top");
	free(text);
}
END_TEST

START_TEST(long_words_break_at_the_edge)
{
	char *text;

	m.finding[0].title = malloc(501);
	memset(m.finding[0].title, 'x', 500);
	m.finding[0].title[500] = '\0';
	m.snap.socks.n = 0;
	text = report();
	ck_assert_uint_eq(widest(text), 100);
	free(m.finding[0].title);
	free(text);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	ck_assert_int_eq(render_table(&m.report, full), -ENOSPC);
	fclose(full);
}
END_TEST

START_TEST(amounts_are_iec_with_one_decimal)
{
	static const struct {
		int64_t bytes;
		const char *text, *brief;
	} cases[] = {
		{ 0, "0 B", "0" },
		{ 1023, "1023 B", "1023" },
		{ 1024, "1.0 KiB", "1.0K" },
		{ 1588, "1.6 KiB", "1.6K" },
		{ 1048524, "1023.9 KiB", "1023.9K" },
		{ 1048525, "1.0 MiB", "1.0M" },
		{ -3650722202, "-3.4 GiB", "-3.4G" },
		{ INT64_MAX, "8.0 EiB", "8.0E" },
		{ INT64_MIN, "-8.0 EiB", "-8.0E" },
	};
	char text[HUMAN_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_str_eq(human_bytes(text, cases[i].bytes),
				 cases[i].text);
		ck_assert_str_eq(human_short(text, cases[i].bytes),
				 cases[i].brief);
	}
	ck_assert_uint_eq(human_count(text, UINT64_MAX), 20);
	ck_assert_str_eq(text, "18446744073709551615");
}
END_TEST

static void setup(void)
{
	setenv("TZ", "UTC", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	machine_init(&m);
}

static void teardown(void)
{
	machine_free(&m);
}

START_TEST(groups_take_the_place_of_sockets)
{
	char keys[] = "udp/5353\0" HOSTILE;
	struct by_row rows[] = {
		{ .key = 0, .sockets = 2, .held_bytes = 8 * MIB, .drops = 7 },
		{ .key = 9, .sockets = 1, .held_bytes = 5 },
		{ .key = NO_KEY, .sockets = 1 }
	};
	struct by_sum by = { .by = BY_PORT,
			     .v = rows,
			     .n = 3,
			     .keys = { keys, sizeof(keys), sizeof(keys) } };
	char *text;

	m.report.by = &by;
	text = report();
	has(text, "SOCKETS HELD DROPS PORT\n");
	has(text, "      2 8.0M     7 udp/5353\n");
	has(text, "      1    5     0 " HOSTILE_SAFE "\n");
	has(text, "      1    0     0 (unknown)\n");
	has_not(text, "PROTO STATE");
	free(text);
	m.report.view.top = 1;
	m.report.view.top_given = true;
	text = report();
	has(text, "and 2 more");
	has_not(text, "(unknown)");
	free(text);
}
END_TEST

START_TEST(packets_that_wait_are_a_line)
{
	struct qdisc q[] = { { .backlog_bytes = 1024, .ifname = "lo" },
			     { .backlog_bytes = 1024 * 1023,
			       .ifname = HOSTILE,
			       .kind = "mq" } };
	struct nfqueue nfq = { .number = 2, .packets = 3, .portid = 99 };
	char *text = report();

	has_not(text, "qdisc");
	has_not(text, "nfqueue");
	has_not(text, "ip fragments");
	has_not(text, "TIME_WAIT");
	free(text);
	m.snap.qdiscs = (struct qdiscs){ q, 2, 2 };
	m.snap.nfqueues = (struct nfqueues){ &nfq, 1, 1 };
	m.netns[0].stat.frag_bytes = opt_i64(2 * MIB);
	m.netns[0].stat.tcp_tw = opt_i64(80);
	m.netns[0].tcp_max_tw = opt_u64(100);
	text = report();
	has(text,
	    "qdisc: 1.0 MiB of packets wait to be sent, most on " HOSTILE_SAFE
	    " (mq, netns host)");
	has(text, "nfqueue: 3 packets (about 6.8 KiB) wait for a program's "
		  "verdict, most in queue 2 (port id 99, netns host)");
	has(text, "ip fragments: 2.0 MiB wait");
	has(text, "80 TIME_WAIT sockets, 80% of tcp_max_tw_buckets");
	free(text);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("render table");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_verdict_stands_first);
	tcase_add_test(t, groups_take_the_place_of_sockets);
	tcase_add_test(t, packets_that_wait_are_a_line);
	tcase_add_test(t, the_header_says_what_was_hidden);
	tcase_add_test(t, terms_are_drawn_and_never_clamped);
	tcase_add_test(t, protocols_against_their_limits);
	tcase_add_test(t, a_pipe_gets_plain_text);
	tcase_add_test(t, a_terminal_cuts_and_colours);
	tcase_add_test(t, ascii_spells_its_signs);
	tcase_add_test(t, exact_bytes);
	tcase_add_test(t, nothing_known_prints_dashes);
	tcase_add_test(t, more_findings_than_are_shown);
	tcase_add_test(t, long_words_break_at_the_edge);
	tcase_add_test(t, a_full_disk_is_an_error);
	tcase_add_test(t, amounts_are_iec_with_one_decimal);
	return tap_run(t);
}
