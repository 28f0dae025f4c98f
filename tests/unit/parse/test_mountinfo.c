/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/self/mountinfo, whole, strange and cut. */
#include <string.h>

#include "parse/proc/mountinfo.h"
#include "tap.h"

static struct span text_of(const char *s)
{
	return span_of(s, strlen(s));
}

START_TEST(mounts_one_after_the_other)
{
	struct span text = text_of(
		"31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 none rw\n"
		"not a mount\n"
		"\n"
		"512 24 0:4 net:[4026532177] /run/netns/a\\040b rw "
		"shared:7 master:2 - nsfs nsfs rw\n"
		"9 8 0:1 / / rw");
	struct mount m;

	ck_assert(parse_mount(&text, &m));
	ck_assert(span_is(m.root, "/"));
	ck_assert(span_is(m.point, "/sys/fs/cgroup"));
	ck_assert(span_is(m.fstype, "cgroup2"));
	ck_assert(parse_mount(&text, &m));
	ck_assert(span_is(m.root, "net:[4026532177]"));
	ck_assert(span_is(m.point, "/run/netns/a\\040b"));
	ck_assert(span_is(m.fstype, "nsfs"));
	ck_assert(!parse_mount(&text, &m));
	ck_assert(!parse_mount(&text, &m));
}
END_TEST

START_TEST(escapes_are_undone)
{
	char dst[32];

	ck_assert(parse_mount_unescape(text_of("a\\040b\\134\\011\\012c"), dst,
				       sizeof(dst)));
	ck_assert_str_eq(dst, "a b\\\t\nc");
	ck_assert(parse_mount_unescape(text_of("x\\9\\04"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "x\\9\\04");
	ck_assert(parse_mount_unescape(text_of(""), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "");
}
END_TEST

START_TEST(what_does_not_fit_is_cut)
{
	char dst[4];

	ck_assert(parse_mount_unescape(text_of("abc"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "abc");
	ck_assert(!parse_mount_unescape(text_of("abcd"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "abc");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("mountinfo");

	tcase_add_test(t, mounts_one_after_the_other);
	tcase_add_test(t, escapes_are_undone);
	tcase_add_test(t, what_does_not_fit_is_cut);
	return tap_run(t);
}
