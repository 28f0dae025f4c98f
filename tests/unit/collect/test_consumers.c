/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named consumers: what they take off the remainder, and what is said. */
#include <string.h>

#include "account/kernel/consumers.h"
#include "bench.h"
#include "collect/base/consumer_list.h"
#include "collect/kernel/consumers.h"
#include "collect/kernel/pipes.h"
#include "collect/base/context.h"
#include "diagnose/severity.h"
#include "scratch.h"
#include "tap.h"
#include "util/vec.h"
#include "shown.h"

static void add(struct bench *b, const char *name, enum basis basis,
		enum counted_in in, int64_t bytes, pid_t pid)
{
	struct consumer c = { .name = name,
			      .basis = basis,
			      .counted_in = in,
			      .bytes = (uint64_t)bytes,
			      .count = 10,
			      .pid = pid };

	strcpy(c.holder, pid ? "writer" : "eth0");
	ck_assert_int_eq(consumers_add(&b->snap, &c), 0);
}

START_TEST(exact_ones_leave_the_remainder)
{
	struct bench b;

	bench_begin(&b, 600 * MIB);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 300 * MIB, 7);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 100 * MIB, 8);
	add(&b, "pipes", BASIS_UPPER_BOUND, COUNTED_NOWHERE, 50 * MIB, 9);
	add(&b, "perf-rings", BASIS_EXACT, COUNTED_NOWHERE, 80 * MIB, 7);
	add(&b, "sysv-messages", BASIS_ESTIMATE, COUNTED_SLAB, 90 * MIB, 7);
	judge(&b);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 120 * MIB);
	ck_assert_uint_eq(b.acct.kernel.n_other, 3);
	ck_assert_uint_eq(b.acct.kernel.other[0].bytes, 400 * MIB);
	ck_assert_int_eq(b.acct.kernel.other[0].pid, 7);
	ck_assert_uint_eq(consumers_bytes(&b.snap, "pipes"), 450 * MIB);
	done(&b);
}
END_TEST

START_TEST(absurd_sums_stay_in_range)
{
	struct bench b;

	bench_begin(&b, 600 * MIB);
	for (int i = 0; i < 300; i++)
		add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 1LL << 57, 7);
	judge(&b);
	ck_assert_uint_eq(b.acct.kernel.other[0].bytes, 1ULL << 57);
	ck_assert_uint_eq(consumers_bytes(&b.snap, "pipes"), 1ULL << 57);
	done(&b);
}
END_TEST

START_TEST(nothing_is_added_of_nothing)
{
	struct bench b;

	bench_begin(&b, 0);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 0, 7);
	ck_assert_uint_eq(b.snap.consumers.n, 0);
	done(&b);
}
END_TEST

START_TEST(a_holder_gets_the_name_of_its_process)
{
	struct consumer c = { .name = "pipes", .bytes = 1, .pid = 7 };
	struct process p = { .pid = 7, .comm = "reader" };
	struct bench b;

	bench_begin(&b, 0);
	ck_assert_int_eq(processes_insert(&b.snap.processes, &p), 0);
	ck_assert_int_eq(consumers_add(&b.snap, &c), 0);
	c.pid = 8;
	ck_assert_int_eq(consumers_add(&b.snap, &c), 0);
	ck_assert_str_eq(b.snap.consumers.v[0].holder, "reader");
	ck_assert_str_eq(b.snap.consumers.v[1].holder, "");
	done(&b);
}
END_TEST

/* 1 % of 10 GiB: 102.4 MiB */
START_TEST(a_large_remainder_is_worth_a_walk)
{
	struct bench b;

	bench_begin(&b, 102 * MIB);
	judge(&b);
	ck_assert_int_eq(diagnose_wants_consumers(&b.snap, &b.acct),
			 CONSUMERS_NONE);
	done(&b);
	bench_begin(&b, 103 * MIB);
	judge(&b);
	ck_assert_int_eq(diagnose_wants_consumers(&b.snap, &b.acct),
			 CONSUMERS_ALL);
	done(&b);
}
END_TEST

START_TEST(zfs_is_no_reason_to_walk)
{
	struct bench b;

	bench_begin(&b, 900 * MIB);
	b.snap.memory.arc.size_bytes = opt_u64(850 * MIB);
	judge(&b);
	ck_assert_int_eq(diagnose_wants_consumers(&b.snap, &b.acct),
			 CONSUMERS_NONE);
	done(&b);
}
END_TEST

