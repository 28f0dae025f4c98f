/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts on machines of which only figures are there: old kernels, boards,
 * 32 bits, files that are cut.
 */
#include <string.h>

#include "bench.h"
#include "diagnose/finding.h"
#include "diagnose/severity.h"
#include "tap.h"

static void unset(struct bench *b, enum meminfo_key k)
{
	b->snap.memory.info.v[k].known = false;
	b->snap.memory.earlier.v[k].known = false;
}

static void clear(struct bench *b)
{
	*b = (struct bench){ 0 };
	b->snap.source = SOURCE_CAPTURE;
}

/* 1 GiB, before 2.6.19: half of it page cache, all counters there were. */
static void machine(struct bench *b)
{
	clear(b);
	set(b, MEM_TOTAL, GIB);
	set(b, MEM_FREE, 10 * MIB);
	set(b, MEM_CACHED, 400 * MIB);
	set(b, MEM_BUFFERS, 100 * MIB);
	set(b, MEM_ANON_PAGES, 300 * MIB);
	set(b, MEM_SLAB, 190 * MIB);
	set(b, MEM_PAGE_TABLES, 10 * MIB);
}

START_TEST(page_cache_of_old_kernels_is_available)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_SLAB, 40 * MIB);
	set(&b, MEM_CACHED, 600 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert(b.acct.id.available_estimated);
	ck_assert_uint_eq(b.acct.id.available.v, 710 * MIB);
	/* tmpfs is no cache */
	set(&b, MEM_SHMEM, 590 * MIB);
	judge(&b);
	ck_assert_uint_eq(b.acct.id.available.v, 120 * MIB);
	/* the lists tell better */
	set(&b, MEM_ACTIVE_FILE, 20 * MIB);
	set(&b, MEM_INACTIVE_FILE, 30 * MIB);
	judge(&b);
	ck_assert_uint_eq(b.acct.id.available.v, 60 * MIB);
	forget(&b);
}
END_TEST

/* The finding of that code, which must be there. */
static const struct finding *found(const struct bench *b,
				   enum finding_code code)
{
	const struct finding *f = findings_find(&b->out, code);

	ck_assert_msg(f != NULL, "no finding %s", finding_code_name(code));
	return f;
}

START_TEST(slab_in_one_figure_is_no_alarm)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SLAB_UNRECLAIMABLE);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert(says(&f->evidence, "one figure"));
	/* short of memory: it counts */
	set(&b, MEM_CACHED, 20 * MIB);
	set(&b, MEM_BUFFERS, 0);
	set(&b, MEM_ANON_PAGES, 780 * MIB);
	judge(&b);
	ck_assert_int_ge(found(&b, F_SLAB_UNRECLAIMABLE)->severity,
			 SEV_WARNING);
	/* with the split there is nothing to guess */
	forget(&b);
	machine(&b);
	set(&b, MEM_SRECLAIMABLE, 30 * MIB);
	f = judge(&b);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->bytes.v, 160 * MIB);
	forget(&b);
}
END_TEST

START_TEST(names_of_caches_split_the_slab)
{
	struct slab_cache c[] = {
		{ .name = "dentry_cache", .bytes = 150 * MIB },
		{ .name = "size-64", .bytes = 10 * MIB },
	};
	struct bench b;
	const struct finding *f;

	machine(&b);
	b.snap.memory.slabs.v = c;
	b.snap.memory.slabs.n = 2;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	/* 10, 8 and half of 60 MiB are available: short */
	c[0].bytes = 60 * MIB;
	set(&b, MEM_CACHED, 8 * MIB);
	set(&b, MEM_BUFFERS, 0);
	set(&b, MEM_ANON_PAGES, 800 * MIB);
	judge(&b);
	ck_assert_uint_eq(b.acct.id.available.v, 48 * MIB);
	f = find(&b, F_SLAB_RECLAIMABLE);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->subject.cache, "dentry_cache");
	ck_assert_int_eq(f->bytes.v, 60 * MIB);
	forget(&b);
}
END_TEST

/* slabtop of a later minute may have more than meminfo had. */
START_TEST(a_cache_that_grew_since_is_still_the_one)
{
	struct slab_cache c = { .name = "kmalloc-1k", .bytes = 205 * MIB };
	struct bench b;

	machine(&b);
	set(&b, MEM_SUNRECLAIM, 200 * MIB);
	set(&b, MEM_SRECLAIMABLE, 10 * MIB);
	b.snap.memory.slabs.v = &c;
	b.snap.memory.slabs.n = 1;
	ck_assert_str_eq(judge(&b)->subject.cache, "kmalloc-1k");
	c.bytes = 240 * MIB;
	ck_assert_str_eq(judge(&b)->subject.cache, "");
	forget(&b);
}
END_TEST

