/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory and host out of a captured folder. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture/captured_host.h"
#include "capture/captured_processes.h"
#include "model/snapshot.h"
#include "scratch.h"
#include "source/host.h"
#include "source/memory.h"
#include "source/source.h"
#include "tap.h"

static struct snapshot snap;

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
	captured_host(&src, &snap.host);
	host_version(&snap);
	memory_captured(&src, &snap);
	source_close(&src);
}

/* The gap of that name; one without a name where there is none. */
static struct gap gap(const char *what)
{
	for (size_t i = 0; i < snap.gaps.n; i++)
		if (!strcmp(snap.gaps.v[i].what, what))
			return snap.gaps.v[i];
	return (struct gap){ .what = "none" };
}

static bool has_gap(const char *what)
{
	return !strcmp(gap(what).what, what);
}

#define ASSERT_OPT(o, value)                 \
	do {                                 \
		ck_assert((o).known);        \
		ck_assert((o).v == (value)); \
	} while (0)

START_TEST(an_empty_folder_gives_gaps_and_nothing_else)
{
	static const char *const gaps[] = { "host",	"meminfo", "MemTotal",
					    "zoneinfo", "vmstat",  "slabinfo",
					    "page size" };

	collect();
	for (size_t i = 0; i < sizeof(gaps) / sizeof(*gaps); i++)
		ck_assert_msg(has_gap(gaps[i]), "no gap %s", gaps[i]);
	ck_assert_uint_eq(snap.gaps.n, 7);
	ck_assert_int_eq(gap("meminfo").error, ENOENT);
	ck_assert_str_eq(snap.host.name, "");
	ck_assert_str_eq(snap.host.kernel, "");
	ck_assert_str_eq(snap.host.arch, "");
	ck_assert_str_eq(snap.host.boot_id, "");
	ck_assert(!snap.host.page_size.known);
	ck_assert(!snap.host.cpus.known);
	ck_assert(!snap.host.uptime_ms.known);
	ck_assert(!snap.time_ms.known);
	for (unsigned i = 0; i < MEMINFO_N; i++)
		ck_assert(!snap.memory.info.v[i].known);
	ck_assert_int_eq(snap.memory.vmap_stack, MAYBE);
	ck_assert_int_eq(snap.memory.balloon_in_total, MAYBE);
	ck_assert_uint_eq(snap.memory.n_hugepools, 0);
}
END_TEST

START_TEST(the_host_is_told_by_its_files)
{
	scratch_put("proc/version",
		    "Linux version 5.14.0-70.el9.x86_64 (mock@b) #1\n");
	scratch_put("proc/uptime", "1234.56 99.00\n");
	scratch_put("proc/stat",
		    "cpu  1 2\ncpu0 1 2\ncpu1 1 2\ncpu10 1 2\nintr 5\n");
	scratch_put("hostname", "db-07\n");
	scratch_put("proc/sys/kernel/random/boot_id",
		    "11111111-2222-3333-4444-555555555555\n");
	collect();
	ck_assert_str_eq(snap.host.name, "db-07");
	ck_assert_str_eq(snap.host.kernel, "5.14.0-70.el9.x86_64");
	ck_assert_str_eq(snap.host.arch, "x86_64");
	ck_assert_str_eq(snap.host.boot_id,
			 "11111111-2222-3333-4444-555555555555");
	ASSERT_OPT(snap.host.kernel_version, KERNEL(5, 14));
	ASSERT_OPT(snap.host.uptime_ms, 1234560);
	ASSERT_OPT(snap.host.cpus, 3);
	ASSERT_OPT(snap.host.page_size, 4096);
	ck_assert_int_eq(snap.memory.vmap_stack, YES);
	ck_assert(!has_gap("host"));
	ck_assert(!has_gap("page size"));
}
END_TEST

START_TEST(uname_of_a_sosreport_tells_the_host)
{
	scratch_put("sos_commands/kernel/uname_-a",
		    "Linux web-1 4.18.0-80.el8.aarch64 #1 SMP Wed Mar 13 2019 "
		    "aarch64 aarch64 aarch64 GNU/Linux\n");
	scratch_put("proc/cpuinfo",
		    "processor\t: 0\nBogoMIPS\t: 5\n\nprocessor\t: 1\n");
	scratch_put("proc/meminfo",
		    "MemTotal: 8 kB\nHugepagesize:  524288 kB\n");
	collect();
	ck_assert_str_eq(snap.host.name, "web-1");
	ck_assert_str_eq(snap.host.kernel, "4.18.0-80.el8.aarch64");
	ck_assert_str_eq(snap.host.arch, "aarch64");
	ASSERT_OPT(snap.host.cpus, 2);
	ASSERT_OPT(snap.host.page_size, 65536);
}
END_TEST

