/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slab: lists with a few rows, what goes with what, what no cache has. */
#include <string.h>

#include "bench.h"
#include "diagnose/severity.h"
#include "tap.h"

static void caches(struct bench *b, struct slab_cache *v, size_t n)
{
	b->snap.memory.slabs.v = v;
	b->snap.memory.slabs.n = n;
}

/* 16 GiB with free(1)'s figures, and three rows of slabtop. */
START_TEST(pasted_rows_of_inodes)
{
	struct slab_cache c[] = {
		{ "xfs_inode", 9486678, 9483271, 1216, 11 * GIB, { 0 } },
		{ "dentry", 4820508, 4820508, 216, GIB, { 0 } },
		{ "kmalloc-64", 4820224, 4820224, 64, 294 * MIB, { 0 } },
	};
	struct bench b = { .snap.source = SOURCE_CAPTURE };

	set(&b, MEM_TOTAL, 16 * GIB);
	set(&b, MEM_FREE, 3 * GIB);
	set(&b, MEM_CACHED, 3 * MIB);
	caches(&b, c, 3);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert(says(&b.out.v[0].evidence, "slab is 12.3 GiB"));
	ck_assert(says(&b.out.v[0].evidence, "xfs_inode"));
	/* names of dentries: as many, give or take a hundredth */
	c[2].active = 4820508 - 48205;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c[2].active = 4820508 - 48206;
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	ck_assert_str_eq(b.out.v[0].subject.cache, "kmalloc-64");
	/* a few of both are an accident */
	c[1].active = c[2].active = 100000;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c[1].active = c[2].active = 99999;
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	forget(&b);
}
END_TEST

/* What SUnreclaim has of them is no leak either. */
START_TEST(names_of_dentries_in_sunreclaim)
{
	struct slab_cache c[] = {
		{ "dentry", 6000000, 6000000, 192, 1200 * MIB, { 0 } },
		{ "kmalloc-128", 6000000, 6000000, 128, 740 * MIB, { 0 } },
	};
	struct bench b;

	bench_begin(&b, 0);
	set(&b, MEM_FREE, 6 * GIB);
	set(&b, MEM_SLAB, 2 * GIB + 150 * MIB);
	set(&b, MEM_SUNRECLAIM, 800 * MIB);
	set(&b, MEM_SRECLAIMABLE, 1248 * MIB + 150 * MIB);
	caches(&b, c, 2);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	c[1].active /= 2;
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	forget(&b);
}
END_TEST

/* The heading of slabtop says how much the rows that were pasted are of. */
START_TEST(rows_against_the_heading)
{
	struct slab_cache c = {
		"buffer_head", 1000, 1000, 104, 60 * MIB, { 0 }
	};
	struct bench b = { .snap.source = SOURCE_CAPTURE };

	caches(&b, &c, 1);
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	b.snap.memory.slabs.total_bytes = opt_u64(GIB);
	ck_assert_int_eq(judge(&b)->code, F_SLAB_UNRECLAIMABLE);
	ck_assert_int_eq(b.out.v[0].confidence, CONF_LOW);
	ck_assert_int_eq(b.out.v[0].bytes.v, GIB - 60 * MIB);
	/* a fourth that is not listed says nothing against the rest */
	strcpy(c.name, "kmalloc-1k");
	c.bytes = 768 * MIB;
	ck_assert_int_eq(judge(&b)->confidence, CONF_HIGH);
	ck_assert_str_eq(b.out.v[0].subject.cache, "kmalloc-1k");
	c.bytes = 767 * MIB;
	judge(&b);
	ck_assert(says(&b.out.v[0].evidence, "one figure"));
	forget(&b);
}
END_TEST

START_TEST(large_kmalloc_is_a_cache)
{
	struct slab_cache c[] = {
		{ "kmalloc-2k", 100, 100, 2048, 300 * MIB, { 0 } },
		{ "dentry", 100, 100, 192, 50 * MIB, { 0 } },
	};
	struct bench b;

	bench_begin(&b, 0);
	set(&b, MEM_FREE, 6 * GIB);
	set(&b, MEM_SLAB, 1250 * MIB);
	set(&b, MEM_SUNRECLAIM, 1200 * MIB);
	caches(&b, c, 2);
	b.snap.memory.slabs.known = true;
	ck_assert_str_eq(judge(&b)->subject.cache, "kmalloc-large");
	ck_assert_int_eq(b.out.v[0].bytes.v, 900 * MIB);
	ck_assert(says(&b.out.v[0].evidence, "above the largest cache"));
	ck_assert(says(&b.out.v[0].evidence, "kmalloc-2k: 300.0 MiB"));
	/* less than half: among the others */
	c[0].bytes = 599 * MIB;
	set(&b, MEM_SLAB, 1248 * MIB);
	judge(&b);
	ck_assert_int_eq(b.acct.kernel.kmalloc_large.v, 599 * MIB);
	ck_assert_str_eq(b.out.v[0].subject.cache, "");
	ck_assert(says(&b.out.v[0].evidence, "kmalloc-large: 599.0 MiB"));
	/* nobody knows without all caches */
	b.snap.memory.slabs.known = false;
	judge(&b);
	ck_assert(!says(&b.out.v[0].evidence, "kmalloc-large"));
	forget(&b);
}
END_TEST

/* A board of 416 MiB has 26 MiB of slab from its start. */
START_TEST(a_small_part_of_a_board_at_ease)
{
	struct scale s = { .base = opt_u64((uint64_t)416 * MIB) };

	ck_assert_uint_lt(scale_limit(&s, LIMIT_PART_NOTICE), 21 * MIB);
	s.at_ease = true;
	ck_assert_uint_eq(scale_limit(&s, LIMIT_PART_NOTICE), 64 * MIB);
	s.base = opt_u64((uint64_t)100 * MIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_PART_NOTICE), 20 * MIB);
	s.base = opt_u64((uint64_t)2000 * MIB);
	ck_assert_uint_gt(scale_limit(&s, LIMIT_PART_NOTICE), 99 * MIB);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("slab");

	tcase_add_test(t, pasted_rows_of_inodes);
	tcase_add_test(t, names_of_dentries_in_sunreclaim);
	tcase_add_test(t, rows_against_the_heading);
	tcase_add_test(t, large_kmalloc_is_a_cache);
	tcase_add_test(t, a_small_part_of_a_board_at_ease);
	return tap_run(t);
}
