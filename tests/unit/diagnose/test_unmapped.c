/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that are counted elsewhere than one looks: unmapped, spliced. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "collect/base/consumer_list.h"
#include "tap.h"
#include "util/vec.h"

/* rest is in no counter, lists is what the LRU lists have more */
static void machine(struct bench *b, int64_t rest, int64_t lists)
{
	bench_begin(b, rest);
	set(b, MEM_ACTIVE, 1 * GIB);
	set(b, MEM_INACTIVE, 1 * GIB - 200 * MIB + lists);
}

static void add_pipes(struct bench *b, enum basis basis, int64_t bytes)
{
	struct consumer c = { .name = "pipes",
			      .basis = basis,
			      .bytes = (uint64_t)bytes,
			      .count = 10,
			      .pid = 7 };

	strcpy(c.holder, "reader");
	ck_assert_int_eq(consumers_add(&b->snap, &c), 0);
}

static void add_pin(struct bench *b, pid_t pid, int64_t bytes)
{
	struct task_memories *all = &b->snap.detail.tasks;

	ck_assert_int_eq(VEC_GROW(all), 0);
	all->v[all->n++] = (struct task_memory){
		.pid = pid, .comm = "server", .pinned = opt_u64((uint64_t)bytes)
	};
	all->known = true;
}

static const struct other_part *other(const struct bench *b, const char *name)
{
	for (size_t i = 0; i < b->acct.kernel.n_other; i++)
		if (!strcmp(b->acct.kernel.other[i].name, name))
			return &b->acct.kernel.other[i];
	return NULL;
}

START_TEST(what_the_lists_have_more_is_named)
{
	const struct other_part *o;
	struct bench b;

	machine(&b, 300 * MIB, 250 * MIB);
	judge(&b);
	o = other(&b, "unmapped-pages");
	ck_assert_ptr_nonnull(o);
	if (!o)
		abort();
	ck_assert_uint_eq(o->bytes, 250 * MIB);
	ck_assert_int_eq(o->basis, BASIS_EXACT);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 50 * MIB);
	/* it is explained: no doubt about what is left */
	ck_assert_uint_lt(b.acct.id.error.v, MIB);
	ck_assert_int_eq(b.acct.id.kernel.v, 500 * MIB);
	done(&b);
}
END_TEST

START_TEST(what_counters_blur_is_not)
{
	struct bench b;

	machine(&b, 300 * MIB, 0);
	judge(&b);
	set(&b, MEM_INACTIVE, 1 * GIB - 200 * MIB + (int64_t)b.acct.id.error.v);
	judge(&b);
	ck_assert(!b.acct.id.unmapped.known);
	ck_assert_ptr_null(other(&b, "unmapped-pages"));
	done(&b);
	/* fewer on the lists: some are on their way to them */
	machine(&b, 300 * MIB, -250 * MIB);
	judge(&b);
	ck_assert(!b.acct.id.unmapped.known);
	ck_assert_uint_ge(b.acct.id.error.v, 250 * MIB);
	done(&b);
}
END_TEST

/* AnonPages and SwapCached both have a mapped page: the lists decide. */
START_TEST(with_swap_cache_they_are_not_the_kernels)
{
	struct bench b;

	machine(&b, 300 * MIB, 290 * MIB);
	set(&b, MEM_SWAP_CACHED, 40 * MIB);
	judge(&b);
	ck_assert(b.acct.id.lru_form);
	ck_assert(!b.acct.id.unmapped.known);
	ck_assert_ptr_null(other(&b, "unmapped-pages"));
	done(&b);
}
END_TEST

/* Little is available. */
static void fill(struct bench *b)
{
	set(b, MEM_AVAILABLE, 300 * MIB);
}

/* 1 % of 10 GiB: 102.4 MiB */
START_TEST(parts_of_huge_pages_are_a_finding)
{
	const struct finding *f;
	struct bench b;

	machine(&b, 300 * MIB, 103 * MIB);
	b.snap.detail.partly_mapped = opt_u64(104 * MIB);
	judge(&b);
	/* they come back when they are needed */
	ck_assert_ptr_null(find(&b, F_UNMAPPED_PAGES));
	fill(&b);
	judge(&b);
	ck_assert_uint_eq(diagnose_wants_detail(&b.snap, &b.acct) &
				  (DETAIL_TASKS | DETAIL_THP),
			  DETAIL_TASKS | DETAIL_THP);
	f = expect(&b, F_UNMAPPED_PAGES);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, 103 * MIB);
	ck_assert_uint_eq(f->subject.n_pids, 0);
	ck_assert(says(&f->evidence, "huge pages of 104.0 MiB"));
	ck_assert(says(&f->remedy, "drop_caches"));
	ck_assert(!says(&f->remedy, "pinned"));
	done(&b);
	machine(&b, 300 * MIB, 102 * MIB);
	fill(&b);
	judge(&b);
	ck_assert_ptr_null(find(&b, F_UNMAPPED_PAGES));
	ck_assert_uint_eq(diagnose_wants_detail(&b.snap, &b.acct) & DETAIL_THP,
			  0);
	done(&b);
	machine(&b, 2 * GIB, 3 * GIB / 2);
	fill(&b);
	judge(&b);
	ck_assert_int_eq(expect(&b, F_UNMAPPED_PAGES)->severity, SEV_WARNING);
	done(&b);
}
END_TEST