START_TEST(compressed_swap_asks_for_devices_alone)
{
	struct bench b;

	bench_begin(&b, 200 * MIB);
	b.snap.memory.vmstat.v[VM_ZSPAGES] = opt_u64(200 * MIB / 4096);
	judge(&b);
	ck_assert_int_eq(diagnose_wants_consumers(&b.snap, &b.acct),
			 CONSUMERS_DEVICES);
	add(&b, "zram", BASIS_EXACT, COUNTED_OTHERWISE, 190 * MIB, 0);
	strcpy(b.snap.consumers.v[0].holder, "zram0");
	findings_free(&b.out);
	account_free(&b.acct);
	judge(&b);
	ck_assert(says(&expect(&b, F_ZRAM)->evidence, "zram0: 190.0 MiB"));
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 0);
	done(&b);
}
END_TEST

/* A pool that zsmalloc does not have (zbud) is in no other counter. */
START_TEST(zswap_beyond_zspages_is_a_row)
{
	struct bench b;

	bench_begin(&b, 300 * MIB);
	set(&b, MEM_ZSWAP, 200 * MIB);
	b.snap.memory.vmstat.v[VM_ZSPAGES] = opt_u64(60 * MIB / 4096);
	add(&b, "zram", BASIS_EXACT, COUNTED_OTHERWISE, 60 * MIB, 0);
	judge(&b);
	/* 300 - 60 of zspages, all zram's, - 200 of zswap */
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 40 * MIB);
	done(&b);
	bench_begin(&b, 300 * MIB);
	set(&b, MEM_ZSWAP, 200 * MIB);
	b.snap.memory.vmstat.v[VM_ZSPAGES] = opt_u64(200 * MIB / 4096);
	judge(&b);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 100 * MIB);
	done(&b);
}
END_TEST

START_TEST(unread_pipes_are_a_finding)
{
	const struct finding *f;
	struct bench b;

	bench_begin(&b, 400 * MIB);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 80 * MIB, 7);
	add(&b, "pipes", BASIS_ESTIMATE, COUNTED_NOWHERE, 40 * MIB, 8);
	judge(&b);
	f = expect(&b, F_PIPE_BUFFERS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->bytes.v, 120 * MIB);
	ck_assert_uint_eq(f->subject.n_pids, 2);
	ck_assert_str_eq(f->subject.comm, "writer");
	ck_assert(says(&f->evidence, "writer (pid 7): 80.0 MiB"));
	done(&b);
	bench_begin(&b, 400 * MIB);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 102 * MIB, 7);
	judge(&b);
	ck_assert_ptr_null(find(&b, F_PIPE_BUFFERS));
	done(&b);
}
END_TEST

/* Ten thousand idle pipes hold nothing. */
START_TEST(a_bound_is_no_finding)
{
	struct bench b;

	bench_begin(&b, 400 * MIB);
	add(&b, "pipes", BASIS_UPPER_BOUND, COUNTED_NOWHERE, 2 * GIB, 7);
	judge(&b);
	ck_assert_ptr_null(find(&b, F_PIPE_BUFFERS));
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 400 * MIB);
	done(&b);
}
END_TEST

START_TEST(pools_that_wait_are_a_leak)
{
	const struct finding *f;
	struct bench b;

	bench_begin(&b, 400 * MIB);
	add(&b, "page-pool", BASIS_EXACT, COUNTED_OTHERWISE, 300 * MIB, 0);
	judge(&b);
	ck_assert_ptr_null(find(&b, F_PAGE_POOL));
	ck_assert_uint_eq(b.acct.kernel.of_page_pool.v, 300 * MIB);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 400 * MIB);
	account_free(&b.acct);
	findings_free(&b.out);
	add(&b, "page-pool-detached", BASIS_EXACT, COUNTED_OTHERWISE, 110 * MIB,
	    0);
	judge(&b);
	f = expect(&b, F_PAGE_POOL);
	ck_assert_int_eq(f->bytes.v, 110 * MIB);
	ck_assert(says(&f->evidence, "eth0: 110.0 MiB"));
	ck_assert_uint_eq(b.acct.kernel.of_page_pool.v, 410 * MIB);
	done(&b);
}
END_TEST

