/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is in which network namespace, asked again and again. */
#include "collect/netns/netns_tasks.h"

#include <fcntl.h>
#include <unistd.h>

#include "scratch.h"
#include "tap.h"

static struct netns_memory memory;
static struct netns_tasks got;

static void link_to(const char *name, const char *target)
{
	char path[PATH_MAX];

	scratch_path(path, name);
	unlink(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

static void setup(void)
{
	scratch_make();
	link_to("10/ns/net", "net:[111]");
	link_to("12/ns/net", "net:[111]");
	link_to("12/task/12/ns/net", "net:[111]");
	link_to("12/task/13/ns/net", "net:[222]");
}

static void teardown(void)
{
	netns_tasks_free(&got);
	netns_tasks_free(&memory.tasks);
	scratch_remove();
}

static void find(struct netns_memory *m)
{
	int proc = open(scratch, O_RDONLY | O_DIRECTORY);

	ck_assert_int_ge(proc, 0);
	netns_tasks_free(&got);
	ck_assert_int_eq(netns_tasks_find(proc, m, &got), 0);
	close(proc);
}

static uint64_t inode_of(pid_t tid)
{
	for (size_t i = 0; i < got.n; i++)
		if (got.v[i].tid == tid)
			return got.v[i].inode;
	return 0;
}

START_TEST(processes_and_threads_are_found)
{
	find(NULL);
	ck_assert_uint_eq(got.n, 3);
	ck_assert_uint_eq(got.threads, 1);
	ck_assert_uint_eq(inode_of(10), 111);
	ck_assert_uint_eq(inode_of(13), 222);
}
END_TEST

START_TEST(between_two_readings_only_new_ones_are_read)
{
	memory.now_ms = 1000;
	find(&memory);
	memory.pace.next_ms = 2000;
	link_to("10/ns/net", "net:[333]");
	link_to("11/ns/net", "net:[444]");
	find(&memory);
	ck_assert_uint_eq(got.n, 4);
	ck_assert_uint_eq(inode_of(10), 111);
	ck_assert_uint_eq(inode_of(11), 444);
	ck_assert_uint_eq(inode_of(13), 222);
	ck_assert_uint_eq(got.threads, 1);
	memory.now_ms = 2000;
	find(&memory);
	ck_assert_uint_eq(inode_of(10), 333);
}
END_TEST

START_TEST(what_ended_is_forgotten)
{
	char path[PATH_MAX], other[PATH_MAX];

	find(&memory);
	memory.pace.next_ms = INT64_MAX;
	scratch_path(path, "12");
	scratch_path(other, "gone");
	ck_assert_int_eq(rename(path, other), 0);
	find(&memory);
	ck_assert_uint_eq(got.n, 1);
	ck_assert_uint_eq(got.threads, 0);
	ck_assert_uint_eq(inode_of(13), 0);
}
END_TEST

START_TEST(no_link_is_no_namespace)
{
	char path[PATH_MAX];

	scratch_path(path, "10/ns/net");
	unlink(path);
	link_to("12/ns/net", "mnt:[5]");
	find(NULL);
	ck_assert_uint_eq(inode_of(10), 0);
	ck_assert_uint_eq(inode_of(12), 0);
	ck_assert_uint_eq(inode_of(13), 222);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("netns_tasks");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, processes_and_threads_are_found);
	tcase_add_test(t, between_two_readings_only_new_ones_are_read);
	tcase_add_test(t, what_ended_is_forgotten);
	tcase_add_test(t, no_link_is_no_namespace);
	return tap_run(t);
}
