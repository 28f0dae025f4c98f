/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/kernel/remainder.h"

#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"

/* In no counter, but whose it is is known; estimates have findings of their own. */
static bool is_named(const struct other_part *o)
{
	static const char *const names[] = { "cma", "balloon", "nic-rings",
					     "io-uring" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (o->basis != BASIS_EXACT && !strcmp(o->name, names[i]))
			return true;
	return false;
}

int64_t remainder_lawful(const struct kernel_parts *k)
{
	int64_t sum = (int64_t)opt_or0(k->of_zfs_arc);

	for (size_t i = 0; i < k->n_other; i++)
		if (is_named(&k->other[i]))
			sum += (int64_t)k->other[i].bytes;
	return sum;
}

struct opt_i64 remainder_bytes(const struct snapshot *snap,
			       const struct account *acct)
{
	struct opt_i64 kernel = account_kernel_by_lru(snap, acct);

	if (acct->kernel.unaccounted.known || !kernel.known)
		return acct->kernel.unaccounted;
	kernel.v -= account_kernel_parts(&acct->kernel);
	return kernel;
}

/* Lines that name what they count, whichever of them are there. */
static int64_t named_bytes(const struct snapshot *snap,
			   const struct account *acct)
{
	const struct opt_u64 *v = snap->memory.info.v;
	const struct slabs *slabs = &snap->memory.slabs;
	int64_t caches = 0;

	for (size_t i = 0; !v[MEM_SLAB].known && i < slabs->n; i++)
		caches += (int64_t)slabs->v[i].bytes;
	return caches + opt_i64_or0(acct->id.free) +
	       (int64_t)opt_or0(v[MEM_CACHED]) +
	       (int64_t)opt_or0(v[MEM_BUFFERS]) +
	       (int64_t)opt_or0(v[MEM_SWAP_CACHED]) +
	       (int64_t)opt_or0(v[MEM_ANON_PAGES]) +
	       opt_i64_or0(acct->id.hugetlb) +
	       account_kernel_parts(&acct->kernel);
}

uint64_t nameless_bytes(const struct snapshot *snap, const struct account *acct)
{
	struct opt_i64 rest = remainder_bytes(snap, acct);
	int64_t total = (int64_t)opt_or0(acct->id.total);
	/* whatever it is, it can be had */
	int64_t most = total - (int64_t)opt_or0(acct->id.available);

	if (!rest.known)
		rest = opt_i64(total - named_bytes(snap, acct));
	rest.v -= remainder_lawful(&acct->kernel);
	if (rest.v > most)
		rest.v = most;
	return rest.v > 0 ? (uint64_t)rest.v : 0;
}