START_TEST(slabinfo_alone_is_judged)
{
	struct slab_cache c[] = {
		{ .name = "size-128", .bytes = 63 * MIB },
		{ .name = "ext3_inode_cache", .bytes = 2 * GIB },
	};
	struct bench b;

	clear(&b);
	b.snap.memory.slabs.v = c;
	b.snap.memory.slabs.n = 2;
	/* nobody knows whether memory is short: it may be a cache at work */
	ck_assert_int_eq(judge(&b)->code, F_SLAB_RECLAIMABLE);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	c[1].bytes = 63 * MIB;
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	c[0].bytes = 64 * MIB;
	ck_assert_int_eq(judge(&b)->severity, SEV_NOTICE);
	c[0].bytes = 512 * MIB;
	ck_assert_int_eq(judge(&b)->severity, SEV_WARNING);
	ck_assert_str_eq(b.out.v[0].subject.cache, "size-128");
	forget(&b);
}
END_TEST

/* 4 GiB, 32 bits: low memory is full of page cache, or of the kernel. */
START_TEST(low_memory_with_cache_in_it_is_not_short)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	set(&b, MEM_HIGH_TOTAL, 124 * MIB);
	set(&b, MEM_LOW_TOTAL, 900 * MIB);
	set(&b, MEM_LOW_FREE, 9 * MIB);
	set(&b, MEM_SRECLAIMABLE, 180 * MIB);
	/* 900 - 9 - kernel 214 - anon 300: there are 377 MiB of cache */
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	/* processes may fill low memory where nothing else is left */
	set(&b, MEM_ANON_PAGES, 700 * MIB);
	set(&b, MEM_CACHED, 0);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_SLAB_RECLAIMABLE);
	ck_assert(says(&f->evidence, "low memory: 9.0 MiB of 900.0 MiB"));
	forget(&b);
}
END_TEST

START_TEST(processes_are_not_blamed_for_low_memory)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_TOTAL, 8 * GIB);
	set(&b, MEM_FREE, 4 * GIB);
	set(&b, MEM_ANON_PAGES, 3 * GIB);
	set(&b, MEM_HIGH_TOTAL, 7 * GIB);
	set(&b, MEM_LOW_TOTAL, 1 * GIB);
	set(&b, MEM_LOW_FREE, 9 * MIB);
	set(&b, MEM_SLAB, 40 * MIB);
	judge(&b);
	for (size_t i = 0; i < b.out.n; i++)
		ck_assert_int_ne(b.out.v[i].code, F_PROCESS_ANON);
	forget(&b);
}
END_TEST

START_TEST(a_board_of_32_mib)
{
	struct bench b;

	clear(&b);
	set(&b, MEM_TOTAL, 32 * MIB);
	set(&b, MEM_FREE, 9 * MIB);
	set(&b, MEM_AVAILABLE, 10 * MIB);
	set(&b, MEM_ANON_PAGES, 8 * MIB);
	set(&b, MEM_CACHED, 6 * MIB);
	set(&b, MEM_SLAB, 5 * MIB);
	set(&b, MEM_SUNRECLAIM, 4 * MIB);
	set(&b, MEM_SRECLAIMABLE, 1 * MIB);
	set(&b, MEM_PAGE_TABLES, 1 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	/* a fifth is short, a tenth nearly nothing */
	set(&b, MEM_AVAILABLE, 6 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_PROCESS_ANON);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	set(&b, MEM_AVAILABLE, 3 * MIB);
	ck_assert_int_eq(judge(&b)->severity, SEV_CRITICAL);
	forget(&b);
}
END_TEST

START_TEST(a_part_is_no_finding_below_8_mib)
{
	struct scale s = { .base = opt_u64((uint64_t)64 * MIB) };

	ck_assert_uint_eq(scale_limit(&s, LIMIT_PART_NOTICE), 8 * MIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_PART_WARNING), 8 * MIB);
	s.base = opt_u64((uint64_t)256 * MIB);
	ck_assert_uint_lt(scale_limit(&s, LIMIT_PART_NOTICE), 13 * MIB);
	ck_assert_uint_gt(scale_limit(&s, LIMIT_PART_WARNING), 25 * MIB);
}
END_TEST

START_TEST(what_a_cut_file_lacks_is_not_claimed)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	set(&b, MEM_ACTIVE_FILE, 200 * MIB);
	set(&b, MEM_SRECLAIMABLE, 180 * MIB);
	set(&b, MEM_CACHED, 300 * MIB);
	unset(&b, MEM_PAGE_TABLES);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UNACCOUNTED);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert(says(&f->evidence, "it has no line PageTables"));
	/* never critical: it may be huge pages */
	set(&b, MEM_AVAILABLE, 2 * MIB);
	judge(&b);
	ck_assert_int_eq(found(&b, F_UNACCOUNTED)->severity, SEV_WARNING);
	/* without Slab it is all that the kernel has */
	unset(&b, MEM_AVAILABLE);
	unset(&b, MEM_SLAB);
	unset(&b, MEM_SRECLAIMABLE);
	ck_assert_int_eq(judge(&b)->code, F_UNACCOUNTED);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	forget(&b);
}
END_TEST

