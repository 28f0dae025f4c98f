/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Outside strings in sentences: marked by rules, escaped once by the output. */
#include <stdio.h>
#include <string.h>

#include "diagnose/outside.h"
#include "shown.h"
#include "tap.h"

static const char *in_words(const char *raw)
{
	static char sentence[OUTSIDE_ROOM + 32];

	snprintf(sentence, sizeof(sentence), "of %s at C:\\x5c", OUTSIDE(raw));
	return as_shown(sentence);
}

START_TEST(only_what_is_outside_is_escaped)
{
	ck_assert_str_eq(in_words("nginx"), "of nginx at C:\\x5c");
	ck_assert_str_eq(in_words("a\\x1b\n"), "of a\\x5cx1b\\x0a at C:\\x5c");
	ck_assert_str_eq(in_words(""), "of  at C:\\x5c");
}
END_TEST

/* A name that has the bytes of the marks ends no mark. */
START_TEST(the_marks_cannot_be_forged)
{
	ck_assert_str_eq(in_words("a\x02\x1b[2J"),
			 "of a\\x02\\x1b[2J at C:\\x5c");
	ck_assert_str_eq(in_words("\x01\x03\x03"),
			 "of \\x01\\x03\\x03 at C:\\x5c");
	ck_assert_str_eq(in_words("\x03"
				  "B\x02"),
			 "of \\x03B\\x02 at C:\\x5c");
}
END_TEST

/* A sentence may have been cut anywhere. */
START_TEST(a_mark_without_its_end_is_escaped)
{
	ck_assert_str_eq(as_shown("of \x01"
				  "a\x1b"),
			 "of a\\x1b");
	ck_assert_str_eq(as_shown("of \x01\x03"), "of \\x03");
	ck_assert_str_eq(as_shown("of \x02 and \x03"), "of \\x02 and \\x03");
}
END_TEST

START_TEST(a_long_one_ends_with_a_whole_character)
{
	char raw[400], expected[400] = "of ";

	memset(raw, 'a', sizeof(raw));
	strcpy(raw + 254, "\xc3\xa9 and more");
	memcpy(expected + 3, raw, 254);
	strcpy(expected + 3 + 254, " at C:\\x5c");
	ck_assert_str_eq(in_words(raw), expected);
}
END_TEST

START_TEST(a_process_is_its_name_and_pid)
{
	ck_assert_str_eq(as_shown(PROCESS("a\tb", 7)), "a\\x09b (pid 7)");
	ck_assert_str_eq(as_shown(PROCESS("", 7)), "? (pid 7)");
}
END_TEST

START_TEST(no_cut_goes_through_an_escape)
{
	const char *s = "ab\\x1b\xc3\xa9z";
	size_t len = strlen(s);

	for (size_t max = 2; max < 6; max++) {
		ck_assert_uint_eq(text_cut(s, len, max), 2);
		ck_assert_uint_eq(text_fit(s, len, max), 2);
	}
	ck_assert_uint_eq(text_cut(s, len, 6), 6);
	ck_assert_uint_eq(text_cut(s, len, 7), 6);
	ck_assert_uint_eq(text_cut(s, len, 8), 8);
	ck_assert_uint_eq(text_cut(s, len, 9), 9);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("outside");

	tcase_add_test(t, only_what_is_outside_is_escaped);
	tcase_add_test(t, the_marks_cannot_be_forged);
	tcase_add_test(t, a_mark_without_its_end_is_escaped);
	tcase_add_test(t, a_long_one_ends_with_a_whole_character);
	tcase_add_test(t, a_process_is_its_name_and_pid);
	tcase_add_test(t, no_cut_goes_through_an_escape);
	return tap_run(t);
}
