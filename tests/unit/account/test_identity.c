/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory identity: sums to the byte, whatever is missing or mapped. */
#include "account/account.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB (1LL << 20)

static void set(struct snapshot *s, enum meminfo_key k, int64_t bytes)
{
	s->memory.info.v[k] = opt_u64((uint64_t)bytes);
	s->memory.earlier.v[k] = opt_u64((uint64_t)bytes);
}

/* 1000 MiB: 300 free, 200 anon, 250 file cache with 50 shmem in it */
static struct snapshot machine(void)
{
	struct snapshot s = { 0 };

	s.host.page_size = opt_u64(4096);
	s.host.cpus = opt_u64(2);
	set(&s, MEM_TOTAL, 1000 * MIB);
	set(&s, MEM_FREE, 300 * MIB);
	set(&s, MEM_ANON_PAGES, 200 * MIB);
	set(&s, MEM_CACHED, 240 * MIB);
	set(&s, MEM_BUFFERS, 10 * MIB);
	set(&s, MEM_SWAP_CACHED, 0);
	set(&s, MEM_SHMEM, 50 * MIB);
	set(&s, MEM_HUGETLB, 100 * MIB);
	set(&s, MEM_ACTIVE, 250 * MIB);
	set(&s, MEM_INACTIVE, 190 * MIB);
	set(&s, MEM_UNEVICTABLE, 10 * MIB);
	s.memory.zone.pcp_pages = opt_u64(20 * MIB / 4096);
	return s;
}

static int64_t sum(const struct identity *id)
{
	return id->free.v + id->processes.v + id->cache.v + id->shared.v +
	       id->hugetlb.v + id->kernel.v;
}

START_TEST(six_terms_add_up)
{
	struct snapshot s = machine();
	struct identity id;

	account_identity(&s, &id);
	ck_assert_int_eq(id.free.v, 320 * MIB);
	ck_assert_int_eq(id.processes.v, 200 * MIB);
	ck_assert_int_eq(id.cache.v, 200 * MIB);
	ck_assert_int_eq(id.shared.v, 50 * MIB);
	ck_assert_int_eq(id.hugetlb.v, 100 * MIB);
	ck_assert_int_eq(id.kernel.v, 130 * MIB);
	ck_assert_int_eq(sum(&id), 1000 * MIB);
	ck_assert(!id.textbook.known);
}
END_TEST

START_TEST(pss_moves_cache_and_shared_to_processes)
{
	struct snapshot s = machine();
	struct process p = { .pid = 7,
			     .pss_bytes = opt_u64(290 * MIB),
			     .pss_anon_bytes = opt_u64(190 * MIB),
			     .pss_file_bytes = opt_u64(70 * MIB),
			     .pss_shmem_bytes = opt_u64(30 * MIB) };
	struct identity id;

	s.processes.v = &p;
	s.processes.n = 1;
	account_identity(&s, &id);
	ck_assert_int_eq(id.processes.v, 300 * MIB);
	ck_assert_int_eq(id.cache.v, 130 * MIB);
	ck_assert_int_eq(id.shared.v, 20 * MIB);
	ck_assert_int_eq(id.kernel.v, 130 * MIB);
	ck_assert_int_eq(id.pss.unread_anon.v, 10 * MIB);
	ck_assert_int_eq(id.pss.kernel_mapped.v, 0);
	ck_assert_int_eq(sum(&id), 1000 * MIB);
	/* 1000 - 290 - 50 - (240 + 10 + 0) - 300 */
	ck_assert_int_eq(id.textbook.v, 110 * MIB);
}
END_TEST

/* a mapped packet ring is in Pss_File and is no file cache */
START_TEST(mapped_kernel_pages_stay_in_the_kernel)
{
	struct snapshot s = machine();
	struct process p = { .pid = 7, .pss_file_bytes = opt_u64(500 * MIB) };
	struct identity id;

	s.processes.v = &p;
	s.processes.n = 1;
	account_identity(&s, &id);
	ck_assert_int_eq(id.processes.v, 400 * MIB);
	ck_assert_int_eq(id.cache.v, 0);
	ck_assert_int_eq(id.kernel.v, 130 * MIB);
	ck_assert_int_eq(id.pss.kernel_mapped.v, 300 * MIB);
	ck_assert_int_eq(sum(&id), 1000 * MIB);
}
END_TEST

START_TEST(swap_cache_hands_over_to_the_lists)
{
	struct snapshot s = machine();
	struct identity id;

	/* 60 MiB are swap cache that is mapped again: AnonPages has them too */
	set(&s, MEM_SWAP_CACHED, 60 * MIB);
	account_identity(&s, &id);
	ck_assert(id.lru_form);
	ck_assert_int_eq(id.kernel.v, 130 * MIB);
	ck_assert_int_eq(id.cache.v, 200 * MIB);
	ck_assert_int_eq(sum(&id), 1000 * MIB);
}
END_TEST

