/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "account/account.h"
#include "account/parts.h"
#include "account/sight.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_list(struct pout *p, enum prometheus_family f,
		     const char *label, const struct account *acct,
		     unsigned from, unsigned end)
{
	for (unsigned i = from; i < end; i++) {
		if (memory_parts[i].by_pss && p->missing & SIGHT_PSS)
			continue;
		pout_i64(p, f, PLABELS({ label, memory_parts[i].name }),
			 memory_part(acct, (enum memory_part)i));
	}
}

static void put_identity(struct pout *p, const struct account *acct)
{
	const struct identity *id = &acct->id;

	pout_u64(p, P_MEMORY_TOTAL, PNONE, id->total);
	put_list(p, P_MEMORY, "term", acct, 0, MEMORY_TERMS_N);
	pout_u64(p, P_MEMORY_ERROR, PNONE, id->error);
	pout_u64(p, P_MEMORY_AVAILABLE, PNONE, id->available);
}

/* Several holders may have a part of that name: they are one series. */
static bool merged(const struct kernel_parts *k, size_t at, uint64_t *ret)
{
	const struct other_part *o = &k->other[at];
	uint64_t sum = 0;

	for (size_t i = 0; i < k->n_other; i++) {
		const struct other_part *other = &k->other[i];

		if (other->basis != o->basis || strcmp(other->name, o->name))
			continue;
		if (i < at)
			return false;
		sum += other->bytes;
	}
	*ret = sum;
	return true;
}

static void put_parts(struct pout *p, const struct account *acct)
{
	const struct kernel_parts *k = &acct->kernel;
	uint64_t sum;

	put_list(p, P_KERNEL, "part", acct, MEMORY_TERMS_N, MEMORY_PARTS_N);
	for (size_t i = 0; i < k->n_other; i++)
		if (k->other[i].basis == BASIS_EXACT && merged(k, i, &sum))
			pout_u64(p, P_KERNEL,
				 PLABELS({ "part", k->other[i].name }),
				 opt_u64(sum));
	for (size_t i = 0; i < k->n_other; i++)
		if (k->other[i].basis != BASIS_EXACT && merged(k, i, &sum))
			pout_u64(p, P_KERNEL_ESTIMATE,
				 PLABELS({ "part", k->other[i].name },
					 { "basis",
					   basis_name(k->other[i].basis) }),
				 opt_u64(sum));
}

void prometheus_memory(struct pout *p, const struct report *r)
{
	const struct kernel_parts *k = &r->acct->kernel;
	const struct {
		const char *name;
		struct opt_u64 v;
	} rows[] = {
		{ "sockets", k->of_sockets }, /* first: see below */
		{ memory_parts[PART_KERNEL_STACKS].name, k->of_kernel_stack },
		{ "page-pool", k->of_page_pool },
		{ "zfs-arc", k->of_zfs_arc },
		{ "unevictable-cache", k->of_unevictable_cache },
		{ "swap-cached", k->of_swap_cached },
		{ "mlocked", k->of_mlocked },
	};

	put_identity(p, r->acct);
	put_parts(p, r->acct);
	for (size_t i = k->sockets_partial; i < COUNT(rows); i++)
		pout_u64(p, P_OF_WHICH, PLABELS({ "part", rows[i].name }),
			 rows[i].v);
}
