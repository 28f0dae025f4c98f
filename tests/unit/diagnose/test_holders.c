/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named holders in the kernel: kernel-holder, with subject.part. */
#include <string.h>

#include "bench.h"
#include "tap.h"

static struct consumer one;

/* 10 GiB, of them bytes of that kind that pid 7 has. */
static void machine(struct bench *b, const char *kind, enum basis basis,
		    int64_t bytes)
{
	bench_begin(b, bytes);
	one = (struct consumer){ .name = kind,
				 .basis = basis,
				 .bytes = (uint64_t)bytes,
				 .pid = 7,
				 .holder = "profiler" };
	b->snap.consumers = (struct consumers){ .v = &one, .n = 1 };
}

static void holder(struct bench *b, const char *part, enum severity severity,
		   enum confidence confidence)
{
	const struct finding *f = judge(b);

	ck_assert_int_eq(f->code, F_KERNEL_HOLDER);
	ck_assert_str_eq(f->subject.part, part);
	ck_assert_int_eq(f->severity, severity);
	ck_assert_int_eq(f->confidence, confidence);
}

START_TEST(rings_of_perf)
{
	struct bench b;

	machine(&b, "perf-rings", BASIS_EXACT, 102 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
	machine(&b, "perf-rings", BASIS_EXACT, 103 * MIB);
	holder(&b, "perf-rings", SEV_NOTICE, CONF_HIGH);
	ck_assert_int_eq(b.out.v[0].subject.pids[0], 7);
	ck_assert_str_eq(b.out.v[0].subject.comm, "profiler");
	ck_assert(says(&b.out.v[0].evidence, "profiler"));
	forget(&b);
	machine(&b, "perf-rings", BASIS_EXACT, 2 * GIB);
	holder(&b, "perf-rings", SEV_WARNING, CONF_HIGH);
	forget(&b);
}
END_TEST

START_TEST(what_was_asked_for_is_a_notice)
{
	struct bench b;

	machine(&b, "nic-rings", BASIS_ESTIMATE, 2 * GIB);
	holder(&b, "nic-rings", SEV_NOTICE, CONF_MEDIUM);
	set(&b, MEM_AVAILABLE, 500 * MIB);
	judge(&b);
	ck_assert_int_eq(expect(&b, F_KERNEL_HOLDER)->severity, SEV_WARNING);
	forget(&b);
	/* pools lie in rings and sockets: from 5% on */
	machine(&b, "page-pool", BASIS_EXACT, 511 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
	machine(&b, "page-pool", BASIS_EXACT, 512 * MIB);
	holder(&b, "page-pool", SEV_NOTICE, CONF_HIGH);
	forget(&b);
}
END_TEST

/* No more than that, and no more than what no counter has. */
START_TEST(an_upper_bound_is_bounded)
{
	struct bench b;
	const struct finding *f;

	machine(&b, "dma-buf", BASIS_UPPER_BOUND, GIB);
	judge(&b);
	f = expect(&b, F_KERNEL_HOLDER);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, GIB);
	one.bytes = 4 * GIB;
	judge(&b);
	ck_assert_int_eq(expect(&b, F_KERNEL_HOLDER)->bytes.v, GIB);
	forget(&b);
	bench_begin(&b, 511 * MIB);
	b.snap.consumers = (struct consumers){ .v = &one, .n = 1 };
	judge(&b);
	ck_assert_ptr_null(find(&b, F_KERNEL_HOLDER));
	forget(&b);
}
END_TEST

START_TEST(packets_in_a_qdisc_are_no_leak)
{
	/* 30,000 packets of 1000 bytes: 2048 + 256 each */
	struct qdisc q = { .backlog_bytes = 30000000,
			   .packets = 30000,
			   .ifname = "eth0",
			   .kind = "netem" };
	struct slab_cache c = { "kmalloc-2k", 60000,	 60000,
				2048,	      120 * MIB, { 0 } };
	struct bench b;

	bench_begin(&b, 0);
	set(&b, MEM_TOTAL, 4 * GIB);
	set(&b, MEM_FREE, 2 * GIB);
	set(&b, MEM_AVAILABLE, 2 * GIB);
	set(&b, MEM_SUNRECLAIM, 120 * MIB);
	set(&b, MEM_SLAB, 170 * MIB);
	set(&b, MEM_CACHED, GIB - 220 * MIB);
	b.snap.memory.slabs.v = &c;
	b.snap.memory.slabs.n = 1;
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	b.snap.qdiscs = (struct qdiscs){ .v = &q, .n = 1 };
	holder(&b, "qdisc", SEV_NOTICE, CONF_MEDIUM);
	ck_assert_int_eq(b.out.v[0].bytes.v, 30000 * 2304);
	ck_assert_ptr_null(find(&b, F_SLAB_UNRECLAIMABLE));
	ck_assert(says(&b.out.v[0].evidence, "eth0"));
	/* less than half of the slab, and below a hundredth of memory */
	q.packets = 18000;
	q.backlog_bytes = 18000000;
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	ck_assert_ptr_null(find(&b, F_KERNEL_HOLDER));
	forget(&b);
}
END_TEST

START_TEST(tracked_connections_with_what_belongs_to_them)
{
	struct slab_cache c[] = {
		{ "kmalloc-256", 200000, 200000, 256, 60 * MIB, { 0 } },
		{ "nf_conntrack", 200000, 200000, 320, 64 * MIB, { 0 } },
		{ "nf_conntrack_expect", 0, 0, 200, 0, { 0 } },
	};
	struct bench b;

	bench_begin(&b, 0);
	set(&b, MEM_SUNRECLAIM, 140 * MIB);
	b.snap.memory.slabs.v = c;
	b.snap.memory.slabs.n = 3;
	holder(&b, "conntrack", SEV_NOTICE, CONF_HIGH);
	ck_assert_int_eq(b.out.v[0].bytes.v, 124 * MIB);
	ck_assert(says(&b.out.v[0].evidence, "200000 connections"));
	ck_assert_uint_eq(b.out.n, 1);
	/* another's pieces are not counted: 64 MiB are no finding */
	c[0].active = 202001;
	judge(&b);
	ck_assert_ptr_null(find(&b, F_KERNEL_HOLDER));
	c[0].active = 202000;
	holder(&b, "conntrack", SEV_NOTICE, CONF_HIGH);
	forget(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("holders");

	tcase_add_test(t, rings_of_perf);
	tcase_add_test(t, what_was_asked_for_is_a_notice);
	tcase_add_test(t, an_upper_bound_is_bounded);
	tcase_add_test(t, packets_in_a_qdisc_are_no_leak);
	tcase_add_test(t, tracked_connections_with_what_belongs_to_them);
	return tap_run(t);
}
