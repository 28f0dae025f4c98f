/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "account/account.h"
#include "render/prometheus/pout.h"
#include "render/prometheus/prometheus_parts.h"
#include "render/report.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* One sample of several under one label. */
struct amount {
	const char *name;
	struct opt_i64 v;
};

static void put_amounts(struct pout *p, enum prometheus_family f,
			const char *label, const struct amount *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pout_i64(p, f, PLABELS({ label, v[i].name }), v[i].v);
}

static void put_identity(struct pout *p, const struct identity *id)
{
	const struct amount rows[] = {
		{ "processes", id->processes }, { "cache", id->cache },
		{ "shared", id->shared },	{ "hugetlb", id->hugetlb },
		{ "free", id->free },		{ "kernel", id->kernel },
	};

	pout_u64(p, P_MEMORY_TOTAL, PNONE, id->total);
	put_amounts(p, P_MEMORY, "term", rows, COUNT(rows));
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

static void put_parts(struct pout *p, const struct kernel_parts *k)
{
	const struct amount rows[] = {
		{ "slab-unreclaimable", k->slab_unreclaimable },
		{ "slab-reclaimable", k->slab_reclaimable },
		{ "vmalloc", k->vmalloc },
		{ "page-tables", k->page_tables },
		{ "sec-page-tables", k->sec_page_tables },
		{ "percpu", k->percpu },
		{ "kernel-stacks", k->kernel_stack },
		{ "unaccounted", k->unaccounted },
	};
	uint64_t sum;

	put_amounts(p, P_KERNEL, "part", rows, COUNT(rows));
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
		{ "sockets", k->of_sockets },
		{ "kernel-stacks", k->of_kernel_stack },
		{ "page-pool", k->of_page_pool },
		{ "zfs-arc", k->of_zfs_arc },
		{ "unevictable-cache", k->of_unevictable_cache },
		{ "swap-cached", k->of_swap_cached },
		{ "mlocked", k->of_mlocked },
	};

	put_identity(p, &r->acct->id);
	put_parts(p, k);
	for (size_t i = 0; i < COUNT(rows); i++)
		pout_u64(p, P_OF_WHICH, PLABELS({ "part", rows[i].name }),
			 rows[i].v);
}
