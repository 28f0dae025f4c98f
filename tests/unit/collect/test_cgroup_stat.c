/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk through a tree of cgroups that a folder has. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/memcgs.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "scratch.h"
#include "tap.h"

static struct snapshot snap;

/* Writes a file below the folder's sys/fs/cgroup. */
static void put(const char *name, const char *content)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "sys/fs/cgroup/%s", name);
	scratch_put(path, content);
}

static void setup(void)
{
	scratch_make();
}

static void teardown(void)
{
	snapshot_free(&snap);
	scratch_remove();
}

static void collect(void)
{
	struct source src;

	ck_assert_int_eq(source_open_capture(scratch, &src), 0);
	ck_assert_int_eq(memcgs_read(&src, &snap), 0);
	source_close(&src);
}

static const struct memcg *find(const char *path)
{
	static const struct memcg none;

	for (size_t i = 0; i < snap.memcgs.n; i++)
		if (!strcmp(snap.strings.data + snap.memcgs.v[i].path, path))
			return &snap.memcgs.v[i];
	ck_abort_msg("%s is missing", path);
	return &none;
}

START_TEST(a_tree)
{
	const struct memcg *m, *parent;

	put("cgroup.controllers", "cpu memory\n");
	put("a/memory.current", "100\n");
	put("a/memory.max", "max\n");
	put("a/b\n\x1b[2J/memory.current", "50\n");
	put("a/b\n\x1b[2J/memory.max", "60\n");
	put("a/b\n\x1b[2J/memory.high", "55\n");
	put("a/b\n\x1b[2J/memory.stat", "sock 7\nkernel 8\n");
	put("a/b\n\x1b[2J/memory.events", "low 0\noom_kill 2\n");
	put("none/cgroup.procs", "");
	put("none/below/memory.current", "5\n");
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 2);
	parent = find("/a");
	m = find("/a/b\n\x1b[2J");
	ck_assert_uint_eq(parent->parent, NO_MEMCG);
	ck_assert(!parent->max_bytes.known);
	ck_assert_ptr_eq(&snap.memcgs.v[m->parent], parent);
	ck_assert_uint_eq(m->current_bytes.v, 50);
	ck_assert_uint_eq(m->max_bytes.v, 60);
	ck_assert_uint_eq(m->high_bytes.v, 55);
	ck_assert_uint_eq(m->socket_bytes.v, 7);
	ck_assert_uint_eq(m->kernel_bytes.v, 8);
	ck_assert_uint_eq(m->oom_kills.v, 2);
	ck_assert(!m->psi.known);
	ck_assert_uint_eq(snap.gaps.n, 0);
}
END_TEST

START_TEST(without_the_controller_it_is_not_walked)
{
	put("cgroup.controllers", "cpu memoryless\n");
	put("a/memory.current", "100\n");
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 0);
	ck_assert_uint_eq(snap.gaps.n, 0);
}
END_TEST

START_TEST(inside_a_container_the_root_counts_too)
{
	put("memory.current", "100\n");
	put("a/memory.current", "60\n");
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 2);
	ck_assert_uint_eq(find("/")->current_bytes.v, 100);
	ck_assert_uint_eq(find("/a")->parent, 0);
}
END_TEST

START_TEST(no_tree)
{
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 0);
	ck_assert_uint_eq(snap.gaps.n, 0);
}
END_TEST

START_TEST(files_that_make_no_sense)
{
	put("a/memory.current", "100\n");
	put("a/memory.max", "\n");
	put("a/memory.stat", "sock x\n");
	put("b/memory.current", "many\n");
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 2);
	ck_assert(!find("/a")->max_bytes.known);
	ck_assert(!find("/a")->socket_bytes.known);
	ck_assert(!find("/b")->current_bytes.known);
	ck_assert_uint_eq(snap.gaps.n, 1);
	ck_assert_uint_eq(snap.gaps.v[0].count, 3);
}
END_TEST

START_TEST(a_deep_one_ends)
{
	char name[PATH_MAX] = "";

	for (int i = 0; i < 40; i++) {
		strcat(name, "d/");
		strcat(name, "memory.current");
		put(name, "1\n");
		name[strlen(name) - strlen("memory.current")] = '\0';
	}
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 32);
	ck_assert_uint_eq(snap.gaps.n, 1);
	ck_assert_str_eq(snap.gaps.v[0].what, "cgroups");
}
END_TEST

START_TEST(a_link_leads_nowhere)
{
	char path[PATH_MAX];

	put("a/memory.current", "100\n");
	snprintf(path, sizeof(path), "%s/sys/fs/cgroup/a/up", scratch);
	ck_assert_int_eq(symlink("..", path), 0);
	collect();
	ck_assert_uint_eq(snap.memcgs.n, 1);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("cgroup_stat");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_tree);
	tcase_add_test(c, without_the_controller_it_is_not_walked);
	tcase_add_test(c, inside_a_container_the_root_counts_too);
	tcase_add_test(c, no_tree);
	tcase_add_test(c, files_that_make_no_sense);
	tcase_add_test(c, a_deep_one_ends);
	tcase_add_test(c, a_link_leads_nowhere);
	return tap_run(c);
}
