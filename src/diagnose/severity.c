/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/severity.h"

#include "account/account.h"
#include "diagnose/oom/oom.h"
#include "model/snapshot.h"

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)

#define BETWEEN(p, least, most)                             \
	{                                                   \
		.percent = (p), .lo = (least), .hi = (most) \
	}

/*
 * Percent of the base, kept between lo and hi; lo is no more than its cap. Or a
 * number: percent of something else, bytes, a count, seconds.
 */
static const struct {
	unsigned percent;
	uint64_t lo;
	uint64_t hi;
	uint64_t at_ease; /* in place of lo, while half of memory is available */
	uint64_t number;
} limits[] = {
	[LIMIT_SHORT] = BETWEEN(5, 24 * MIB, 8 * GIB),
	[LIMIT_NEARLY_OUT] = BETWEEN(2, 12 * MIB, 2 * GIB),
	[LIMIT_PRESSED] = BETWEEN(10, 48 * MIB, 16 * GIB),
	[LIMIT_QUEUE_NOTICE] = BETWEEN(1, 4 * MIB, 64 * MIB),
	[LIMIT_QUEUE_WARNING] = BETWEEN(2, 16 * MIB, 1 * GIB),
	[LIMIT_HOLDER_NOTICE] = BETWEEN(1, 16 * MIB, 256 * MIB),
	[LIMIT_HOLDER_WARNING] = BETWEEN(10, 0, UINT64_MAX),
	/* what a kernel has from its start on is a large part of a board */
	[LIMIT_PART_NOTICE] = { .percent = 5,
				.lo = 8 * MIB,
				.hi = UINT64_MAX,
				.at_ease = 64 * MIB },
	[LIMIT_PART_WARNING] = BETWEEN(10, 8 * MIB, UINT64_MAX),
	[LIMIT_UNCOUNTED] = BETWEEN(20, 0, UINT64_MAX),
	[LIMIT_SHMEM] = BETWEEN(10, 0, UINT64_MAX),
	[LIMIT_NAMELESS] = BETWEEN(1, 16 * MIB, 2 * GIB),
	[LIMIT_UNSEEN_NOTICE] = BETWEEN(0, 64 * MIB, UINT64_MAX),
	[LIMIT_UNSEEN_WARNING] = BETWEEN(2, 64 * MIB, 1 * GIB),
	[LIMIT_PROCESS_MAP_NOTICE] = BETWEEN(1, 64 * MIB, 256 * MIB),
	[LIMIT_PROCESS_MAP_WARNING] = BETWEEN(5, 256 * MIB, 4 * GIB),
	[LIMIT_FULL_BYTES] = { .number = 8 * MIB },
	[LIMIT_FULL_SOCKETS] = { .number = 8 },
	[LIMIT_LEFT_OPEN_NOTICE] = { .number = 1000 },
	[LIMIT_LEFT_OPEN_WARNING] = { .number = 10000 },
	[LIMIT_ORPHANS_NOTICE] = { .number = 10000 },
	[LIMIT_ORPHANS_WARNING] = { .number = 50000 },
	[LIMIT_BUSY_SOCKET] = { .number = 32 << 10 },
	[LIMIT_DROPS] = { .number = 1000 },
	[LIMIT_DROPS_PERCENT] = { .number = 2 },
	[LIMIT_ACCEPT_FULL] = { .number = 8 },
	[LIMIT_ACCEPT_LONG] = { .number = 129 },
	[LIMIT_DROPPING_BYTES] = { .number = 64 * MIB },
	[LIMIT_OF_PROTOCOL] = { .number = 25 },
	[LIMIT_OF_CGROUP] = { .number = 25 },
	[LIMIT_CGROUP] = { .number = 90 },
	[LIMIT_PROTOCOL_NOTICE] = { .number = 50 },
	[LIMIT_PROTOCOL_WARNING] = { .number = 75 },
	[LIMIT_FRAGMENTS] = { .number = 75 },
	[LIMIT_HUGETLB_NOTICE] = { .number = 5 },
	[LIMIT_HUGETLB_WARNING] = { .number = 10 },
	[LIMIT_OF_PROCESS_UNTRACKED] = { .number = 10 },
	[LIMIT_OF_PROCESS_STACKS] = { .number = 10 },
	[LIMIT_OF_PROCESS_ARENAS] = { .number = 25 },
	[LIMIT_PSI] = { .number = 5 },
	[LIMIT_ARENAS_SPREAD] = { .number = 8 },
	[LIMIT_GROWTH_WARNING] = { .number = 86400 },
	[LIMIT_GROWTH_CRITICAL] = { .number = 3600 },
};

/* A board of 32 MiB is not short of memory while 12 MiB are available. */
#define LO_MOST 20
#define LO_MOST_NEARLY_OUT 10

/* Where the machine's size is unknown. */
#define BLIND_NOTICE (64 * MIB)
#define BLIND_WARNING (512 * MIB)

static uint64_t lowest(const struct scale *s, enum limit limit)
{
	unsigned most =
		limit == LIMIT_NEARLY_OUT ? LO_MOST_NEARLY_OUT : LO_MOST;
	uint64_t size = opt_or0(s->total.known ? s->total : s->base);
	uint64_t cap = size / 100 * most;
	uint64_t lo = limits[limit].lo;

	if (s->at_ease && limits[limit].at_ease > lo)
		lo = limits[limit].at_ease;
	return size && cap < lo ? cap : lo;
}

