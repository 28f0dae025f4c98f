/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/infer.h"
#include "model/snapshot.h"
#include "tap.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

static struct host host(const char *arch, uint64_t version)
{
	struct host h = { .kernel_version = opt_u64(version) };

	strcpy(h.arch, arch);
	return h;
}

static uint64_t page_size(const char *arch, const struct memory *m)
{
	struct host h = host(arch, KERNEL(5, 10));
	struct opt_u64 v = infer_page_size(&h, m);

	return v.known ? v.v : 0;
}

START_TEST(an_architecture_with_one_page_size_gives_it)
{
	struct memory m = { 0 };

	ck_assert_uint_eq(page_size("x86_64", &m), 4096);
	ck_assert_uint_eq(page_size("s390x", &m), 4096);
	ck_assert_uint_eq(page_size("sparc64", &m), 8192);
	ck_assert_uint_eq(page_size("aarch64", &m), 0);
	ck_assert_uint_eq(page_size("ppc64le", &m), 0);
	ck_assert_uint_eq(page_size("", &m), 0);
}
END_TEST

START_TEST(a_count_beside_its_bytes_gives_it)
{
	struct memory m = { 0 };

	m.info.v[MEM_TOTAL] = opt_u64(16 * GIB);
	m.zone.managed_pages = opt_u64(16 * GIB / 65536);
	ck_assert_uint_eq(page_size("aarch64", &m), 65536);
	m.zone.managed_pages = opt_u64(16 * GIB / 16384 + 100);
	ck_assert_uint_eq(page_size("", &m), 16384);
	m.zone.managed_pages = opt_u64(16 * GIB / 12000);
	ck_assert_uint_eq(page_size("", &m), 0);
	m.info.v[MEM_FREE] = opt_u64(2 * GIB);
	m.vmstat.v[VM_FREE_PAGES] = opt_u64(2 * GIB / 65536 + 500);
	ck_assert_uint_eq(page_size("", &m), 65536);
	/* too few pages to tell, and two samples too far apart */
	m.vmstat.v[VM_FREE_PAGES] = opt_u64(100);
	ck_assert_uint_eq(page_size("", &m), 0);
	m.vmstat.v[VM_FREE_PAGES] = opt_u64(3 * GIB / 65536);
	ck_assert_uint_eq(page_size("", &m), 0);
}
END_TEST

START_TEST(huge_pages_and_the_layout_give_it)
{
	struct memory m = { 0 };

	m.info.v[MEM_HUGEPAGE_SIZE] = opt_u64(512 * MIB);
	ck_assert_uint_eq(page_size("", &m), 65536);
	m.info.v[MEM_HUGEPAGE_SIZE] = opt_u64(32 * MIB);
	ck_assert_uint_eq(page_size("aarch64", &m), 16384);
	m.info.v[MEM_HUGEPAGE_SIZE] = opt_u64(2 * MIB);
	ck_assert_uint_eq(page_size("aarch64", &m), 4096);
	ck_assert_uint_eq(page_size("ppc64le", &m), 0);
	ck_assert_uint_eq(page_size("", &m), 0);
	m.info.v[MEM_VMALLOC_TOTAL] = opt_u64(UINT64_C(34359738367) * KIB);
	ck_assert_uint_eq(page_size("", &m), 4096);
	m.info.v[MEM_VMALLOC_TOTAL] = opt_u64(UINT64_C(135290290112) * KIB);
	ck_assert_uint_eq(page_size("", &m), 0);
	m.info.v[MEM_HIGH_TOTAL] = opt_u64(GIB);
	ck_assert_uint_eq(page_size("", &m), 4096);
}
END_TEST

static enum tristate vmap(const char *arch, uint64_t version)
{
	struct memory m = { 0 };
	struct host h = host(arch, version);

	return infer_vmap_stack(&h, &m);
}

START_TEST(stacks_are_vmalloc_since_a_version)
{
	struct host unknown = { 0 };
	struct memory m = { 0 };

	ck_assert_int_eq(vmap("x86_64", KERNEL(4, 8)), NO);
	ck_assert_int_eq(vmap("x86_64", KERNEL(4, 9)), YES);
	ck_assert_int_eq(vmap("aarch64", KERNEL(4, 13)), NO);
	ck_assert_int_eq(vmap("aarch64", KERNEL(4, 14)), YES);
	ck_assert_int_eq(vmap("s390x", KERNEL(4, 20)), YES);
	ck_assert_int_eq(vmap("riscv64", KERNEL(5, 16)), NO);
	ck_assert_int_eq(vmap("riscv64", KERNEL(5, 17)), YES);
	ck_assert_int_eq(vmap("ppc64le", KERNEL(6, 1)), MAYBE);
	ck_assert_int_eq(vmap("", KERNEL(2, 6)), NO);
	ck_assert_int_eq(infer_vmap_stack(&unknown, &m), MAYBE);
}
END_TEST

START_TEST(stacks_larger_than_vmalloc_are_not_in_it)
{
	struct host h = host("x86_64", KERNEL(6, 1));
	struct memory m = { 0 };

	m.info.v[MEM_VMALLOC_USED] = opt_u64(10 * MIB);
	m.info.v[MEM_KERNEL_STACK] = opt_u64(10 * MIB + 100 * KIB);
	ck_assert_int_eq(infer_vmap_stack(&h, &m), YES);
	m.info.v[MEM_KERNEL_STACK] = opt_u64(12 * MIB);
	ck_assert_int_eq(infer_vmap_stack(&h, &m), NO);
	/* before 5.3 the line says nothing */
	h.kernel_version = opt_u64(KERNEL(4, 19));
	ck_assert_int_eq(infer_vmap_stack(&h, &m), YES);
}
END_TEST

START_TEST(vmalloc_used_counts_pages_since_5_3)
{
	struct host h = host("x86_64", KERNEL(5, 2)), unknown = { 0 };
	struct memory m = { 0 };

	ck_assert_int_eq(infer_vmalloc_used(&h, &m), NO);
	h.kernel_version = opt_u64(KERNEL(5, 3));
	ck_assert_int_eq(infer_vmalloc_used(&h, &m), YES);
	ck_assert_int_eq(infer_vmalloc_used(&unknown, &m), MAYBE);
	m.info.v[MEM_VMALLOC_USED] = opt_u64(0);
	ck_assert_int_eq(infer_vmalloc_used(&unknown, &m), NO);
	m.info.v[MEM_VMALLOC_USED] = opt_u64(5 * MIB);
	ck_assert_int_eq(infer_vmalloc_used(&unknown, &m), YES);
	m.info.v[MEM_VMALLOC_CHUNK] = opt_u64(GIB);
	ck_assert_int_eq(infer_vmalloc_used(&unknown, &m), NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("infer");

	tcase_add_test(t, an_architecture_with_one_page_size_gives_it);
	tcase_add_test(t, a_count_beside_its_bytes_gives_it);
	tcase_add_test(t, huge_pages_and_the_layout_give_it);
	tcase_add_test(t, stacks_are_vmalloc_since_a_version);
	tcase_add_test(t, stacks_larger_than_vmalloc_are_not_in_it);
	tcase_add_test(t, vmalloc_used_counts_pages_since_5_3);
	return tap_run(t);
}
