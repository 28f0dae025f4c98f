/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is advised fits what was found, and who has next to nothing is no holder. */
#include <string.h>

#include "bench.h"
#include "diagnose/finding.h"
#include "tap.h"

/* 600 MiB of page tables in 10 GiB */
static void machine(struct bench *b)
{
	bench_begin(b, 0);
	set(b, MEM_FREE, 7 * GIB);
	set(b, MEM_PAGE_TABLES, 600 * MIB);
	b->snap.detail.tasks.v = b->tasks;
	b->snap.detail.bpf.v = b->bpf;
}

static void add_task(struct bench *b, int64_t tables, int64_t rss,
		     int64_t shmem)
{
	struct task_memories *all = &b->snap.detail.tasks;

	all->v[all->n] =
		(struct task_memory){ .pid = (pid_t)all->n + 7,
				      .comm = "program",
				      .page_tables = opt_u64((uint64_t)tables),
				      .rss = opt_u64((uint64_t)rss),
				      .shmem = opt_u64((uint64_t)shmem) };
	all->n++;
	all->known = true;
}

static const struct finding *tables(struct bench *b)
{
	const struct finding *f;

	judge(b);
	f = find(b, F_PAGE_TABLES);
	ck_assert_ptr_nonnull(f);
	if (!f)
		abort();
	return f;
}

START_TEST(sparse_tables_are_no_case_for_huge_pages)
{
	const struct finding *f;
	struct bench b;

	machine(&b);
	add_task(&b, 310 * MIB, 40 * MIB, 0);
	f = tables(&b);
	ck_assert(says(&f->remedy, "unmap what it does not use"));
	ck_assert(!says(&f->remedy, "PostgreSQL"));
	/* it is not most of them */
	b.tasks[0].page_tables = opt_u64(290 * MIB);
	f = tables(&b);
	ck_assert(!says(&f->remedy, "unmap"));
	ck_assert(!says(&f->remedy, "PostgreSQL"));
	ck_assert(says(&f->remedy, "grep VmPTE"));
	forget(&b);
}
END_TEST

START_TEST(shared_tables_are)
{
	const struct finding *f;
	struct bench b;

	machine(&b);
	add_task(&b, 155 * MIB, 120 * GIB, 120 * GIB);
	add_task(&b, 155 * MIB, 120 * GIB, 120 * GIB);
	f = tables(&b);
	ck_assert(says(&f->remedy, "PostgreSQL"));
	ck_assert(!says(&f->remedy, "unmap"));
	/* one alone shares with nobody */
	b.snap.detail.tasks.n = 1;
	b.tasks[0].page_tables = opt_u64(500 * MIB);
	ck_assert(!says(&tables(&b)->remedy, "PostgreSQL"));
	forget(&b);
}
END_TEST

START_TEST(where_nobody_looked_it_is_the_usual_case)
{
	struct bench b;

	machine(&b);
	ck_assert(says(&tables(&b)->remedy, "PostgreSQL"));
	forget(&b);
}
END_TEST

START_TEST(a_twentieth_of_the_largest_is_named)
{
	struct bench b;

	ck_assert(is_worth_naming(1, 0));
	ck_assert(!is_worth_naming(0, 0));
	ck_assert(is_worth_naming(10 * MIB, 200 * MIB));
	ck_assert(!is_worth_naming(10 * MIB - 1, 200 * MIB));
	machine(&b);
	add_task(&b, 400 * MIB, 100 * GIB, 0);
	add_task(&b, 20 * MIB, 100 * GIB, 0);
	ck_assert(says(&tables(&b)->evidence, "20.0 MiB for program (pid 8)"));
	b.tasks[1].page_tables = opt_u64(19 * MIB);
	ck_assert(!says(&tables(&b)->evidence, "(pid 8)"));
	ck_assert(says(&tables(&b)->evidence, "(pid 7)"));
	forget(&b);
}
END_TEST

START_TEST(a_small_bpf_map_beside_a_large_one_is_not_named)
{
	const struct finding *f;
	struct bench b;

	machine(&b);
	for (uint32_t i = 0; i < 2; i++)
		b.bpf[i] = (struct bpf_object){ .id = i + 1,
						.type = 1,
						.bytes = opt_u64(i ? 30 * MIB
								   : 600 * MIB),
						.counted_in = COUNTED_VMALLOC };
	b.snap.detail.bpf.n = 2;
	set(&b, MEM_VMALLOC_USED, 700 * MIB);
	judge(&b);
	f = find(&b, F_BPF_MAPS);
	ck_assert(f && says(&f->evidence, "(id 2)"));
	b.bpf[1].bytes = opt_u64(30 * MIB - 1);
	judge(&b);
	f = find(&b, F_BPF_MAPS);
	ck_assert(f && !says(&f->evidence, "(id 2)"));
	forget(&b);
}
END_TEST

START_TEST(a_site_that_missed_some_has_at_least_that)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 6 * GIB);
	b.snap.detail.sites.v[0] = (struct alloc_site){ .file = "mm/x.c",
							.function = "x_alloc",
							.bytes = 900 * MIB };
	b.snap.detail.sites.n = 1;
	judge(&b);
	ck_assert(says(&expect(&b, F_UNACCOUNTED)->evidence,
		       "allocinfo: 900.0 MiB by x_alloc"));
	b.snap.detail.sites.v[0].at_least = true;
	judge(&b);
	ck_assert(says(&expect(&b, F_UNACCOUNTED)->evidence,
		       "allocinfo: at least 900.0 MiB by x_alloc"));
	forget(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("remedies");

	tcase_add_test(t, sparse_tables_are_no_case_for_huge_pages);
	tcase_add_test(t, shared_tables_are);
	tcase_add_test(t, where_nobody_looked_it_is_the_usual_case);
	tcase_add_test(t, a_twentieth_of_the_largest_is_named);
	tcase_add_test(t, a_small_bpf_map_beside_a_large_one_is_not_named);
	tcase_add_test(t, a_site_that_missed_some_has_at_least_that);
	return tap_run(t);
}
