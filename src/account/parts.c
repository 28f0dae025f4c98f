/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/parts.h"

#include <stddef.h>
#include <string.h>

#include "account/account.h"

static const size_t places[MEMORY_PARTS_N] = {
#define MEMORY_TERM(id, member, ...) \
	[PART_##id] = offsetof(struct identity, member),
#define MEMORY_PART(id, member, ...) \
	[PART_##id] = offsetof(struct kernel_parts, member),
#include "model/memory/parts.def"
};

static struct opt_i64 at_place(const void *of, enum memory_part part)
{
	struct opt_i64 v;

	memcpy(&v, (const char *)of + places[part], sizeof(v));
	return v;
}

struct opt_i64 kernel_part(const struct kernel_parts *k, enum memory_part part)
{
	return at_place(k, part);
}

struct opt_i64 memory_part(const struct account *acct, enum memory_part part)
{
	return part < MEMORY_TERMS_N ? at_place(&acct->id, part)
				     : kernel_part(&acct->kernel, part);
}

struct opt_i64 memory_part_judged(const struct account *acct,
				  enum memory_part part)
{
	const struct kernel_parts *k = &acct->kernel;
	struct opt_i64 v = memory_part(acct, part);
	bool in_vmalloc = k->kernel_stack.known && !k->kernel_stack.v;

	if (part == PART_KERNEL_STACKS)
		return opt_signed(k->of_kernel_stack);
	if (part == PART_VMALLOC && v.known && in_vmalloc)
		v.v -= (int64_t)opt_or0(k->of_kernel_stack);
	if (part == PART_PAGE_TABLES && v.known)
		v.v += opt_i64_or0(k->sec_page_tables);
	return v;
}
