/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process as a page and as JSON; hostile names in all places. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "render_machine.h"
#include "tap.h"

static struct machine m;
static struct process_map in;
static struct thread_group groups[2];
static struct process_mapping maps[2];

static void setup(void)
{
	machine_init(&m);
	memset(&in, 0, sizeof(in));
	memset(groups, 0, sizeof(groups));
	memset(maps, 0, sizeof(maps));
	m.snap.process_map = &in;
	in.pid = 42;
	strcpy(in.comm, HOSTILE);
	strcpy(in.state, "S");
	in.maps = in.smaps = true;
	in.threads = opt_u64(3);
	in.rss = opt_u64(30 * MIB);
	in.mappings = 5;
	in.cost.total_us = opt_u64(2500);
	in.cost.longest_us = opt_u64(1500);
	in.class[PM_ARENAS] = (struct process_map_sum){ .count = 1,
							.size = 24 * MIB,
							.rss = 20 * MIB,
							.untracked = 19 * MIB };
	in.arenas = (struct process_map_arenas){ 1, 0, 64 * MIB };
	groups[0].threads = 1;
	groups[1] = (struct thread_group){
		.threads = 2, .stacks = 1, .size = 8 * MIB, .rss = MIB
	};
	strcpy(groups[0].name, "idle");
	strcpy(groups[1].name, HOSTILE);
	in.groups = groups;
	in.n_groups = 2;
	maps[0] = (struct process_mapping){ .start = 0x7f0000000000,
					    .end = 0x7f0001800000,
					    .rss = 20 * MIB,
					    .class = PM_ARENAS };
	strcpy(maps[0].name, HOSTILE);
	in.top = maps;
	in.n_top = 1;
	in.nmt_state = NMT_READ;
	in.nmt.detail = true;
	in.nmt.n = 1;
	strcpy(in.nmt.v[0].name, HOSTILE);
	in.nmt.v[0].committed = opt_u64(7 * MIB);
	in.nmt.v[0].grown = opt_i64(-MIB);
	in.nmt.grown = opt_i64(-MIB);
	m.acct.process_map.resident = opt_u64(40 * MIB);
	m.acct.process_map.untracked.by_ranges = true;
	m.acct.process_map.untracked.bytes = opt_u64(19 * MIB);
	m.acct.process_map.untracked.error = opt_u64(MIB);
}

static void teardown(void)
{
	m.snap.process_map = NULL;
	machine_free(&m);
}

static char *page(void)
{
	int err;
	char *text = machine_render(&m, render_table, &err);

	ck_assert_int_eq(err, 0);
	ck_assert_msg(!strchr(text, '\033') && !strchr(text, '\xff'), "%s",
		      text);
	return text;
}

static void has(const char *text, const char *what)
{
	ck_assert_msg(strstr(text, what) != NULL, "no \"%s\" in\n%s", what,
		      text);
}

START_TEST(a_page_of_a_process)
{
	char *text = page();

	has(text, "PROCESS 42 " HOSTILE_SAFE "   resident 40.0 MiB");
	has(text, "glibc-arenas     1 24.0M 20.0M   50%");
	has(text, "19.0M\n");
	has(text, "5 mappings read in 2.5 ms; mmap() and munmap() of the "
		  "process waited for at most 1.5 ms");
	has(text, HOSTILE_SAFE "     2      1 8.0M 1.0M\n");
	has(text, "7f0000000000 24.0M 20.0M    0 glibc-arenas " HOSTILE_SAFE);
	has(text, "resident and not the JVM's 19.0 MiB (+ 1.0 MiB)");
	has(text, "-1.0M\n");
	ck_assert(!strstr(text, "MEMORY"));
	free(text);
}
END_TEST

START_TEST(a_page_without_smaps)
{
	char *text;

	in.smaps = false;
	in.nmt_state = NMT_NOT_ASKED;
	m.acct.process_map.untracked.by_ranges = false;
	m.acct.process_map.resident = in.rss;
	text = page();
	has(text, "glibc-arenas     1 24.0M   -     -   -    -\n");
	ck_assert(!strstr(text, "NOT-JVM") && !strstr(text, "COMMITTED"));
	free(text);
}
END_TEST

static json_t *report(void)
{
	int err;
	char *text = machine_render(&m, render_json, &err);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_int_eq(err, 0);
	ck_assert_msg(root != NULL, "%s", error.text);
	free(text);
	return root;
}

START_TEST(json_of_a_process)
{
	json_t *root = report(), *v = json_object_get(root, "inside");
	json_t *row = json_array_get(json_object_get(v, "classes"), 0);
	json_t *nmt = json_object_get(v, "nmt");

	ck_assert_str_eq(json_string_value(json_object_get(v, "comm")),
			 HOSTILE_SAFE);
	ck_assert_uint_eq(json_array_size(json_object_get(v, "classes")), 1);
	ck_assert_int_eq(
		json_integer_value(json_object_get(row, "untracked_bytes")),
		19 * MIB);
	ck_assert(json_is_null(json_object_get(v, "peak_bytes")));
	ck_assert(json_is_null(json_object_get(v, "allocator")));
	row = json_array_get(json_object_get(v, "top_mappings"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(row, "start")),
			 "0x7f0000000000");
	row = json_array_get(json_object_get(nmt, "categories"), 0);
	ck_assert_int_eq(
		json_integer_value(json_object_get(row, "growth_bytes")), -MIB);
	/* a thread that was not seen to have a stack */
	row = json_array_get(json_object_get(v, "thread_groups"), 0);
	ck_assert(json_is_null(json_object_get(row, "resident_bytes")));
	json_decref(root);
}
END_TEST

START_TEST(json_of_a_machine)
{
	json_t *root;

	m.snap.process_map = NULL;
	root = report();
	ck_assert(json_is_null(json_object_get(root, "inside")));
	json_decref(root);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("render inside");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_page_of_a_process);
	tcase_add_test(t, a_page_without_smaps);
	tcase_add_test(t, json_of_a_process);
	tcase_add_test(t, json_of_a_machine);
	return tap_run(t);
}