/* VmallocUsed of old kernels: addresses, so the most that it can be. */
START_TEST(addresses_of_vmalloc_excuse_the_remainder)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_SRECLAIMABLE, 190 * MIB);
	set(&b, MEM_CACHED, 250 * MIB);
	set(&b, MEM_ANON_PAGES, 400 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNACCOUNTED);
	ck_assert_int_eq(b.out.v[0].bytes.v, 64 * MIB);
	set(&b, MEM_VMALLOC_CHUNK, GIB);
	set(&b, MEM_VMALLOC_USED, 10 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNACCOUNTED);
	ck_assert(says(&b.out.v[0].evidence, "no more than 10.0 MiB"));
	set(&b, MEM_VMALLOC_USED, 40 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(a_protocol_without_its_limit)
{
	struct bench b;

	clear(&b);
	b.snap.protocols.after.tcp_mem_pages = opt_i64(16383);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert_int_eq(b.out.v[0].confidence, CONF_LOW);
	b.snap.protocols.after.tcp_mem_pages = opt_i64(16384);
	ck_assert_int_eq(judge(&b)->code, F_TCP_MEM_LIMIT);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert_int_eq(b.out.v[0].confidence, CONF_LOW);
	b.snap.protocols.after.udp_mem_pages = opt_i64(524288);
	ck_assert_int_eq(judge(&b)->code, F_UDP_MEM_LIMIT);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	forget(&b);
}
END_TEST

/* 2.6.3: no AnonPages, half of memory on no list. */
START_TEST(without_anon_pages_the_lists_tell)
{
	struct bench b;

	machine(&b);
	unset(&b, MEM_ANON_PAGES);
	set(&b, MEM_CACHED, 250 * MIB);
	set(&b, MEM_SLAB, 30 * MIB);
	set(&b, MEM_ACTIVE, 400 * MIB);
	set(&b, MEM_INACTIVE, 500 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNACCOUNTED);
	ck_assert_int_eq(b.out.v[0].bytes.v, 74 * MIB);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert(says(&b.out.v[0].evidence, "no AnonPages"));
	/* the six terms do not have it: processes' is unknown */
	ck_assert(!b.acct.id.kernel.known);
	set(&b, MEM_INACTIVE, 580 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(gigantic_pages_beside_mem_total)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_SLAB, 40 * MIB);
	set(&b, MEM_FREE, 160 * MIB);
	set(&b, MEM_HUGEPAGE_SIZE, GIB);
	b.snap.memory.info.v[MEM_HUGEPAGES_TOTAL] = opt_u64(4);
	b.snap.memory.info.v[MEM_HUGEPAGES_FREE] = opt_u64(4);
	ck_assert_int_eq(judge(&b)->code, F_HUGETLB_IDLE);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert(!b.acct.id.hugetlb.known);
	ck_assert_int_eq(b.acct.id.kernel.v, 64 * MIB);
	forget(&b);
}
END_TEST

START_TEST(a_machine_of_nothing_is_judged)
{
	struct bench b;

	clear(&b);
	for (unsigned k = 0; k < MEM_HUGEPAGES_TOTAL; k++)
		set(&b, (enum meminfo_key)k, 0);
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	/* all of it is a pool, in use */
	set(&b, MEM_TOTAL, GIB);
	set(&b, MEM_HUGETLB, GIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("pasted");

	tcase_add_test(t, page_cache_of_old_kernels_is_available);
	tcase_add_test(t, slab_in_one_figure_is_no_alarm);
	tcase_add_test(t, names_of_caches_split_the_slab);
	tcase_add_test(t, a_cache_that_grew_since_is_still_the_one);
	tcase_add_test(t, slabinfo_alone_is_judged);
	tcase_add_test(t, low_memory_with_cache_in_it_is_not_short);
	tcase_add_test(t, processes_are_not_blamed_for_low_memory);
	tcase_add_test(t, a_board_of_32_mib);
	tcase_add_test(t, a_part_is_no_finding_below_8_mib);
	tcase_add_test(t, what_a_cut_file_lacks_is_not_claimed);
	tcase_add_test(t, addresses_of_vmalloc_excuse_the_remainder);
	tcase_add_test(t, a_protocol_without_its_limit);
	tcase_add_test(t, without_anon_pages_the_lists_tell);
	tcase_add_test(t, gigantic_pages_beside_mem_total);
	tcase_add_test(t, a_machine_of_nothing_is_judged);
	return tap_run(t);
}