/* The largest first; none is taken off what is reported. */
START_TEST(candidates_are_ranked_and_not_claimed)
{
	const struct finding *f;
	struct bench b;
	size_t dma = 0, uring = 0;

	bench_begin(&b, 2 * GIB);
	add(&b, "io-uring", BASIS_ESTIMATE, COUNTED_NOWHERE, 100 * MIB, 7);
	add(&b, "dma-buf", BASIS_UPPER_BOUND, COUNTED_NOWHERE, 3 * GIB, 8);
	judge(&b);
	f = expect(&b, F_UNACCOUNTED);
	/* rings that were estimated have a finding of their own */
	ck_assert_int_eq(f->bytes.v, 2 * GIB - 100 * MIB);
	for (size_t i = 0; i < f->evidence.n; i++) {
		if (strstr(as_shown(f->evidence.v[i]),
			   "3.0 GiB of dma-buf may be"))
			dma = i;
		if (strstr(as_shown(f->evidence.v[i]),
			   "100.0 MiB of io-uring may be"))
			uring = i;
	}
	ck_assert_uint_gt(dma, 0);
	ck_assert_uint_gt(uring, dma);
	done(&b);
}
END_TEST

START_TEST(a_hostile_name_is_escaped)
{
	struct bench b;

	bench_begin(&b, 400 * MIB);
	add(&b, "pipes", BASIS_EXACT, COUNTED_NOWHERE, 200 * MIB, 7);
	strcpy(b.snap.consumers.v[0].holder, "\x1b[2Jx\n");
	judge(&b);
	ck_assert_ptr_null(
		strchr(as_shown(expect(&b, F_PIPE_BUFFERS)->title), '\x1b'));
	ck_assert_ptr_nonnull(strstr(
		as_shown(expect(&b, F_PIPE_BUFFERS)->title), "\\x1b[2Jx\\x0a"));
	done(&b);
}
END_TEST

START_TEST(a_pipe_is_noted_once_by_its_reader)
{
	struct pipes p = { 0 };

	ck_assert_int_eq(pipes_note(&p, 0, 100, 7, 4, false), 0);
	ck_assert_int_eq(pipes_note(&p, 0, 100, 8, 3, true), 0);
	ck_assert_int_eq(pipes_note(&p, 0, 100, 9, 5, true), 0);
	ck_assert_int_eq(pipes_note(&p, 0, 101, 9, 6, false), 0);
	ck_assert_uint_eq(p.n, 2);
	ck_assert_int_eq(p.v[0].pid, 8);
	ck_assert_int_eq(p.v[0].fd, 3);
	ck_assert(p.v[0].reader);
	ck_assert(!p.v[1].reader);
	pipes_free(&p);
}
END_TEST

/* An inode of two file systems is two FIFOs, and neither is the pipe. */
START_TEST(fifos_are_distinct_by_file_system)
{
	struct pipes p = { 0 };

	ck_assert_int_eq(pipes_note(&p, 0, 100, 7, 4, true), 0);
	ck_assert_int_eq(pipes_note(&p, 8, 100, 7, 5, true), 0);
	ck_assert_int_eq(pipes_note(&p, 9, 100, 7, 6, true), 0);
	ck_assert_int_eq(pipes_note(&p, 9, 100, 8, 3, true), 0);
	ck_assert_uint_eq(p.n, 3);
	ck_assert_uint_eq(p.v[2].inode, 100);
	pipes_free(&p);
}
END_TEST

START_TEST(the_largest_stand_first)
{
	const char *const names[] = { "zram", "pipes", "io-uring", "pipes" };
	const int64_t bytes[] = { 5, 9, 9, 70 };
	struct bench b;

	bench_begin(&b, 0);
	for (size_t i = 0; i < 4; i++)
		add(&b, names[i], BASIS_EXACT, COUNTED_NOWHERE, bytes[i], 7);
	consumers_rank(&b.snap.consumers);
	ck_assert_uint_eq(b.snap.consumers.v[0].bytes, 70);
	ck_assert_str_eq(b.snap.consumers.v[1].name, "io-uring");
	ck_assert_str_eq(b.snap.consumers.v[2].name, "pipes");
	ck_assert_str_eq(b.snap.consumers.v[3].name, "zram");
	done(&b);
}
END_TEST

static void add_xdp(struct bench *b, pid_t pid, uint32_t bytes)
{
	struct sock s = { .proto = PROTO_XDP, .xdp_rings_bytes = bytes };

	s.n_owners = 1;
	s.first_owner = (uint32_t)b->snap.owners.n;
	ck_assert_int_eq(VEC_GROW(&b->snap.socks), 0);
	ck_assert_int_eq(VEC_GROW(&b->snap.owners), 0);
	b->snap.owners.v[b->snap.owners.n++] =
		(struct sock_owner){ .sock = (uint32_t)b->snap.socks.n,
				     .pid = pid };
	b->snap.socks.v[b->snap.socks.n++] = s;
}

