/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meminfo, vmstat, zoneinfo, slabinfo, vmallocinfo, psi, arcstats: what the
 * cases of tests/parse cannot show, that is what happens to ret and bad.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/memory/memory.h"
#include "parse/memory/memory.h"
#include "tap.h"

static struct span span(const char *s)
{
	return span_of(s, strlen(s));
}

static const char slab_row[] =
	"TCP 10 14 2304 14 8 : tunables 0 0 0 : slabdata 1 3 0\n";

START_TEST(meminfo_is_in_bytes_and_counts)
{
	struct meminfo mi;
	unsigned bad = 5;

	ck_assert_int_eq(parse_meminfo(span("MemTotal:  24684084 kB\n"
					    "HugePages_Total:      12\n"
					    "MemFree: x kB\n"),
				       &mi, &bad),
			 0);
	ck_assert(mi.v[MEM_TOTAL].known);
	ck_assert(mi.v[MEM_TOTAL].v == UINT64_C(25276502016));
	ck_assert(mi.v[MEM_HUGEPAGES_TOTAL].known);
	ck_assert_uint_eq(mi.v[MEM_HUGEPAGES_TOTAL].v, 12);
	ck_assert(!mi.v[MEM_FREE].known);
	ck_assert(!mi.v[MEM_CACHED].known);
	ck_assert_msg(bad == 6, "bad lines are added to what bad was");
}
END_TEST

START_TEST(meminfo_without_a_line_stores_nothing)
{
	struct meminfo mi = { .v[MEM_FREE] = { .v = 77, .known = true } };
	unsigned bad = 5;

	ck_assert_int_eq(parse_meminfo(span("nothing\n"), &mi, &bad), -EINVAL);
	ck_assert_int_eq(parse_meminfo(span(""), &mi, &bad), -EINVAL);
	ck_assert_uint_eq(mi.v[MEM_FREE].v, 77);
	ck_assert_uint_eq(bad, 5);
}
END_TEST

START_TEST(meminfo_forgets_what_was_there)
{
	struct meminfo mi = { .v[MEM_FREE] = { .v = 77, .known = true } };
	unsigned bad = 0;

	ck_assert_int_eq(parse_meminfo(span("MemTotal: 1 kB\n"), &mi, &bad), 0);
	ck_assert(!mi.v[MEM_FREE].known);
}
END_TEST

START_TEST(every_meminfo_key_is_found_by_its_name)
{
	for (unsigned i = 0; i < MEMINFO_N; i++) {
		bool count = meminfo_is_count((enum meminfo_key)i);
		struct meminfo mi;
		char line[64];
		unsigned bad = 0;

		snprintf(line, sizeof(line), "%s: 3%s\n",
			 meminfo_name((enum meminfo_key)i), count ? "" : " kB");
		ck_assert_int_eq(parse_meminfo(span(line), &mi, &bad), 0);
		ck_assert_uint_eq(bad, 0);
		ck_assert(mi.v[i].known);
		ck_assert_uint_eq(mi.v[i].v, count ? 3 : 3072);
	}
}
END_TEST

START_TEST(vmstat_adds_all_stalls)
{
	struct vmstat vm;
	unsigned bad = 0;

	ck_assert_int_eq(parse_vmstat(span("allocstall_dma 1\n"
					   "nr_zspages 9\n"
					   "allocstall_normal 40\n"),
				      &vm, &bad),
			 0);
	ck_assert(vm.direct_stalls.known && vm.direct_stalls.v == 41);
	ck_assert(vm.v[VM_ZSPAGES].known && vm.v[VM_ZSPAGES].v == 9);
	ck_assert(!vm.v[VM_OOM_KILL].known);
}
END_TEST

