/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fdinfo of UNIX sockets and io_uring instances. */
#include <string.h>

#include "parse/proc/fdinfo.h"
#include "tap.h"

static struct span text_of(const char *s)
{
	return span_of(s, strlen(s));
}

START_TEST(fds_in_flight_are_counted)
{
	uint64_t n = 7;

	ck_assert(parse_fdinfo_scm_fds(
		text_of("pos:\t0\nflags:\t02\nino:\t9\nscm_fds: 3\n"), &n));
	ck_assert_uint_eq(n, 3);
	ck_assert(parse_fdinfo_scm_fds(text_of("scm_fds: 0\n"), &n));
	ck_assert_uint_eq(n, 0);
	n = 7;
	ck_assert(!parse_fdinfo_scm_fds(text_of("pos:\t0\nmnt_id:\t10\n"), &n));
	ck_assert(!parse_fdinfo_scm_fds(text_of("scm_fds: x\n"), &n));
	ck_assert(!parse_fdinfo_scm_fds(text_of("scm_fds:\n"), &n));
	ck_assert(!parse_fdinfo_scm_fds(text_of("scm_fds: 3"), &n)); /* cut */
	ck_assert(!parse_fdinfo_scm_fds(text_of(""), &n));
	ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(registered_files_are_listed)
{
	struct span text = text_of("SqThread:\t-1\nUserFiles:\t4\n"
				   "    0: socket:[9445503]\n"
				   "    1: <none>\n"
				   "    2: UDPv6\n"
				   "  300: /tmp/a: b\n"
				   "UserBufs:\t1\n    0: 0x1000/4096\n");
	struct ring_file f;
	bool before = false;

	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert_uint_eq(f.inode, 9445503);
	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert_uint_eq(f.inode, 0);
	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert_uint_eq(f.inode, 0);
	ck_assert(span_is(f.name, "UDPv6"));
	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert(span_is(f.name, "/tmp/a: b"));
	ck_assert(!parse_fdinfo_ring_file(&text, &before, &f));
}
END_TEST

START_TEST(a_list_that_is_none)
{
	static const char *const texts[] = {
		"",
		"UserFiles:",
		"UserFiles:\t3\nUserBufs:\t0\n",
		"pos:\t0\n    0: socket:[1]\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct span text = text_of(texts[i]);
		struct ring_file f;
		bool before = false;

		ck_assert(!parse_fdinfo_ring_file(&text, &before, &f));
	}
}
END_TEST

START_TEST(an_inode_is_whole_or_none)
{
	struct span text = text_of("UserFiles:\t2\n    0: socket:[12x]\n"
				   "    1: socket:[12");
	struct ring_file f;
	bool before = false;

	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert_uint_eq(f.inode, 0);
	ck_assert(parse_fdinfo_ring_file(&text, &before, &f));
	ck_assert_uint_eq(f.inode, 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("fdinfo");

	tcase_add_test(t, fds_in_flight_are_counted);
	tcase_add_test(t, registered_files_are_listed);
	tcase_add_test(t, a_list_that_is_none);
	tcase_add_test(t, an_inode_is_whole_or_none);
	return tap_run(t);
}