START_TEST(hostile_host_files_do_no_harm)
{
	char name[500];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	scratch_put("hostname", name);
	scratch_put("proc/version", "Windows version 5\n");
	scratch_put("proc/uptime", "-5.00 1\n");
	scratch_put("uname", "Linux\n");
	scratch_put("proc/sys/kernel/osrelease", "\x1b[2J\n");
	collect();
	ck_assert_uint_eq(strlen(snap.host.name), 64);
	ck_assert_str_eq(snap.host.kernel, "\x1b[2J");
	ck_assert(!snap.host.kernel_version.known);
	ck_assert(!snap.host.uptime_ms.known);
	ck_assert_str_eq(snap.host.arch, "");
}
END_TEST

START_TEST(memory_is_read_once_and_in_the_captures_pages)
{
	scratch_put("proc/meminfo",
		    "MemTotal:  16777216 kB\nMemFree:  1024 kB\n"
		    "VmallocUsed:  0 kB\nSlab: zzz kB\n");
	scratch_put("proc/zoneinfo", "Node 0, zone Normal\n  present 262144\n"
				     "  managed 262144\n cpu: 0\n  count: 5\n"
				     "  start_pfn: 1\n");
	scratch_put("proc/vmstat", "oom_kill 3\nallocstall 4\n");
	scratch_put("proc/slabinfo",
		    "slabinfo - version: 2.1\n"
		    "TCP 1 2 3 4 1 : tunables 0 0 0 : slabdata 1 3 0\n");
	scratch_put("proc/vmallocinfo",
		    "0x1-0x2 131072 f+0x1 pages=1 vmalloc\n");
	scratch_put("proc/version", "Linux version 5.2.0 (x)\n");
	scratch_put("proc/pressure/memory", "some avg10=1.00 avg60=0.00\n"
					    "full avg10=0.50 avg60=0.00\n");
	collect();
	ASSERT_OPT(snap.host.page_size, 65536);
	ASSERT_OPT(snap.memory.info.v[MEM_TOTAL], UINT64_C(17179869184));
	ASSERT_OPT(snap.memory.earlier.v[MEM_FREE], 1048576);
	ASSERT_OPT(snap.memory.zone.pcp_pages, 5);
	ASSERT_OPT(snap.memory.vmstat.direct_stalls, 4);
	ASSERT_OPT(snap.memory.vmalloc.pages_bytes, 65536);
	ck_assert_uint_eq(snap.memory.slabs.n, 1);
	ck_assert_uint_eq(snap.memory.slabs.v[0].bytes, 3 * 65536);
	ck_assert(snap.memory.psi.known);
	ck_assert_uint_eq(snap.gaps.n, 1);
	ck_assert_int_eq(gap("meminfo").error, EBADMSG);
	ck_assert_str_eq(gap("meminfo").example, "/proc/meminfo: 1 lines");
}
END_TEST

#define HUGE "sys/kernel/mm/hugepages/hugepages-"

static void put_pool(const char *size, const char *total, const char *free)
{
	char path[256];

	snprintf(path, sizeof(path), HUGE "%s/nr_hugepages", size);
	scratch_put(path, total);
	snprintf(path, sizeof(path), HUGE "%s/free_hugepages", size);
	scratch_put(path, free);
	snprintf(path, sizeof(path), HUGE "%s/resv_hugepages", size);
	scratch_put(path, "1\n");
	snprintf(path, sizeof(path), HUGE "%s/surplus_hugepages", size);
	scratch_put(path, "0\n");
}

START_TEST(huge_page_pools_are_sorted_and_checked)
{
	put_pool("1048576kB", "4\n", "3\n");
	put_pool("2048kB", "512\n", "500\n");
	put_pool("64kB", "x\n", "3\n");
	put_pool("1024kB", "35184372088832\n", "3\n");
	put_pool("0x8kB", "1\n", "1\n");
	collect();
	ck_assert_uint_eq(snap.memory.n_hugepools, 2);
	ck_assert_uint_eq(snap.memory.hugepools[0].page_bytes, 2097152);
	ck_assert_uint_eq(snap.memory.hugepools[0].total, 512);
	ck_assert_uint_eq(snap.memory.hugepools[0].free, 500);
	ck_assert_uint_eq(snap.memory.hugepools[0].reserved, 1);
	ck_assert_uint_eq(snap.memory.hugepools[0].surplus, 0);
	ck_assert_uint_eq(snap.memory.hugepools[1].page_bytes, 1073741824);
	ck_assert_uint_eq(snap.memory.hugepools[1].total, 4);
	ck_assert_uint_eq(gap("hugepages").count, 2);
}
END_TEST

