/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdlib.h>
#include <string.h>

#include "diagnose/kernel/detail.h"
#include "diagnose/kernel/pool_evidence.h"
#include "diagnose/kernel/remainder.h"
#include "model/snapshot.h"

#define CANDIDATES_SHOWN 4

static uint64_t other_bytes(const struct kernel_parts *k, const char *name)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < k->n_other; i++)
		if (!strcmp(k->other[i].name, name))
			sum += k->other[i].bytes;
	return sum;
}

enum consumers_wanted diagnose_wants_consumers(const struct snapshot *snap,
					       const struct account *acct)
{
	const struct kernel_parts *k = &acct->kernel;
	int64_t rest = opt_i64_or0(k->unaccounted) - remainder_lawful(k);
	struct scale s;
	uint64_t holder;

	scale_of(snap, acct, &s);
	if (!s.base.known)
		return CONSUMERS_NONE;
	if (rest > 0 && (uint64_t)rest >= scale_limit(&s, LIMIT_NAMELESS))
		return CONSUMERS_ALL;
	holder = scale_limit(&s, LIMIT_HOLDER_NOTICE);
	if (other_bytes(k, "zspages") >= holder ||
	    other_bytes(k, "balloon") >= holder)
		return CONSUMERS_DEVICES;
	return CONSUMERS_NONE;
}