/* Pages until 6.3, vmalloc from then on. */
START_TEST(xdp_rings_by_process)
{
	struct collect c;
	struct bench b;

	bench_begin(&b, 0);
	c = collect_none(&b.snap);
	add_xdp(&b, 7, 4096);
	add_xdp(&b, 7, 8192);
	add_xdp(&b, 8, 4096);
	ck_assert_int_eq(xdp_rings_collect(&c), 0);
	ck_assert_uint_eq(b.snap.consumers.n, 2);
	ck_assert_str_eq(b.snap.consumers.v[0].name, "xdp-rings");
	ck_assert_uint_eq(b.snap.consumers.v[0].bytes, 12288);
	ck_assert_uint_eq(b.snap.consumers.v[0].count, 2);
	ck_assert_int_eq(b.snap.consumers.v[0].pid, 7);
	ck_assert_int_eq(b.snap.consumers.v[0].counted_in, COUNTED_VMALLOC);
	ck_assert_int_eq(b.snap.consumers.v[1].pid, 8);
	b.snap.consumers.n = 0;
	b.snap.host.kernel_version = opt_u64(KERNEL(6, 3));
	ck_assert_int_eq(xdp_rings_collect(&c), 0);
	ck_assert_int_eq(b.snap.consumers.v[0].counted_in, COUNTED_NOWHERE);
	done(&b);
}
END_TEST

/* How many ftrace buffers there are with that text in tracing/snapshot. */
static size_t traces(const char *snapshot)
{
	struct source files;
	struct collect c;
	struct bench b;
	size_t n;

	bench_begin(&b, 0);
	scratch_make();
	scratch_put("sys/kernel/tracing/buffer_total_size_kb", "408\n");
	scratch_put("sys/kernel/tracing/snapshot", snapshot);
	ck_assert_int_eq(source_open_capture(scratch, &files), 0);
	collect_begin_captured(&files, &b.snap, &c);
	ck_assert_int_eq(buffers_collect(&c), 0);
	collect_end(&c);
	source_close(&files);
	n = b.snap.consumers.n;
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(b.snap.consumers.v[i].bytes, 103 * 4096);
	if (n == 2)
		ck_assert_str_eq(b.snap.consumers.v[1].name, "ftrace-snapshot");
	done(&b);
	scratch_remove();
	return n;
}

START_TEST(a_snapshot_doubles_the_buffer)
{
	ck_assert_uint_eq(traces("# tracer: nop\n#\n# * Snapshot is freed *\n"),
			  1);
	ck_assert_uint_eq(
		traces("# tracer: nop\n#\n# * Snapshot is allocated *\n"), 2);
	ck_assert_uint_eq(traces("# tracer: nop\n#\n#     TASK-PID\n"), 2);
	ck_assert_uint_eq(traces(""), 1);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("consumers");

	tcase_add_test(c, exact_ones_leave_the_remainder);
	tcase_add_test(c, absurd_sums_stay_in_range);
	tcase_add_test(c, nothing_is_added_of_nothing);
	tcase_add_test(c, a_holder_gets_the_name_of_its_process);
	tcase_add_test(c, a_large_remainder_is_worth_a_walk);
	tcase_add_test(c, zfs_is_no_reason_to_walk);
	tcase_add_test(c, compressed_swap_asks_for_devices_alone);
	tcase_add_test(c, zswap_beyond_zspages_is_a_row);
	tcase_add_test(c, unread_pipes_are_a_finding);
	tcase_add_test(c, a_bound_is_no_finding);
	tcase_add_test(c, pools_that_wait_are_a_leak);
	tcase_add_test(c, candidates_are_ranked_and_not_claimed);
	tcase_add_test(c, a_hostile_name_is_escaped);
	tcase_add_test(c, a_pipe_is_noted_once_by_its_reader);
	tcase_add_test(c, fifos_are_distinct_by_file_system);
	tcase_add_test(c, the_largest_stand_first);
	tcase_add_test(c, xdp_rings_by_process);
	tcase_add_test(c, a_snapshot_doubles_the_buffer);
	return tap_run(c);
}
