/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text to looks: what is taken off a line, and where a look begins. */
#include <stdio.h>
#include <string.h>

#include "capture/paste/clean.h"
#include "capture/paste/command.h"
#include "capture/paste/recognise.h"
#include "tap.h"

static struct recogniser r;

static void teardown(void)
{
	recognise_free(&r);
}

static void read_text(const char *text)
{
	recognise_begin(&r, NULL);
	ck_assert_int_eq(recognise_feed(&r, text, strlen(text)), 0);
	ck_assert_int_eq(recognise_end(&r), 0);
}

static void ck_look(size_t i, const char *form, size_t first, size_t last)
{
	ck_assert_uint_lt(i, r.n);
	ck_assert_str_eq(r.v[i].form->name, form);
	ck_assert_uint_eq(r.v[i].first, first);
	ck_assert_uint_eq(r.v[i].last, last);
}

/* The line as forms see it first. */
static const char *front(const char *text)
{
	static char line[256];
	size_t len;
	struct span s;

	snprintf(line, sizeof(line), "%s", text);
	len = clean_characters(line, strlen(line));
	s = clean_front(span_of(line, len));
	memmove(line, s.p, s.len);
	line[s.len] = '\0';
	return line;
}

START_TEST(what_loggers_put_in_front_is_taken_off)
{
	static const char *const lines[] = {
		"Mem-Info:",
		"  \tMem-Info:  \r",
		"> >> > Mem-Info:",
		"[ 1234.567890] Mem-Info:",
		"<4>[ 1234.567890] Mem-Info:",
		"[ 1234.567890][  T464] Mem-Info:",
		"[Thu Apr  1 16:45:10 2021] Mem-Info:",
		"[12:49:32.315][Moby           ][Info   ] [  105.6] Mem-Info:",
		"Apr  1 16:45:10 box kernel: Mem-Info:",
		"Apr  1 16:45:10 box kernel: [ 12.345678] Mem-Info:",
		"2023-06-13T14:35:38.123+02:00 box kernel: Mem-Info:",
		"Thu Jan  1 00:00:00 2015 kern.warn kernel: [9.1] Mem-Info:",
		"2023-06-13T14:35:38.12Z stdout F Mem-Info:",
		"6,1234,5678901,-;Mem-Info:",
		"kernel: Mem-Info:",
		"[pod/a/b] Mem-Info:",
		"**Mem-Info:**",
		"`Mem-Info:`",
		"<b>Mem-Info:</b><br/>",
		"\033[1;31mMem-Info:\033[0m",
		"&gt; Mem-Info:",
		"\xc2\xa0Mem-Info:",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_str_eq(front(lines[i]), "Mem-Info:");
}
END_TEST

START_TEST(what_is_no_prefix_stays)
{
	static const char *const lines[] = {
		"[  718]     0   718    10241", /* a pid of an OOM report */
		"[ pid ]   uid  tgid total_vm",
		"12:34 is no prefix",
		"a < b",
		"Apr is a month",
		"<nothing>",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_str_eq(front(lines[i]), lines[i]);
}
END_TEST

static bool is_command(const char *line)
{
	struct span command;

	return command_line(span_of(line, strlen(line)), &command);
}

START_TEST(a_command_is_told_from_output)
{
	ck_assert(is_command("$ cat /proc/meminfo"));
	ck_assert(is_command("[root@web3 cli]# free -k"));
	ck_assert(is_command("[root@web3 cli]#"));
	ck_assert(is_command("-bash-4.2# netstat -su"));
	ck_assert(is_command("cat /proc/slabinfo"));
	ck_assert(is_command("==> /proc/meminfo <=="));
	ck_assert(!is_command("the machine is free of charge"));
	ck_assert(!is_command("50%"));
	ck_assert(!is_command("Thus the cat sat"));
}
END_TEST

START_TEST(a_name_that_comes_again_begins_the_next_look)
{
	read_text("> MemTotal: 100 kB\n"
		  "> MemFree: 50 kB\n"
		  "words between\n"
		  "> MemTotal: 100 kB\n"
		  "> MemFree: 40 kB\n");
	ck_assert_uint_eq(r.n, 2);
	ck_look(0, "meminfo", 1, 2);
	ck_look(1, "meminfo", 4, 5);
	ck_assert_uint_eq(r.unknown, 1);
}
END_TEST

START_TEST(names_that_differ_are_parts_of_one_moment)
{
	read_text("$ grep Slab /proc/meminfo\nSlab: 100 kB\n"
		  "$ grep Percpu /proc/meminfo\nPercpu: 50 kB\n");
	ck_assert_uint_eq(r.n, 2);
	ck_assert(!(r.v[0].has & r.v[1].has));
	ck_assert_uint_eq(r.unknown, 0);
}
END_TEST

START_TEST(quoted_printable_is_joined_and_other_joins_are_cut)
{
	read_text("a long line that some mailer folded at the seventy-sixth "
		  "column "
		  "=\nof it\nMemTotal:=20 100 kB\n");
	ck_assert_uint_eq(r.n, 1);
	ck_look(0, "meminfo", 3, 3);
	recognise_free(&r);
	read_text("MemTotal: 100 kB#012MemFree: 5 kB\\x0aCached: 7 kB\n");
	ck_assert_uint_eq(r.n, 1);
	ck_assert_uint_eq(r.v[0].lines, 3);
}
END_TEST

START_TEST(grep_puts_a_name_in_front)
{
	read_text("/proc/meminfo:MemTotal: 100 kB\n12:MemFree: 5 kB\n"
		  "| Cached: 7 kB |\n* Slab: 1 kB\n");
	ck_assert_uint_eq(r.n, 1);
	ck_assert_uint_eq(r.v[0].lines, 4);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("paste");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, what_loggers_put_in_front_is_taken_off);
	tcase_add_test(t, what_is_no_prefix_stays);
	tcase_add_test(t, a_command_is_told_from_output);
	tcase_add_test(t, a_name_that_comes_again_begins_the_next_look);
	tcase_add_test(t, names_that_differ_are_parts_of_one_moment);
	tcase_add_test(t, quoted_printable_is_joined_and_other_joins_are_cut);
	tcase_add_test(t, grep_puts_a_name_in_front);
	return tap_run(t);
}
