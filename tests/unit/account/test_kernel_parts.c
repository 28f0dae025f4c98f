/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the kernel's share: which counters hold which pages. */
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB (1LL << 20)

static void set(struct snapshot *s, enum meminfo_key k, int64_t bytes)
{
	s->memory.info.v[k] = opt_u64((uint64_t)bytes);
}

static struct snapshot machine(void)
{
	struct snapshot s = { 0 };

	s.host.page_size = opt_u64(4096);
	s.host.kernel_version = opt_u64(KERNEL(6, 1));
	s.memory.vmap_stack = YES;
	set(&s, MEM_TOTAL, 1000 * MIB);
	set(&s, MEM_FREE, 500 * MIB);
	set(&s, MEM_ANON_PAGES, 100 * MIB);
	set(&s, MEM_CACHED, 100 * MIB);
	set(&s, MEM_SLAB, 100 * MIB);
	set(&s, MEM_SRECLAIMABLE, 40 * MIB);
	set(&s, MEM_SUNRECLAIM, 60 * MIB);
	set(&s, MEM_KERNEL_STACK, 10 * MIB);
	set(&s, MEM_VMALLOC_USED, 30 * MIB);
	set(&s, MEM_VMALLOC_CHUNK, 0);
	set(&s, MEM_PAGE_TABLES, 20 * MIB);
	set(&s, MEM_PERCPU, 5 * MIB);
	return s;
}

static struct kernel_parts parts(const struct snapshot *s)
{
	struct identity id;
	struct kernel_parts k;

	account_identity(s, &id);
	account_kernel(s, &id, &k);
	return k;
}

START_TEST(stacks_lie_in_vmalloc)
{
	struct snapshot s = machine();
	struct kernel_parts k = parts(&s);

	ck_assert_int_eq(k.kernel_stack.v, 0);
	ck_assert_uint_eq(k.of_kernel_stack.v, 10 * MIB);
	/* 300 - 60 - 40 - 30 - 20 - 5 */
	ck_assert_int_eq(k.unaccounted.v, 145 * MIB);
	s.memory.vmap_stack = NO;
	k = parts(&s);
	ck_assert_int_eq(k.kernel_stack.v, 10 * MIB);
	ck_assert_int_eq(k.unaccounted.v, 135 * MIB);
}
END_TEST

START_TEST(vmalloc_used_was_address_space)
{
	struct snapshot s = machine();

	s.host.kernel_version = opt_u64(KERNEL(3, 10));
	set(&s, MEM_VMALLOC_CHUNK, 1000 * MIB);
	ck_assert(!parts(&s).vmalloc.known);
	ck_assert_int_eq(parts(&s).kernel_stack.v, 10 * MIB);
	s.memory.vmalloc.pages_bytes = opt_u64(12 * MIB);
	ck_assert_int_eq(parts(&s).vmalloc.v, 12 * MIB);
	/* and always 0 from 4.4 to 5.2 */
	s = machine();
	set(&s, MEM_VMALLOC_USED, 0);
	ck_assert(!parts(&s).vmalloc.known);
	/* a capture without a version, with the line of today */
	s = machine();
	s.host.kernel_version.known = false;
	ck_assert_int_eq(parts(&s).vmalloc.v, 30 * MIB);
}
END_TEST

START_TEST(only_exact_rows_are_counted)
{
	struct snapshot s = machine();
	struct kernel_parts k;

	s.memory.vmstat.v[VM_ZSPAGES] = opt_u64(MIB / 4096);
	set(&s, MEM_KRECLAIMABLE, 42 * MIB);
	set(&s, MEM_CMA_TOTAL, 64 * MIB);
	set(&s, MEM_CMA_FREE, 60 * MIB);
	k = parts(&s);
	ck_assert_uint_eq(k.n_other, 3);
	ck_assert_str_eq(k.other[0].name, "zspages");
	ck_assert_uint_eq(k.other[0].bytes, MIB);
	ck_assert_str_eq(k.other[1].name, "misc-reclaimable");
	ck_assert_uint_eq(k.other[1].bytes, 2 * MIB);
	ck_assert_str_eq(k.other[2].name, "cma");
	ck_assert_int_eq(k.other[2].basis, BASIS_UPPER_BOUND);
	ck_assert_int_eq(k.unaccounted.v, 142 * MIB);
}
END_TEST

