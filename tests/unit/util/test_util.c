/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "util/buf.h"
#include "util/escape.h"
#include "util/idhash.h"
#include "util/pages.h"
#include "util/refhash.h"
#include "util/opt.h"
#include "util/span.h"
#include "util/vec.h"
#include "util/human_time.h"

static struct span span(const char *s)
{
	return span_of(s, strlen(s));
}

START_TEST(lines_are_cut_with_and_without_a_last_newline)
{
	struct span text = span("one\n\nthree"), line;

	ck_assert(span_line(&text, &line));
	ck_assert(span_is(line, "one"));
	ck_assert(span_line(&text, &line));
	ck_assert_uint_eq(line.len, 0);
	ck_assert(span_line(&text, &line));
	ck_assert(span_is(line, "three"));
	ck_assert(!span_line(&text, &line));
}
END_TEST

START_TEST(words_are_cut_at_blanks_tabs_and_returns)
{
	struct span line = span(" \ta  bc\t\r"), word;

	ck_assert(span_word(&line, &word));
	ck_assert(span_is(word, "a"));
	ck_assert(span_word(&line, &word));
	ck_assert(span_is(word, "bc"));
	ck_assert(!span_word(&line, &word));
}
END_TEST

START_TEST(until_needs_its_separator)
{
	struct span s = span("a:b"), head;

	ck_assert(span_until(&s, ':', &head));
	ck_assert(span_is(head, "a"));
	ck_assert(span_is(s, "b"));
	ck_assert(!span_until(&s, ':', &head));
	ck_assert(span_is(s, "b"));
	ck_assert(span_is(span_trim(span("  x y \t")), "x y"));
	ck_assert_uint_eq(span_trim(span(" \t")).len, 0);
	ck_assert(span_starts(span("abc"), "ab"));
	ck_assert(!span_starts(span("a"), "ab"));
}
END_TEST

START_TEST(numbers_are_whole_and_fit)
{
	uint64_t u = 7;
	int64_t i = 7;

	ck_assert_int_eq(span_u64(span("18446744073709551615"), &u), 0);
	ck_assert(u == UINT64_MAX);
	ck_assert_int_eq(span_u64(span("18446744073709551616"), &u), -ERANGE);
	ck_assert_int_eq(span_u64(span("99999999999999999999999"), &u),
			 -ERANGE);
	ck_assert_int_eq(span_u64(span(""), &u), -EINVAL);
	ck_assert_int_eq(span_u64(span("-1"), &u), -EINVAL);
	ck_assert_int_eq(span_u64(span("+1"), &u), -EINVAL);
	ck_assert_int_eq(span_u64(span(" 1"), &u), -EINVAL);
	ck_assert_int_eq(span_u64(span("1x"), &u), -EINVAL);
	ck_assert_int_eq(span_u64(span_of("1\0", 2), &u), -EINVAL);
	ck_assert_msg(u == UINT64_MAX, "touched on failure");
	ck_assert_int_eq(span_i64(span("-9223372036854775807"), &i), 0);
	ck_assert(i == -INT64_MAX);
	ck_assert_int_eq(span_i64(span("9223372036854775808"), &i), -ERANGE);
	ck_assert_int_eq(span_i64(span("--1"), &i), -EINVAL);
	ck_assert_int_eq(span_i64(span("-"), &i), -EINVAL);
	ck_assert_int_eq(span_hex(span("fFfe"), &u), 0);
	ck_assert_uint_eq(u, 0xfffe);
	ck_assert_int_eq(span_hex(span("0x1"), &u), -EINVAL);
	ck_assert_int_eq(span_hex(span("10000000000000000"), &u), -ERANGE);
}
END_TEST

START_TEST(a_copy_is_cut_and_ended)
{
	char dst[4] = "zzz";

	span_copy(span("abcdef"), dst, sizeof(dst));
	ck_assert_str_eq(dst, "abc");
	span_copy(span(""), dst, sizeof(dst));
	ck_assert_str_eq(dst, "");
	span_copy(span("x"), dst, 1);
	ck_assert_str_eq(dst, "");
}
END_TEST