uint64_t limit_number(enum limit limit)
{
	return limits[limit].number;
}

uint64_t scale_limit(const struct scale *s, enum limit limit)
{
	uint64_t v = opt_or0(s->base) / 100 * limits[limit].percent;
	uint64_t lo = lowest(s, limit);

	if (v < lo)
		return lo;
	return v > limits[limit].hi ? limits[limit].hi : v;
}

enum severity scale_judge(const struct scale *s, uint64_t bytes,
			  enum limit notice, enum limit warning)
{
	bool known = s->base.known;

	if (!bytes)
		return SEV_OK;
	if (bytes >= (known ? scale_limit(s, warning) : BLIND_WARNING))
		return SEV_WARNING;
	if (bytes >= (known ? scale_limit(s, notice) : BLIND_NOTICE))
		return SEV_NOTICE;
	return SEV_OK;
}

/* Huge pages are given away for good: what is left is what counts. */
static struct opt_u64 base_of(const struct snapshot *snap,
			      const struct account *acct)
{
	const struct opt_u64 *v = snap->memory.info.v;
	uint64_t huge = (uint64_t)opt_i64_or0(acct->id.hugetlb);

	/* a 32-bit kernel can keep its own data in low memory only */
	if (opt_or0(v[MEM_HIGH_TOTAL]) && v[MEM_LOW_TOTAL].known)
		return v[MEM_LOW_TOTAL];
	/* as good as unknown; a pool of all of it leaves nothing to judge by */
	if (opt_or0(acct->id.total) <= huge)
		return (struct opt_u64){ 0 };
	return opt_u64(acct->id.total.v - huge);
}

/* Before 2.6.18 there is no AnonPages: what is on the lists and in no file. */
static int64_t anon_pages(const struct opt_u64 *v)
{
	int64_t lists =
		(int64_t)(opt_or0(v[MEM_ACTIVE]) + opt_or0(v[MEM_INACTIVE]));
	int64_t files =
		(int64_t)(opt_or0(v[MEM_CACHED]) + opt_or0(v[MEM_BUFFERS]));

	if (v[MEM_ANON_PAGES].known)
		return (int64_t)v[MEM_ANON_PAGES].v;
	return lists > files ? lists - files : 0;
}

/*
 * What low memory can give: page cache lies there too. How much is in no file,
 * but it is no less than what neither the kernel nor processes can have there.
 */
static struct opt_u64 low_available(const struct snapshot *snap,
				    const struct account *acct)
{
	const struct opt_u64 *v = snap->memory.info.v;
	struct opt_i64 kernel = account_kernel_by_lru(snap, acct);
	int64_t cache = (int64_t)v[MEM_LOW_TOTAL].v -
			(int64_t)v[MEM_LOW_FREE].v - kernel.v - anon_pages(v) -
			(int64_t)opt_or0(v[MEM_SHMEM]);

	/* 2.4 does not count its slab: its lists do not tell enough */
	if (!kernel.known || !v[MEM_SLAB].known || !v[MEM_LOW_TOTAL].known ||
	    cache < 0)
		cache = 0;
	cache += (int64_t)v[MEM_LOW_FREE].v;
	/* the swap cache is none, and no more than there is in all */
	if (acct->id.available.known && cache > (int64_t)acct->id.available.v &&
	    acct->id.available.v > v[MEM_LOW_FREE].v)
		cache = (int64_t)acct->id.available.v;
	return opt_u64((uint64_t)cache);
}

static struct opt_u64 available(const struct snapshot *snap,
				const struct account *acct)
{
	const struct opt_u64 *v = snap->memory.info.v;
	const struct zfs_arc *arc = &snap->memory.arc;
	struct opt_u64 ret = acct->id.available;

	if (opt_or0(v[MEM_HIGH_TOTAL]) && v[MEM_LOW_FREE].known)
		return low_available(snap, acct);
	if (ret.known && arc->size_bytes.known && arc->min_bytes.known &&
	    arc->size_bytes.v > arc->min_bytes.v)
		ret.v += arc->size_bytes.v - arc->min_bytes.v;
	return ret;
}

void scale_of(const struct snapshot *snap, const struct account *acct,
	      struct scale *ret)
{
	const struct psi *psi = &snap->memory.psi;

	*ret = (struct scale){ .base = base_of(snap, acct),
			       .total = acct->id.total,
			       .available = available(snap, acct) };
	oom_scale(snap, acct, ret);
	if (!ret->base.known || !ret->available.known || ret->nearly_out)
		return;
	/* a swap storm stalls tasks for a while after memory is there again */
	ret->at_ease = ret->available.v >= opt_or0(ret->total) / 2;
	ret->nearly_out =
		ret->available.v < scale_limit(ret, LIMIT_NEARLY_OUT) ||
		(psi->known &&
		 psi->full_avg10 >= (double)limit_number(LIMIT_PSI) &&
		 ret->available.v < scale_limit(ret, LIMIT_PRESSED));
	ret->short_of_memory = ret->nearly_out ||
			       ret->available.v < scale_limit(ret, LIMIT_SHORT);
}