START_TEST(a_balloon_counts_where_total_still_has_it)
{
	struct snapshot s = machine();

	set(&s, MEM_BALLOON, 50 * MIB);
	s.memory.balloon_in_total = NO;
	ck_assert_uint_eq(parts(&s).n_other, 0);
	s.memory.balloon_in_total = YES;
	ck_assert_int_eq(parts(&s).unaccounted.v, 95 * MIB);
	s.memory.balloon_in_total = MAYBE;
	ck_assert_uint_eq(parts(&s).n_other, 1);
	ck_assert_int_eq(parts(&s).unaccounted.v, 145 * MIB);
}
END_TEST

START_TEST(slab_without_its_halves)
{
	struct snapshot s = machine();

	s.memory.info.v[MEM_SUNRECLAIM].known = false;
	s.memory.info.v[MEM_SRECLAIMABLE].known = false;
	ck_assert_int_eq(parts(&s).slab_unreclaimable.v, 100 * MIB);
	ck_assert(!parts(&s).slab_reclaimable.known);
	ck_assert_int_eq(parts(&s).unaccounted.v, 145 * MIB);
}
END_TEST

START_TEST(large_kmalloc_is_what_slabinfo_lacks)
{
	struct snapshot s = machine();
	struct slab_cache c = { .name = "dentry", .bytes = 70 * MIB };

	ck_assert(!parts(&s).kmalloc_large.known);
	s.memory.slabs.v = &c;
	s.memory.slabs.n = 1;
	s.memory.slabs.known = true;
	ck_assert_int_eq(parts(&s).kmalloc_large.v, 30 * MIB);
	s.host.kernel_version = opt_u64(KERNEL(4, 19));
	ck_assert(!parts(&s).kmalloc_large.known);
}
END_TEST

START_TEST(sockets_are_an_overlay)
{
	struct snapshot s = machine();

	ck_assert(!parts(&s).of_sockets.known);
	s.protocols.v[PROTO_UDP].dumped = true;
	s.protocols.v[PROTO_UDP].totals.held_bytes = 9 * MIB;
	ck_assert_uint_eq(parts(&s).of_sockets.v, 9 * MIB);
	ck_assert_int_eq(parts(&s).unaccounted.v, 145 * MIB);
}
END_TEST

START_TEST(consumers_are_named_shares_of_the_rest)
{
	struct snapshot s = machine();
	struct consumer v[] = {
		{ "pipes", BASIS_EXACT, COUNTED_NOWHERE, 3 * MIB, 1, 7, "a" },
		{ "pipes", BASIS_EXACT, COUNTED_NOWHERE, 4 * MIB, 1, 9, "b" },
		{ "pipes", BASIS_ESTIMATE, COUNTED_NOWHERE, MIB, 1, 0, "" },
		{ "bpf-maps", BASIS_EXACT, COUNTED_VMALLOC, MIB, 1, 5, "c" },
		{ "zspages", BASIS_EXACT, COUNTED_NOWHERE, MIB, 1, 0, "z" },
	};
	struct kernel_parts k;

	s.memory.vmstat.v[VM_ZSPAGES] = opt_u64(512); /* 2 MiB */
	s.consumers = (struct consumers){ v, 5, 5 };
	k = parts(&s);
	ck_assert_uint_eq(k.n_other, 3);
	ck_assert_str_eq(k.other[0].name, "zspages");
	ck_assert_uint_eq(k.other[0].bytes, 2 * MIB);
	ck_assert_uint_eq(k.other[1].bytes, 7 * MIB);
	ck_assert_int_eq(k.other[1].pid, 9);
	ck_assert_str_eq(k.other[1].holder, "b");
	ck_assert_int_eq(k.other[2].basis, BASIS_ESTIMATE);
	/* the exact ones alone: 145 - 2 - 7 */
	ck_assert_int_eq(k.unaccounted.v, 136 * MIB);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("kernel parts");

	tcase_add_test(t, stacks_lie_in_vmalloc);
	tcase_add_test(t, vmalloc_used_was_address_space);
	tcase_add_test(t, only_exact_rows_are_counted);
	tcase_add_test(t, a_balloon_counts_where_total_still_has_it);
	tcase_add_test(t, slab_without_its_halves);
	tcase_add_test(t, large_kmalloc_is_what_slabinfo_lacks);
	tcase_add_test(t, sockets_are_an_overlay);
	tcase_add_test(t, consumers_are_named_shares_of_the_rest);
	return tap_run(t);
}