START_TEST(error_is_the_distance_of_the_forms_and_slack)
{
	struct snapshot s = machine();
	struct identity id;
	uint64_t slack;

	account_identity(&s, &id);
	slack = id.error.v;
	/* 2 CPUs, 7 steps of 128 MiB: 2 x 2 x (1 + 3) pages a counter */
	ck_assert_uint_eq(slack, 16 * 2 * 3 * 4096);
	set(&s, MEM_INACTIVE, 185 * MIB);
	account_identity(&s, &id);
	ck_assert_uint_eq(id.error.v, slack + 5 * MIB);
	s.memory.earlier.v[MEM_FREE] = opt_u64(310 * MIB);
	account_identity(&s, &id);
	ck_assert_uint_eq(id.error.v, slack + 10 * MIB);
}
END_TEST

START_TEST(negative_terms_are_not_clamped)
{
	struct snapshot s = machine();
	struct identity id;

	set(&s, MEM_FREE, 900 * MIB);
	account_identity(&s, &id);
	ck_assert_int_eq(id.kernel.v, -470 * MIB);
	ck_assert_int_eq(sum(&id), 1000 * MIB);
}
END_TEST

START_TEST(unknown_is_never_zero)
{
	static const enum meminfo_key needed[] = { MEM_TOTAL, MEM_FREE,
						   MEM_ANON_PAGES, MEM_CACHED };
	struct identity id;

	for (size_t i = 0; i < 4; i++) {
		struct snapshot s = machine();
		struct kernel_parts k;

		s.memory.info.v[needed[i]].known = false;
		account_identity(&s, &id);
		account_kernel(&s, &id, &k);
		ck_assert(!id.kernel.known);
		ck_assert(!k.unaccounted.known);
		ck_assert(!id.error.known);
	}
}
END_TEST

START_TEST(available_is_estimated_before_3_14)
{
	struct snapshot s = machine();
	struct identity id;

	set(&s, MEM_ACTIVE_FILE, 40 * MIB);
	set(&s, MEM_INACTIVE_FILE, 60 * MIB);
	set(&s, MEM_SRECLAIMABLE, 20 * MIB);
	account_identity(&s, &id);
	ck_assert(id.available_estimated);
	ck_assert_uint_eq(id.available.v, 410 * MIB);
	set(&s, MEM_AVAILABLE, 7 * MIB);
	account_identity(&s, &id);
	ck_assert(!id.available_estimated);
	ck_assert_uint_eq(id.available.v, 7 * MIB);
}
END_TEST

START_TEST(hugetlb_of_all_sizes)
{
	struct snapshot s = machine();
	struct identity id;

	s.memory.info.v[MEM_HUGETLB].known = false;
	s.memory.info.v[MEM_HUGEPAGES_TOTAL] = opt_u64(30);
	s.memory.info.v[MEM_HUGEPAGES_FREE] = opt_u64(10);
	s.memory.info.v[MEM_HUGEPAGES_RSVD] = opt_u64(4);
	s.memory.info.v[MEM_HUGEPAGE_SIZE] = opt_u64(2 * MIB);
	account_identity(&s, &id);
	ck_assert_int_eq(id.hugetlb.v, 60 * MIB);
	ck_assert_uint_eq(account_hugetlb_idle(&s).v, 12 * MIB);
	s.memory.hugepools[0] = (struct hugepool){
		.page_bytes = 2 * MIB, .total = 30, .free = 10, .reserved = 10
	};
	s.memory.hugepools[1] = (struct hugepool){ .page_bytes = 64 * MIB,
						   .total = 2,
						   .free = 1 };
	s.memory.n_hugepools = 2;
	account_identity(&s, &id);
	ck_assert_int_eq(id.hugetlb.v, 188 * MIB);
	ck_assert_uint_eq(account_hugetlb_idle(&s).v, 64 * MIB);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("identity");

	tcase_add_test(t, six_terms_add_up);
	tcase_add_test(t, pss_moves_cache_and_shared_to_processes);
	tcase_add_test(t, mapped_kernel_pages_stay_in_the_kernel);
	tcase_add_test(t, swap_cache_hands_over_to_the_lists);
	tcase_add_test(t, error_is_the_distance_of_the_forms_and_slack);
	tcase_add_test(t, negative_terms_are_not_clamped);
	tcase_add_test(t, unknown_is_never_zero);
	tcase_add_test(t, available_is_estimated_before_3_14);
	tcase_add_test(t, hugetlb_of_all_sizes);
	return tap_run(t);
}
