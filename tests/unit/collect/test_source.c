/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of a captured folder: nothing outside of it, nothing that hangs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/facts.h"
#include "source/source.h"
#include "scratch.h"
#include "tap.h"
#include "util/buf.h"

static struct source src;
static struct buf text;

static const char *at(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	return path;
}

static void setup(void)
{
	scratch_make();
	scratch_put("proc/meminfo", "MemTotal: 1 kB\n");
	scratch_put("outside", "captured\n");
	ck_assert_int_eq(source_open_capture(scratch, &src), 0);
}

static void teardown(void)
{
	source_close(&src);
	buf_free(&text);
	scratch_remove();
}

START_TEST(a_file_is_read_whole)
{
	struct buf big = { 0 };

	ck_assert_int_eq(source_read(&src, "proc/meminfo", &text), 0);
	ck_assert_str_eq(text.data, "MemTotal: 1 kB\n");
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(buf_printf(&big, "%d\n", i), 0);
	scratch_put("proc/big", big.data);
	ck_assert_int_eq(source_read(&src, "proc/big", &text), 0);
	ck_assert_uint_eq(text.len, big.len);
	ck_assert_str_eq(text.data, big.data);
	scratch_put("proc/empty", "");
	ck_assert_int_eq(source_read(&src, "proc/empty", &text), 0);
	ck_assert_uint_eq(text.len, 0);
	ck_assert_str_eq(text.data, "");
	buf_free(&big);
}
END_TEST

START_TEST(what_is_not_there_is_an_error_and_empties)
{
	ck_assert_int_eq(source_read(&src, "proc/meminfo", &text), 0);
	ck_assert_int_eq(source_read(&src, "proc/none", &text), -ENOENT);
	ck_assert_uint_eq(text.len, 0);
	ck_assert_int_eq(source_read(&src, "proc", &text), -EISDIR);
	ck_assert_int_eq(source_read(&src, "", &text), -EINVAL);
	ck_assert_int_eq(source_read(&src, "/etc/passwd", &text), -EINVAL);
	ck_assert_int_eq(source_read(&src, "proc/meminfo/x", &text), -ENOTDIR);
}
END_TEST

START_TEST(a_file_over_64_mib_is_refused)
{
	int fd = open(at("proc/huge"), O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (64 << 20) + 1), 0);
	close(fd);
	ck_assert_int_eq(source_read(&src, "proc/huge", &text), -EFBIG);
	ck_assert_uint_eq(text.len, 0);
}
END_TEST

/* A link may lead about in the folder, and never out of it. */
START_TEST(no_link_leads_out_of_the_folder)
{
	char up[PATH_MAX];
	int err;

	snprintf(up, sizeof(up), "../../../../../../../..%s/outside", scratch);
	ck_assert_int_eq(symlink("/proc/version", at("proc/abs")), 0);
	ck_assert_int_eq(
		symlink("../../../../../../proc/version", at("proc/up")), 0);
	ck_assert_int_eq(symlink("/proc/self/root/etc/passwd", at("magic")), 0);
	ck_assert_int_eq(symlink("/", at("root")), 0);
	ck_assert_int_eq(symlink("../outside", at("proc/inside")), 0);
	ck_assert_int_ne(source_read(&src, "proc/abs", &text), 0);
	ck_assert_int_ne(source_read(&src, "proc/up", &text), 0);
	ck_assert_int_ne(source_read(&src, "magic", &text), 0);
	ck_assert_int_ne(source_read(&src, "root/etc/passwd", &text), 0);
	ck_assert_int_ne(source_read(&src, "../../etc/passwd", &text), 0);
	ck_assert_int_ne(source_read(&src, up, &text), 0);
	/* 0 with openat2(), ELOOP or EINVAL on kernels before 5.6 */
	err = source_read(&src, "proc/inside", &text);
	if (!err)
		ck_assert_str_eq(text.data, "captured\n");
}
END_TEST

START_TEST(a_pipe_or_device_is_refused_at_once)
{
	ck_assert_int_eq(mkfifo(at("proc/fifo"), 0600), 0);
	ck_assert_int_eq(source_read(&src, "proc/fifo", &text), -EINVAL);
	if (mknod(at("proc/null"), S_IFCHR | 0600, 0x103) == 0)
		ck_assert_int_eq(source_read(&src, "proc/null", &text),
				 -EINVAL);
}
END_TEST

START_TEST(a_capture_is_a_folder)
{
	struct source s;

	ck_assert_int_eq(source_open_capture(at("none"), &s), -ENOENT);
	ck_assert_int_eq(source_open_capture(at("outside"), &s), -ENOTDIR);
	source_close(NULL);
}
END_TEST

START_TEST(a_number_is_all_of_its_file)
{
	uint64_t n = 9;

	scratch_put("sys/n5", "5\n");
	scratch_put("sys/two", "5 6\n");
	scratch_put("sys/word", "max\n");
	ck_assert_int_eq(facts_number(&src, &text, &n, "sys/n%d", 5), 0);
	ck_assert_uint_eq(n, 5);
	n = 9;
	ck_assert_int_eq(facts_number(&src, &text, &n, "sys/two"), -EINVAL);
	ck_assert_int_eq(facts_number(&src, &text, &n, "sys/word"), -EINVAL);
	ck_assert_int_eq(facts_number(&src, &text, &n, "sys/none"), -ENOENT);
	ck_assert_uint_eq(n, 9);
}
END_TEST

START_TEST(a_directory_is_opened_and_no_file)
{
	DIR *dir = source_open_dir(&src, "proc");

	ck_assert_ptr_nonnull(dir);
	closedir(dir);
	ck_assert_ptr_null(source_open_dir(&src, "proc/meminfo"));
	ck_assert_ptr_null(source_open_dir(&src, "nothing"));
}
END_TEST

START_TEST(the_live_proc_is_read_though_it_has_no_size)
{
	struct source live;

	ck_assert_int_eq(source_open_live(&live), 0);
	ck_assert_int_eq(source_read(&live, "proc/meminfo", &text), 0);
	ck_assert(!strncmp(text.data, "MemTotal:", 9));
	ck_assert_int_eq(source_read(&live, "proc/kmw-none", &text), -ENOENT);
	source_close(&live);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("source");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_file_is_read_whole);
	tcase_add_test(t, what_is_not_there_is_an_error_and_empties);
	tcase_add_test(t, a_file_over_64_mib_is_refused);
	tcase_add_test(t, no_link_leads_out_of_the_folder);
	tcase_add_test(t, a_pipe_or_device_is_refused_at_once);
	tcase_add_test(t, a_capture_is_a_folder);
	tcase_add_test(t, a_number_is_all_of_its_file);
	tcase_add_test(t, a_directory_is_opened_and_no_file);
	tcase_add_test(t, the_live_proc_is_read_though_it_has_no_size);
	return tap_run(t);
}