START_TEST(zoneinfo_adds_the_lists_of_all_cpus)
{
	struct zoneinfo z;
	unsigned bad = 0;

	ck_assert_int_eq(parse_zoneinfo(span("Node 0, zone DMA\n present 8\n"
					     " managed 7\n pagesets\n cpu: 0\n"
					     " count: 3\n high: 9\n cpu: 1\n"
					     " count: 4\n start_pfn: 1\n"),
					&z, &bad),
			 0);
	ck_assert(z.pcp_pages.known && z.pcp_pages.v == 7);
	ck_assert(z.managed_pages.known && z.managed_pages.v == 7);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(slabinfo_appends_with_the_page_size)
{
	struct slabs s = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_slabinfo(span(slab_row), 4096, &s, &bad), 0);
	ck_assert_int_eq(parse_slabinfo(span(slab_row), 65536, &s, &bad), 0);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_str_eq(s.v[0].name, "TCP");
	ck_assert_uint_eq(s.v[0].bytes, 3 * 8 * 4096);
	ck_assert_uint_eq(s.v[1].bytes, 3 * 8 * 65536);
	ck_assert_uint_eq(s.v[0].objects, 14);
	ck_assert_uint_eq(s.v[0].active, 10);
	ck_assert_uint_eq(s.v[0].object_bytes, 2304);
	ck_assert(!s.v[0].reclaimable.known);
	ck_assert(!s.known);
	ck_assert_int_eq(parse_slabinfo(span("x\n"), 4096, &s, &bad), -EINVAL);
	ck_assert_uint_eq(s.n, 2);
	free(s.v);
}
END_TEST

START_TEST(vmallocinfo_with_a_bad_line_is_no_sum)
{
	struct vmallocinfo v;
	unsigned bad = 0;

	ck_assert_int_eq(parse_vmallocinfo(span("0x1-0x2 8192 f+0x1 pages=1\n"),
					   65536, &v, &bad),
			 0);
	ck_assert(v.pages_bytes.known && v.pages_bytes.v == 65536);
	ck_assert(v.stack_bytes.known && v.stack_bytes.v == 0);
	ck_assert_int_eq(parse_vmallocinfo(span("0x1-0x2 8192 f+0x1 pages=1\n"
						"0x1-0x2 x\n"),
					   65536, &v, &bad),
			 0);
	ck_assert(!v.pages_bytes.known && !v.stack_bytes.known);
	ck_assert_uint_eq(bad, 1);
}
END_TEST

START_TEST(psi_needs_both_lines)
{
	struct psi p = { .known = true, .some_avg10 = 5 };
	unsigned bad = 0;

	ck_assert_int_eq(
		parse_psi(span("some avg10=1.25 avg60=0.00\n"), &p, &bad), 0);
	ck_assert(!p.known);
	ck_assert_int_eq(parse_psi(span("some avg10=1.25 avg60=0.00\n"
					"full avg10=0.75 avg60=0.00\n"),
				   &p, &bad),
			 0);
	ck_assert(p.known);
	ck_assert_double_eq(p.some_avg10, 1.25);
	ck_assert_double_eq(p.full_avg10, 0.75);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(arcstats_keeps_what_it_could_read)
{
	struct zfs_arc arc;
	unsigned bad = 0;

	ck_assert_int_eq(
		parse_arcstats(span("c_min 4 12\nsize 4 -1\n"), &arc, &bad), 0);
	ck_assert(arc.min_bytes.known && arc.min_bytes.v == 12);
	ck_assert(!arc.size_bytes.known);
	ck_assert_uint_eq(bad, 1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("parse");

	tcase_add_test(t, meminfo_is_in_bytes_and_counts);
	tcase_add_test(t, meminfo_without_a_line_stores_nothing);
	tcase_add_test(t, meminfo_forgets_what_was_there);
	tcase_add_test(t, every_meminfo_key_is_found_by_its_name);
	tcase_add_test(t, vmstat_adds_all_stalls);
	tcase_add_test(t, zoneinfo_adds_the_lists_of_all_cpus);
	tcase_add_test(t, slabinfo_appends_with_the_page_size);
	tcase_add_test(t, vmallocinfo_with_a_bad_line_is_no_sum);
	tcase_add_test(t, psi_needs_both_lines);
	tcase_add_test(t, arcstats_keeps_what_it_could_read);
	return tap_run(t);
}