/* What escape() makes of it. */
static const char *escaped(const char *s)
{
	static char dst[256];

	return escape_str(dst, sizeof(dst), s);
}

START_TEST(harmless_text_is_not_escaped)
{
	ck_assert_str_eq(escaped("nginx: worker \"1\" <&>"),
			 "nginx: worker \"1\" <&>");
	ck_assert_str_eq(escaped("gr\xc3\xbc\xc3\x9f \xe4\xb8\xad "
				 "\xf0\x9f\x98\x80"),
			 "gr\xc3\xbc\xc3\x9f \xe4\xb8\xad \xf0\x9f\x98\x80");
	ck_assert_str_eq(escaped(""), "");
}
END_TEST

START_TEST(what_steers_a_terminal_is_escaped)
{
	ck_assert_str_eq(escaped("\x1b[31m\n\t\x7f"),
			 "\\x1b[31m\\x0a\\x09\\x7f");
	ck_assert_str_eq(escaped("a\\x1b"), "a\\x5cx1b");
	/* C1, right-to-left override, isolates, a byte order mark */
	ck_assert_str_eq(escaped("\xc2\x9b"), "\\xc2\\x9b");
	ck_assert_str_eq(escaped("\xe2\x80\xae"), "\\xe2\\x80\\xae");
	ck_assert_str_eq(escaped("\xe2\x81\xa6"), "\\xe2\\x81\\xa6");
	ck_assert_str_eq(escaped("\xef\xbb\xbf"), "\\xef\\xbb\\xbf");
}
END_TEST