#define VIRTIO "sys/bus/virtio/devices/"

START_TEST(a_balloon_that_may_deflate_is_still_in_memtotal)
{
	scratch_put(VIRTIO "virtio0/device", "0x0001\n");
	scratch_put(VIRTIO "virtio0/features", "000000\n");
	scratch_put(VIRTIO "virtio3/device", "0x0005\n");
	scratch_put(VIRTIO "virtio3/features", "0010000000\n");
	collect();
	ck_assert_int_eq(snap.memory.balloon_in_total, YES);
}
END_TEST

START_TEST(a_balloon_that_may_not_is_not)
{
	scratch_put(VIRTIO "virtio3/device", "0x0005\n");
	scratch_put(VIRTIO "virtio3/features", "1100000000\n");
	collect();
	ck_assert_int_eq(snap.memory.balloon_in_total, NO);
}
END_TEST

static int read_path(const char *path)
{
	const struct capture_opts opts = { 0 };
	struct capture *c = NULL;
	int err = capture_open(path, &c);

	if (!err)
		err = capture_read(c, 0, &opts, &snap);
	capture_close(c);
	return err;
}

START_TEST(a_folder_that_is_none_is_an_error)
{
	ck_assert_int_eq(read_path("/kmw-no-such-folder"), -ENOENT);
	ck_assert_int_eq(read_path("/dev/null"), -ENOTDIR);
	ck_assert_int_eq(read_path(scratch), 0);
	ck_assert_int_eq(snap.source, SOURCE_CAPTURE);
	ck_assert(!snap.uid.known && !snap.time_ms.known);
	ck_assert(!snap.processes.known);
}
END_TEST

static const char aux[] =
	"USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND\n"
	"root 90 0.0 0.1 9 100 ? Ss Oct02 0:01 /usr/sbin/last -x\n"
	"root 12 0.0 0.1 9 200 ? Ss Oct02 0:01 middle: worker\n"
	"root 12 0.0 0.1 9 300 ? Ss Oct02 0:01 twice\n"
	"root 2 0.0 0.0 0 0 ? S Oct02 0:01 [kthreadd]\n";

START_TEST(ps_names_the_processes)
{
	const struct process told = { .pid = 12, .comm = "by ss" };
	const struct processes *ps = &snap.processes;
	struct source src;

	scratch_put("sos_commands/process/ps_auxwww", aux);
	ck_assert_int_eq(processes_insert(&snap.processes, &told), 0);
	ck_assert_int_eq(source_open_capture(scratch, &src), 0);
	ck_assert_int_eq(captured_processes(&src, &snap), 0);
	source_close(&src);
	ck_assert(ps->known);
	ck_assert_uint_eq(ps->n, 2);
	ck_assert_str_eq(ps->v[0].comm, "by ss");
	ck_assert_uint_eq(ps->v[0].rss_bytes.v % 102400, 0);
	ck_assert_uint_ge(ps->v[0].rss_bytes.v, 204800);
	ck_assert_int_eq(ps->v[1].pid, 90);
	ck_assert_str_eq(ps->v[1].comm, "last");
	ck_assert_uint_eq(ps->v[1].rss_bytes.v, 102400);
}
END_TEST

START_TEST(without_ps_there_is_no_table)
{
	struct source src;

	scratch_put("sos_commands/process/ps_aux", "ps: no such option\n");
	ck_assert_int_eq(source_open_capture(scratch, &src), 0);
	ck_assert_int_eq(captured_processes(&src, &snap), 0);
	source_close(&src);
	ck_assert(!snap.processes.known && !snap.processes.n);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("capture");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_empty_folder_gives_gaps_and_nothing_else);
	tcase_add_test(t, the_host_is_told_by_its_files);
	tcase_add_test(t, uname_of_a_sosreport_tells_the_host);
	tcase_add_test(t, hostile_host_files_do_no_harm);
	tcase_add_test(t, memory_is_read_once_and_in_the_captures_pages);
	tcase_add_test(t, huge_page_pools_are_sorted_and_checked);
	tcase_add_test(t, a_balloon_that_may_deflate_is_still_in_memtotal);
	tcase_add_test(t, a_balloon_that_may_not_is_not);
	tcase_add_test(t, a_folder_that_is_none_is_an_error);
	tcase_add_test(t, ps_names_the_processes);
	tcase_add_test(t, without_ps_there_is_no_table);
	return tap_run(t);
}
