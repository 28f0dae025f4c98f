/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one list of the parts of memory: its words, sums, findings, details. */
#include <ctype.h>
#include <string.h>

#include "account/parts.h"
#include "bench.h"
#include "diagnose/findings.h"
#include "model/snapshot.h"
#include "tap.h"

static bool is_plain(const char *word, char between)
{
	size_t n = 0;

	for (; word[n]; n++)
		if (!islower((unsigned char)word[n]) && word[n] != between)
			return false;
	return n > 0;
}

START_TEST(each_part_has_its_words)
{
	for (size_t i = 0; i < MEMORY_PARTS_N; i++) {
		const struct memory_part_row *row = &memory_parts[i];

		ck_assert_msg(is_plain(row->key, '_'), "%s", row->key);
		ck_assert_msg(is_plain(row->name, '-'), "%s", row->name);
		ck_assert_msg(*row->label, "%s", row->name);
		for (size_t k = 0; k < i; k++) {
			ck_assert_str_ne(row->name, memory_parts[k].name);
			ck_assert_str_ne(row->label, memory_parts[k].label);
		}
	}
}
END_TEST

/* "hugetlb-idle" is about those of them that nobody uses. */
START_TEST(a_finding_has_the_name_of_its_part)
{
	size_t n = 0;

	for (unsigned i = 0; i < MEMORY_PARTS_N; i++) {
		enum finding_code code = part_finding((enum memory_part)i);

		if (code == F_HEALTHY || code == F_HUGETLB_IDLE)
			continue;
		ck_assert_str_eq(finding_code_name(code), memory_parts[i].name);
		ck_assert_int_ne(finding_row(code)->notice, LIMIT_NONE);
		n++;
	}
	ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(each_part_is_a_member_of_its_own)
{
	struct account acct = { 0 };

	acct.id.free = opt_i64(1);
	acct.id.kernel = opt_i64(2);
	acct.kernel.slab_unreclaimable = opt_i64(3);
	acct.kernel.unaccounted = opt_i64(4);
	ck_assert_int_eq(memory_part(&acct, PART_FREE).v, 1);
	ck_assert_int_eq(memory_part(&acct, PART_KERNEL).v, 2);
	ck_assert_int_eq(memory_part(&acct, PART_SLAB_UNRECLAIMABLE).v, 3);
	ck_assert_int_eq(memory_part(&acct, PART_UNACCOUNTED).v, 4);
	ck_assert(!memory_part(&acct, PART_PERCPU).known);
	/* the rest is none of what is counted */
	ck_assert_int_eq(account_kernel_parts(&acct.kernel), 3);
}
END_TEST

START_TEST(stacks_are_judged_apart_from_vmalloc)
{
	struct account acct = { 0 };
	struct kernel_parts *k = &acct.kernel;

	k->vmalloc = opt_i64(100);
	k->of_kernel_stack = opt_u64(30);
	k->kernel_stack = opt_i64(0);
	k->page_tables = opt_i64(7);
	ck_assert_int_eq(memory_part_judged(&acct, PART_VMALLOC).v, 70);
	ck_assert_int_eq(memory_part_judged(&acct, PART_KERNEL_STACKS).v, 30);
	ck_assert_int_eq(memory_part_judged(&acct, PART_PAGE_TABLES).v, 7);
	/* without VMAP_STACK they are pages of their own */
	k->kernel_stack = opt_i64(30);
	k->sec_page_tables = opt_i64(5);
	ck_assert_int_eq(memory_part_judged(&acct, PART_VMALLOC).v, 100);
	ck_assert_int_eq(memory_part_judged(&acct, PART_PAGE_TABLES).v, 12);
	k->vmalloc.known = false;
	ck_assert(!memory_part_judged(&acct, PART_VMALLOC).known);
}
END_TEST

/* Of 10 GiB a part is a notice from 5% on, one holder from 102 MiB. */
static unsigned wanted(struct opt_i64 *member, struct account *acct,
		       int64_t bytes)
{
	const struct snapshot snap = { 0 };
	unsigned parts;

	*member = opt_i64(bytes);
	acct->id.total = opt_u64(10 * GIB);
	parts = diagnose_wants_detail(&snap, acct);
	member->known = false;
	return parts;
}

START_TEST(a_part_asks_for_its_detail_from_its_limit_on)
{
	struct account acct = { 0 };
	struct kernel_parts *k = &acct.kernel;

	ck_assert_uint_eq(wanted(&k->page_tables, &acct, 511 * MIB), 0);
	ck_assert_uint_eq(wanted(&k->page_tables, &acct, 513 * MIB),
			  DETAIL_TASKS);
	ck_assert_uint_eq(wanted(&k->percpu, &acct, 102 * MIB), 0);
	ck_assert_uint_eq(wanted(&k->percpu, &acct, 103 * MIB), DETAIL_BPF);
	ck_assert_uint_eq(wanted(&k->percpu, &acct, 513 * MIB),
			  DETAIL_BPF | DETAIL_CGROUPS | DETAIL_ALLOCINFO);
	ck_assert_uint_eq(wanted(&k->slab_reclaimable, &acct, 5 * GIB), 0);
	/* of what they leave of the machine */
	ck_assert_uint_eq(wanted(&acct.id.hugetlb, &acct, 480 * MIB), 0);
	ck_assert_uint_eq(wanted(&acct.id.hugetlb, &acct, 513 * MIB),
			  DETAIL_TASKS | DETAIL_HUGETLB);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("parts");

	tcase_add_test(t, each_part_has_its_words);
	tcase_add_test(t, a_finding_has_the_name_of_its_part);
	tcase_add_test(t, each_part_is_a_member_of_its_own);
	tcase_add_test(t, stacks_are_judged_apart_from_vmalloc);
	tcase_add_test(t, a_part_asks_for_its_detail_from_its_limit_on);
	return tap_run(t);
}