START_TEST(what_is_no_utf8_is_escaped)
{
	ck_assert_str_eq(escaped("\xff\xfe"), "\\xff\\xfe");
	ck_assert_str_eq(escaped("\x80"), "\\x80");
	ck_assert_str_eq(escaped("\xc0\xaf"), "\\xc0\\xaf");
	ck_assert_str_eq(escaped("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
	ck_assert_str_eq(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80");
	ck_assert_str_eq(escaped("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	/* a character that is cut at the end of the name */
	ck_assert_str_eq(escaped("ab\xe4\xb8"), "ab\\xe4\\xb8");
}
END_TEST

START_TEST(an_escaped_string_ends_at_a_character)
{
	char dst[8];

	ck_assert_uint_eq(escape(dst, sizeof(dst), "abc\n\n", 5), 7);
	ck_assert_str_eq(dst, "abc\\x0a");
	ck_assert_uint_eq(escape(dst, sizeof(dst), "abcd\nx", 6), 4);
	ck_assert_str_eq(dst, "abcd");
	ck_assert_uint_eq(escape(dst, 3, "a\xc3\xbc", 3), 1);
	ck_assert_str_eq(dst, "a");
	ck_assert_uint_eq(escape(dst, sizeof(dst), "\0x", 2), 5);
	ck_assert_str_eq(dst, "\\x00x");
}
END_TEST

START_TEST(ids_are_found_with_their_values)
{
	struct idhash h = { 0 };

	ck_assert_ptr_null(idhash_find(&h, 5));
	ck_assert_int_eq(idhash_add(&h, 0, 1), -EINVAL);
	for (uint64_t id = 1; id <= 100000; id++)
		ck_assert_int_eq(idhash_add(&h, id << 20, (uint32_t)id * 3), 0);
	ck_assert_uint_eq(h.n, 100000);
	ck_assert_uint_ge(h.size, 200000);
	ck_assert_int_eq(idhash_add(&h, UINT64_C(7) << 20, 9), -EEXIST);
	for (uint64_t id = 1; id <= 100000; id++) {
		const uint32_t *v = idhash_find(&h, id << 20);

		ck_assert_ptr_nonnull(v);
		ck_assert_uint_eq(*v, (uint32_t)id * 3);
	}
	ck_assert_ptr_null(idhash_find(&h, 1));
	ck_assert_ptr_null(idhash_find(&h, 0));
	ck_assert_ptr_null(idhash_find(&h, UINT64_MAX));
	ck_assert_int_eq(idhash_reserve(&h, SIZE_MAX), -ENOMEM);
	idhash_free(&h);
	idhash_free(&h);
	idhash_free(NULL);
}
END_TEST

static uint64_t number_of(const void *array, uint32_t index)
{
	const uint64_t *const *numbers = array;

	return (*numbers)[index];
}

START_TEST(elements_are_found_by_their_own_id)
{
	uint64_t *numbers = NULL;
	struct refhash h = { .id_of = number_of, .array = &numbers };

	ck_assert_uint_eq(refhash_find(&h, 5), REFHASH_NONE);
	for (uint32_t i = 0; i < 100000; i++) {
		/* the array moves while it grows */
		if (i % 1000 == 0)
			numbers =
				realloc(numbers, (i + 1000) * sizeof(*numbers));
		ck_assert_ptr_nonnull(numbers);
		numbers[i] = ((uint64_t)i + 1) << 32;
		ck_assert_int_eq(refhash_add(&h, i), 0);
	}
	ck_assert_uint_eq(h.n, 100000);
	ck_assert_uint_le(h.size, 262144);
	numbers[17] = numbers[16];
	ck_assert_int_eq(refhash_add(&h, 17), -EEXIST);
	numbers[17] = UINT64_C(18) << 32;
	for (uint32_t i = 0; i < 100000; i++)
		ck_assert_uint_eq(refhash_find(&h, numbers[i]), i);
	ck_assert_uint_eq(refhash_find(&h, 1), REFHASH_NONE);
	ck_assert_uint_eq(refhash_find(&h, UINT64_MAX), REFHASH_NONE);
	ck_assert_int_eq(refhash_reserve(&h, SIZE_MAX), -ENOMEM);
	refhash_free(&h);
	ck_assert_uint_eq(refhash_find(&h, numbers[3]), REFHASH_NONE);
	refhash_free(&h);
	refhash_free(NULL);
	free(numbers);
}
END_TEST

START_TEST(a_buffer_grows_and_stays_ended)
{
	struct buf b = { 0 };
	char chunk[1000];

	memset(chunk, 'x', sizeof(chunk));
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(buf_append(&b, chunk, sizeof(chunk)), 0);
	ck_assert_uint_eq(b.len, 100000);
	ck_assert_uint_eq(strlen(b.data), 100000);
	buf_clear(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_str_eq(b.data, "");
	ck_assert_int_eq(buf_printf(&b, "%d-%s", 42, "x"), 0);
	ck_assert_int_eq(buf_printf(&b, "%s", ""), 0);
	ck_assert_str_eq(b.data, "42-x");
	ck_assert_int_eq(buf_reserve(&b, SIZE_MAX), -ENOMEM);
	ck_assert_int_eq(buf_reserve(&b, SIZE_MAX / 2), -ENOMEM);
	ck_assert_str_eq(b.data, "42-x");
	buf_free(&b);
	ck_assert_ptr_null(b.data);
	ck_assert_int_eq(buf_append(&b, NULL, 0), 0);
	ck_assert_str_eq(b.data, "");
	buf_free(&b);
	buf_free(NULL);
}
END_TEST

START_TEST(a_vector_grows_by_half)
{
	struct {
		uint64_t *v;
		size_t n, cap;
	} a = { 0 };

	for (uint64_t i = 0; i < 1000; i++) {
		ck_assert_int_eq(VEC_GROW(&a), 0);
		ck_assert_uint_lt(a.n, a.cap);
		a.v[a.n++] = i * i;
	}
	ck_assert_uint_eq(a.v[999], 998001);
	ck_assert_uint_lt(a.cap, 1600);
	free(a.v);
}
END_TEST

START_TEST(unknown_is_not_zero)
{
	struct opt_u64 unknown = { .v = 99 }, sum;

	ck_assert_uint_eq(opt_or0(unknown), 0);
	sum = opt_plus(unknown, unknown);
	ck_assert(!sum.known);
	sum = opt_plus(unknown, opt_u64(5));
	ck_assert(sum.known && sum.v == 5);
	sum = opt_plus(sum, unknown);
	ck_assert(sum.known && sum.v == 5);
	sum = opt_plus(sum, opt_u64(6));
	ck_assert(sum.known && sum.v == 11);
	ck_assert(!opt_signed(unknown).known);
	ck_assert_int_eq(opt_signed(sum).v, 11);
	ck_assert_int_eq(opt_i64_or0((struct opt_i64){ .v = -3 }), 0);
	ck_assert_int_eq(opt_i64_or0(opt_i64(-3)), -3);
}
END_TEST

START_TEST(a_vector_has_room_for_what_is_known_to_come)
{
	uint64_t *v = NULL;
	size_t cap = 0, n = 100000;

	ck_assert_int_eq(vec_reserve((void **)&v, &cap, n, sizeof(*v)), 0);
	ck_assert_uint_eq(cap, n);
	for (size_t i = 0; i < n; i++)
		v[i] = i;
	/* whatever the kernel makes of it, what is there stays */
	for (size_t from = 0; from < 5000; from += 1234)
		pages_take(v + from, (n - from) * sizeof(*v) - from);
	pages_take(v, 0);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(v[i], i);
	ck_assert_int_eq(vec_reserve((void **)&v, &cap, 5, sizeof(*v)), 0);
	ck_assert_int_eq(vec_reserve((void **)&v, &cap, SIZE_MAX, sizeof(*v)),
			 -ENOMEM);
	ck_assert_uint_eq(cap, n);
	free(v);
}
END_TEST

START_TEST(times_have_no_more_digits_than_one_plans_by)
{
	char text[HUMAN_TIME_MAX];

	ck_assert_str_eq(human_time(text, 12.4), "12 s");
	ck_assert_str_eq(human_time(text, 89), "89 s");
	ck_assert_str_eq(human_time(text, 150), "2 min");
	ck_assert_str_eq(human_time(text, 9000), "2.5 h");
	ck_assert_str_eq(human_time(text, 4 * 86400), "4 days");
	ck_assert_str_eq(human_time_range(text, 60, 300), "1-5 min");
	ck_assert_str_eq(human_time_range(text, 481, 490), "8 min");
	ck_assert_str_eq(human_time_range(text, 3600, 30000), "1.0-8.3 h");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("util");

	tcase_add_test(t, lines_are_cut_with_and_without_a_last_newline);
	tcase_add_test(t, words_are_cut_at_blanks_tabs_and_returns);
	tcase_add_test(t, until_needs_its_separator);
	tcase_add_test(t, numbers_are_whole_and_fit);
	tcase_add_test(t, a_copy_is_cut_and_ended);
	tcase_add_test(t, harmless_text_is_not_escaped);
	tcase_add_test(t, what_steers_a_terminal_is_escaped);
	tcase_add_test(t, what_is_no_utf8_is_escaped);
	tcase_add_test(t, an_escaped_string_ends_at_a_character);
	tcase_add_test(t, ids_are_found_with_their_values);
	tcase_add_test(t, elements_are_found_by_their_own_id);
	tcase_add_test(t, a_buffer_grows_and_stays_ended);
	tcase_add_test(t, a_vector_grows_by_half);
	tcase_add_test(t, a_vector_has_room_for_what_is_known_to_come);
	tcase_add_test(t, unknown_is_not_zero);
	tcase_add_test(t, times_have_no_more_digits_than_one_plans_by);
	return tap_run(t);
}