START_TEST(who_pinned_them_is_named)
{
	const struct finding *f;
	struct bench b;

	machine(&b, 300 * MIB, 250 * MIB);
	add_pin(&b, 8, 20 * MIB);
	add_pin(&b, 7, 240 * MIB);
	b.snap.detail.partly_mapped = opt_u64(0);
	judge(&b);
	f = expect(&b, F_UNMAPPED_PAGES);
	ck_assert(says(&f->evidence, "server (pid 7) has pinned 240.0 MiB"));
	ck_assert_uint_eq(f->subject.n_pids, 1);
	ck_assert_int_eq(f->subject.pids[0], 7);
	ck_assert_str_eq(f->subject.comm, "server");
	ck_assert(!says(&f->evidence, "huge pages"));
	ck_assert(!says(&f->remedy, "drop_caches"));
	ck_assert(says(&f->remedy, "pinned goes when"));
	done(&b);
}
END_TEST

/* Huge pages that have lost a part are not half of it: somebody pins them. */
START_TEST(pins_that_nobody_counts_are_a_finding)
{
	const struct finding *f;
	struct bench b;

	machine(&b, 300 * MIB, 250 * MIB);
	b.snap.detail.partly_mapped = opt_u64(124 * MIB);
	judge(&b);
	f = expect(&b, F_UNMAPPED_PAGES);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert(says(&f->evidence, "without counting them"));
	ck_assert(!says(&f->evidence, "pipes hold"));
	ck_assert(!says(&f->remedy, "drop_caches"));
	add_pipes(&b, BASIS_EXACT, 240 * MIB);
	judge(&b);
	ck_assert(says(&expect(&b, F_UNMAPPED_PAGES)->evidence, "pipes hold"));
	/* they may be: it comes back */
	b.snap.detail.partly_mapped = opt_u64(125 * MIB);
	judge(&b);
	ck_assert_ptr_null(find(&b, F_UNMAPPED_PAGES));
	/* before 6.13 nobody knows */
	b.snap.detail.partly_mapped.known = false;
	judge(&b);
	ck_assert_ptr_null(find(&b, F_UNMAPPED_PAGES));
	done(&b);
}
END_TEST

/* Pages of a file in a pipe are in no part of the kernel. */
START_TEST(pipes_have_no_more_than_there_is)
{
	struct bench b;

	machine(&b, 20 * MIB, 0);
	add_pipes(&b, BASIS_EXACT, 300 * MIB);
	add_pipes(&b, BASIS_UPPER_BOUND, 2 * MIB);
	judge(&b);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 20 * MIB);
	ck_assert_uint_eq(b.acct.kernel.n_other, 1);
	ck_assert_int_eq(b.acct.kernel.other[0].basis, BASIS_UPPER_BOUND);
	ck_assert_uint_eq(b.acct.kernel.other[0].bytes, 302 * MIB);
	ck_assert_ptr_null(find(&b, F_PIPE_BUFFERS));
	done(&b);
}
END_TEST

START_TEST(what_may_be_the_pipes_own_is_judged)
{
	const struct finding *f;
	struct bench b;

	machine(&b, 150 * MIB, 0);
	add_pipes(&b, BASIS_EXACT, 300 * MIB);
	judge(&b);
	f = expect(&b, F_PIPE_BUFFERS);
	ck_assert_int_eq(f->bytes.v, 150 * MIB);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert(says(&f->evidence, "300.0 MiB are in the pipes"));
	ck_assert(says(&f->evidence, "counted there"));
	done(&b);
	machine(&b, 400 * MIB, 0);
	add_pipes(&b, BASIS_EXACT, 300 * MIB);
	judge(&b);
	f = expect(&b, F_PIPE_BUFFERS);
	ck_assert_int_eq(f->bytes.v, 300 * MIB);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert(!says(&f->evidence, "counted there"));
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 100 * MIB);
	done(&b);
}
END_TEST

/* vmsplice and munmap: the pages are on the lists, and in the pipe. */
START_TEST(given_pages_are_counted_once)
{
	struct bench b;

	machine(&b, 320 * MIB, 300 * MIB);
	add_pipes(&b, BASIS_EXACT, 300 * MIB);
	judge(&b);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 20 * MIB);
	ck_assert_ptr_null(find(&b, F_PIPE_BUFFERS));
	ck_assert_uint_eq(b.acct.id.unmapped.v, 300 * MIB);
	done(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("unmapped");

	tcase_add_test(t, what_the_lists_have_more_is_named);
	tcase_add_test(t, what_counters_blur_is_not);
	tcase_add_test(t, with_swap_cache_they_are_not_the_kernels);
	tcase_add_test(t, parts_of_huge_pages_are_a_finding);
	tcase_add_test(t, who_pinned_them_is_named);
	tcase_add_test(t, pins_that_nobody_counts_are_a_finding);
	tcase_add_test(t, pipes_have_no_more_than_there_is);
	tcase_add_test(t, what_may_be_the_pipes_own_is_judged);
	tcase_add_test(t, given_pages_are_counted_once);
	return tap_run(t);
}