static int by_bytes(const void *a, const void *b)
{
	const struct other_part *x = a, *y = b;

	return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

/* What may be in the remainder, the largest first: nothing says that it is. */
static void candidates(struct judge *j, struct finding *f)
{
	const struct kernel_parts *k = &j->acct->kernel;
	struct other_part v[OTHER_PARTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < k->n_other; i++)
		if (k->other[i].basis != BASIS_EXACT)
			v[n++] = k->other[i];
	qsort(v, n, sizeof(*v), by_bytes);
	for (size_t i = 0; i < n && i < CANDIDATES_SHOWN; i++)
		say(f, "%s of %s may be in it%s%s: that figure is an %s",
		    BYTES(v[i].bytes), v[i].name,
		    *v[i].holder ? ", the most of " : "", OUTSIDE(v[i].holder),
		    v[i].basis == BASIS_ESTIMATE ? "estimate" : "upper bound");
}

/*
 * Before 4.4 VmallocUsed counts addresses, those of devices too: no less memory
 * than that is sure to be elsewhere.
 */
static int64_t vmalloc_at_most(const struct judge *j)
{
	if (j->acct->kernel.vmalloc.known)
		return 0;
	return (int64_t)opt_or0(j->snap->memory.info.v[MEM_VMALLOC_USED]);
}

/* Without vmstat nobody knows what zram and zswap keep of what is in swap. */
static void swap_evidence(struct judge *j, struct finding *f)
{
	const struct opt_u64 *v = j->snap->memory.info.v;

	if (j->snap->memory.vmstat.v[VM_ZSPAGES].known ||
	    opt_or0(v[MEM_SWAP_TOTAL]) <= opt_or0(v[MEM_SWAP_FREE]))
		return;
	say(f,
	    "%s are in swap: if that is zram or zswap, the compressed pages "
	    "are in it (see nr_zspages in /proc/vmstat)",
	    BYTES(v[MEM_SWAP_TOTAL].v - opt_or0(v[MEM_SWAP_FREE])));
}

/*
 * All kernels that have AnonPages print these two; what is behind them in
 * meminfo (per-CPU memory, huge pages) was cut off with them.
 */
static bool unaccounted_is_cut(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;

	return !v[MEM_SLAB].known || !v[MEM_PAGE_TABLES].known;
}

static void other_evidence(struct judge *j, struct finding *f)
{
	const struct kernel_parts *k = &j->acct->kernel;

	if (opt_or0(k->of_sockets))
		say(f,
		    "sockets hold %s; their large buffers are not covered by "
		    "any counter",
		    BYTES(k->of_sockets.v));
	if (opt_or0(k->of_page_pool))
		say(f,
		    "page pools of interfaces have given out %s, to sockets "
		    "too",
		    BYTES(k->of_page_pool.v));
	pool_evidence(j, f, false);
	if (vmalloc_at_most(j))
		say(f,
		    "vmalloc is in it: no more than %s, the addresses that "
		    "this kernel counts (VmallocUsed)",
		    BYTES(vmalloc_at_most(j)));
	else if (!k->vmalloc.known && !unaccounted_is_cut(j))
		say(f, "vmalloc is in it: this kernel does not count it");
	swap_evidence(j, f);
	if (!k->percpu.known && !unaccounted_is_cut(j))
		say(f,
		    "per-CPU memory is in it: this kernel does not count it");
	say(f, "other pages not covered by any counter: pipes, packet rings, "
	       "perf and ftrace buffers, drivers (GPU, network)");
}

/* Old kernels do not count all parts: their remainder is no anomaly yet. */
static bool counted_all(const struct kernel_parts *k)
{
	return k->vmalloc.known && k->percpu.known;
}

static void cut_evidence(struct judge *j, struct finding *f)
{
	const struct opt_u64 *v = j->snap->memory.info.v;

	if (unaccounted_is_cut(j))
		say(f,
		    "this meminfo is truncated: it has no line %s, and none "
		    "for huge pages, vmalloc or per-CPU memory; what they "
		    "count is part of it",
		    v[MEM_SLAB].known ? "PageTables" : "Slab");
}

static enum severity severity(const struct judge *j, int64_t rest, bool all)
{
	enum severity sev;

	rest -= vmalloc_at_most(j);
	if (rest <= 0)
		return SEV_OK;
	sev = finding_severity(j, F_UNACCOUNTED, (uint64_t)rest);
	/* vmalloc, per-CPU memory and drivers of a machine at rest */
	if (!all && j->scale.at_ease &&
	    (uint64_t)rest < scale_limit(&j->scale, LIMIT_UNCOUNTED))
		return SEV_OK;
	/* without it the remainder is no more than what the kernel has: of half
	 * of the memory that is bad enough */
	if (sev == SEV_WARNING && !j->snap->memory.info.v[MEM_SLAB].known &&
	    (uint64_t)rest < opt_or0(j->acct->id.total) / 2)
		sev = SEV_NOTICE;
	return sev;
}

void rule_unaccounted(struct judge *j)
{
	struct opt_i64 rest = remainder_bytes(j->snap, j->acct);
	bool all = counted_all(&j->acct->kernel) && !unaccounted_is_cut(j);
	enum severity sev;
	struct finding *f;

	if (!rest.known)
		return;
	rest.v -= remainder_lawful(&j->acct->kernel);
	sev = severity(j, rest.v, all);
	if (sev == SEV_OK)
		return;
	f = finding_open(
		j, F_UNACCOUNTED, sev, all ? CONF_MEDIUM : CONF_LOW, rest,
		"%s of kernel memory is not covered by any "
		"counter%s",
		BYTES(rest.v),
		unaccounted_is_cut(j) ? " of this truncated meminfo" : "");
	if (f)
		f->upper_bound = unaccounted_is_cut(j);
	cut_evidence(j, f);
	if (!j->acct->kernel.unaccounted.known)
		say(f,
		    "there is no AnonPages (before 2.6.18, or cut off): it is "
		    "neither free, nor on a list of pages, nor counted as a "
		    "part of the kernel");
	else
		say(f, "accurate to within %s",
		    BYTES(opt_or0(j->acct->id.error)));
	candidates(j, f);
	detail_evidence(j, f);
	other_evidence(j, f);
	if (unaccounted_is_cut(j))
		advise(f, "read all of /proc/meminfo: HugePages_Total and "
			  "Percpu first");
	finding_remedies(f, NULL);
}
