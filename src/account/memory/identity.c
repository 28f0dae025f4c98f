/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/sight.h"

#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

/* mm/vmstat.c adds a CPU's difference up only past this many pages */
#define STAT_THRESHOLD_MAX 125
/* MemFree, AnonPages and the file pages, the three that kernel rests on */
#define COUNTERS_USED 3

static struct opt_u64 key(const struct meminfo *m, enum meminfo_key k)
{
	return m->v[k];
}

static int64_t or0(const struct meminfo *m, enum meminfo_key k)
{
	return (int64_t)opt_or0(m->v[k]);
}

/* Before 4.16 only the default size has its lines in meminfo. */
static struct opt_u64 hugetlb_bytes(const struct memory *mem,
				    const struct meminfo *info)
{
	struct opt_u64 total = key(info, MEM_HUGEPAGES_TOTAL);
	struct opt_u64 size = key(info, MEM_HUGEPAGE_SIZE);
	uint64_t sum = 0;

	if (key(info, MEM_HUGETLB).known)
		return key(info, MEM_HUGETLB);
	for (size_t i = 0; i < mem->n_hugepools; i++)
		sum += mem->hugepools[i].total * mem->hugepools[i].page_bytes;
	if (mem->n_hugepools)
		return opt_u64(sum);
	/*
	 * before 2.6.39 gigantic pages of the boot are no part of MemTotal: a
	 * pool that has no room beside what is free is none of its terms
	 */
	if (total.known && size.known &&
	    total.v * size.v > opt_or0(key(info, MEM_TOTAL)) -
				       opt_or0(key(info, MEM_FREE)) &&
	    opt_or0(key(info, MEM_TOTAL)) > opt_or0(key(info, MEM_FREE)))
		return (struct opt_u64){ 0 };
	if (total.known && size.known)
		return opt_u64(total.v * size.v);
	return (struct opt_u64){ 0 };
}

struct opt_u64 account_hugetlb_idle(const struct snapshot *snap)
{
	const struct memory *mem = &snap->memory;
	struct opt_u64 free = key(&mem->info, MEM_HUGEPAGES_FREE);
	struct opt_u64 size = key(&mem->info, MEM_HUGEPAGE_SIZE);
	uint64_t reserved = opt_or0(key(&mem->info, MEM_HUGEPAGES_RSVD));
	uint64_t sum = 0;

	for (size_t i = 0; i < mem->n_hugepools; i++) {
		const struct hugepool *p = &mem->hugepools[i];

		if (p->free > p->reserved)
			sum += (p->free - p->reserved) * p->page_bytes;
	}
	if (mem->n_hugepools)
		return opt_u64(sum);
	if (!free.known || !size.known)
		return (struct opt_u64){ 0 };
	return opt_u64(free.v > reserved ? (free.v - reserved) * size.v : 0);
}

/* free(1) and top(1) have one figure for it, with SReclaimable. */
static bool cache_is_known(const struct meminfo *m)
{
	return key(m, MEM_CACHED).known || key(m, MEM_BUFF_CACHE).known;
}

static int64_t file_pages(const struct meminfo *m)
{
	if (!key(m, MEM_CACHED).known)
		return or0(m, MEM_BUFF_CACHE) + or0(m, MEM_SWAP_CACHED);
	return or0(m, MEM_CACHED) + or0(m, MEM_BUFFERS) +
	       or0(m, MEM_SWAP_CACHED);
}

/* total - free - AnonPages - file pages - hugetlb */
static struct opt_i64 kernel_by_counters(const struct memory *mem,
					 const struct meminfo *m, int64_t pcp)
{
	if (!key(m, MEM_TOTAL).known || !key(m, MEM_FREE).known ||
	    !key(m, MEM_ANON_PAGES).known || !cache_is_known(m))
		return (struct opt_i64){ 0 };
	return opt_i64(or0(m, MEM_TOTAL) - or0(m, MEM_FREE) - pcp -
		       or0(m, MEM_ANON_PAGES) - file_pages(m) -
		       (int64_t)opt_or0(hugetlb_bytes(mem, m)));
}

/*
 * total - free - LRU lists - isolated - hugetlb. A page of the swap cache is
 * on one list, though AnonPages and SwapCached both count it.
 */
static struct opt_i64 kernel_by_lru(const struct memory *mem,
				    const struct meminfo *m, int64_t pcp,
				    int64_t page)
{
	int64_t isolated =
		page * (int64_t)(opt_or0(mem->vmstat.v[VM_ISOLATED_ANON]) +
				 opt_or0(mem->vmstat.v[VM_ISOLATED_FILE]));

	if (!kernel_by_counters(mem, m, pcp).known ||
	    !key(m, MEM_ACTIVE).known || !key(m, MEM_INACTIVE).known)
		return (struct opt_i64){ 0 };
	return opt_i64(or0(m, MEM_TOTAL) - or0(m, MEM_FREE) - pcp -
		       or0(m, MEM_ACTIVE) - or0(m, MEM_INACTIVE) -
		       or0(m, MEM_UNEVICTABLE) - isolated -
		       (int64_t)opt_or0(hugetlb_bytes(mem, m)));
}

/*
 * Pages of processes that no counter names, since none maps them any more: parts
 * of huge pages that were given back, and what is pinned. They stay on the LRU
 * lists, which else hold what AnonPages and the page cache count. With swap
 * cache the lists decide, and these pages are no part of the kernel's.
 */
static struct opt_u64 unmapped_pages(struct opt_i64 by_counters,
				     struct opt_i64 by_lru, uint64_t slack)
{
	if (!by_counters.known || !by_lru.known ||
	    by_counters.v - by_lru.v <= (int64_t)slack)
		return (struct opt_u64){ 0 };
	return opt_u64((uint64_t)(by_counters.v - by_lru.v));
}

struct opt_i64 account_kernel_by_lru(const struct snapshot *snap,
				     const struct account *acct)
{
	const struct memory *mem = &snap->memory;
	const struct meminfo *m = &mem->info;

	if (acct->id.kernel.known || !key(m, MEM_TOTAL).known ||
	    !key(m, MEM_FREE).known || !key(m, MEM_ACTIVE).known ||
	    !key(m, MEM_INACTIVE).known)
		return acct->id.kernel;
	return opt_i64(or0(m, MEM_TOTAL) - or0(m, MEM_FREE) -
		       or0(m, MEM_ACTIVE) - or0(m, MEM_INACTIVE) -
		       or0(m, MEM_UNEVICTABLE) -
		       (int64_t)opt_or0(hugetlb_bytes(mem, m)));
}

static uint64_t distance(struct opt_i64 a, struct opt_i64 b)
{
	if (!a.known || !b.known)
		return 0;
	return (uint64_t)(a.v > b.v ? a.v - b.v : b.v - a.v);
}

static unsigned bits(uint64_t v)
{
	return v ? 64U - (unsigned)__builtin_clzll(v) : 0;
}

/* calculate_normal_threshold() of mm/vmstat.c, as if one zone had it all */
static uint64_t counter_slack(const struct snapshot *snap, uint64_t total)
{
	uint64_t cpus = snap->host.cpus.known ? snap->host.cpus.v : 1;
	uint64_t pages = 2ULL * bits(cpus) * (1 + bits(total >> 27));

	if (pages > STAT_THRESHOLD_MAX)
		pages = STAT_THRESHOLD_MAX;
	return pages * cpus * COUNTERS_USED * snapshot_page_size(snap);
}

static void sum_pss(const struct snapshot *snap, struct pss_sums *ret)
{
	for (size_t i = 0; i < snap->processes.n; i++) {
		const struct process *p = &snap->processes.v[i];

		ret->total = opt_plus(ret->total, p->pss_bytes);
		ret->anon = opt_plus(ret->anon, p->pss_anon_bytes);
		ret->file = opt_plus(ret->file, p->pss_file_bytes);
		ret->shmem = opt_plus(ret->shmem, p->pss_shmem_bytes);
		ret->swap = opt_plus(ret->swap, p->swap_pss_bytes);
	}
}

static int64_t at_most(struct opt_u64 v, int64_t limit)
{
	int64_t n = (int64_t)opt_or0(v);

	if (limit < 0)
		limit = 0;
	return n < limit ? n : limit;
}

/* Before 2.6.28 the lists are not told apart: what is cached and no tmpfs. */
static uint64_t file_lists(const struct meminfo *m)
{
	int64_t cache =
		or0(m, MEM_CACHED) + or0(m, MEM_BUFFERS) - or0(m, MEM_SHMEM);

	if (key(m, MEM_ACTIVE_FILE).known || key(m, MEM_INACTIVE_FILE).known)
		return opt_or0(key(m, MEM_ACTIVE_FILE)) +
		       opt_or0(key(m, MEM_INACTIVE_FILE));
	return cache > 0 ? (uint64_t)cache : 0;
}

/* The line, or what the caches that are listed tell. */
static uint64_t reclaimable_slab(const struct memory *mem)
{
	struct opt_u64 line = key(&mem->info, MEM_SRECLAIMABLE);
	uint64_t sum = 0;

	for (size_t i = 0; !line.known && i < mem->slabs.n; i++)
		if (slab_is_reclaimable(&mem->slabs.v[i]))
			sum += mem->slabs.v[i].bytes;
	return line.known ? line.v : sum;
}

/*
 * Lists that are counted wrong (NR_INACTIVE_FILE that is not decremented) make
 * MemAvailable, and the lists, more than there is memory.
 */
static struct opt_u64 available_bytes(const struct memory *mem, bool *estimated)
{
	const struct meminfo *m = &mem->info;
	struct opt_u64 total = key(m, MEM_TOTAL), free = key(m, MEM_FREE);
	struct opt_u64 line = key(m, MEM_AVAILABLE);
	uint64_t sum =
		opt_or0(free) + file_lists(m) + reclaimable_slab(mem) / 2;

	if (line.known && (!total.known || line.v <= total.v))
		return line;
	if (!free.known)
		return free;
	*estimated = true;
	return opt_u64(total.known && sum > total.v ? free.v : sum);
}

/* The three terms that page cache and processes share out among them. */
static void split_cache(const struct meminfo *m, struct identity *id)
{
	int64_t shmem = or0(m, MEM_SHMEM);
	int64_t file = file_pages(m) - shmem;
	int64_t swap_cached = or0(m, MEM_SWAP_CACHED);
	int64_t mapped_file = at_most(id->pss.file, file - swap_cached);
	int64_t mapped_shmem = at_most(id->pss.shmem, shmem);

	if (key(m, MEM_ANON_PAGES).known)
		id->processes = opt_i64(or0(m, MEM_ANON_PAGES) + mapped_file +
					mapped_shmem);
	if (cache_is_known(m))
		id->cache = opt_i64(file - mapped_file);
	if (key(m, MEM_SHMEM).known)
		id->shared = opt_i64(shmem - mapped_shmem);
	if (id->pss.file.known)
		id->pss.kernel_mapped =
			opt_i64((int64_t)id->pss.file.v - mapped_file);
	if (id->pss.anon.known && key(m, MEM_ANON_PAGES).known)
		id->pss.unread_anon = opt_i64(or0(m, MEM_ANON_PAGES) -
					      (int64_t)id->pss.anon.v);
}

/* What the textbook has: shared and SReclaimable are taken off twice. */
static struct opt_i64 textbook(const struct meminfo *m,
			       const struct pss_sums *pss)
{
	if (!pss->total.known || !key(m, MEM_TOTAL).known ||
	    !key(m, MEM_FREE).known || !key(m, MEM_CACHED).known)
		return (struct opt_i64){ 0 };
	return opt_i64(or0(m, MEM_TOTAL) - (int64_t)pss->total.v -
		       or0(m, MEM_SHMEM) - or0(m, MEM_CACHED) -
		       or0(m, MEM_BUFFERS) - or0(m, MEM_SRECLAIMABLE) -
		       or0(m, MEM_FREE));
}

static void take_lru_form(struct identity *id, struct opt_i64 by_lru)
{
	id->lru_form = true;
	id->kernel = by_lru;
	id->cache = opt_i64((int64_t)id->total.v - id->free.v -
			    id->processes.v - opt_i64_or0(id->shared) -
			    opt_i64_or0(id->hugetlb) - by_lru.v);
}

void account_identity(const struct snapshot *snap, struct identity *ret)
{
	const struct memory *mem = &snap->memory;
	const struct meminfo *m = &mem->info;
	int64_t page = (int64_t)snapshot_page_size(snap);
	int64_t pcp = page * (int64_t)opt_or0(mem->zone.pcp_pages);
	struct opt_i64 by_lru = kernel_by_lru(mem, m, pcp, page);
	struct opt_i64 before;
	uint64_t spread, drift, slack;

	*ret = (struct identity){ .total = key(m, MEM_TOTAL) };
	if (key(m, MEM_FREE).known)
		ret->free = opt_i64(or0(m, MEM_FREE) + pcp);
	ret->hugetlb = opt_signed(hugetlb_bytes(mem, m));
	ret->available = available_bytes(mem, &ret->available_estimated);
	if (!(sight_missing(snap) & SIGHT_PSS))
		sum_pss(snap, &ret->pss);
	split_cache(m, ret);
	ret->textbook = textbook(m, &ret->pss);
	ret->kernel = kernel_by_counters(mem, m, pcp);
	before = kernel_by_counters(mem, &mem->earlier, pcp);
	spread = distance(ret->kernel, by_lru);
	slack = counter_slack(snap, ret->total.v);
	if (or0(m, MEM_SWAP_CACHED) > 0 && by_lru.known) {
		take_lru_form(ret, by_lru);
		before = kernel_by_lru(mem, &mem->earlier, pcp, page);
		spread = 0;
	} else {
		ret->unmapped = unmapped_pages(ret->kernel, by_lru, slack);
	}
	if (!ret->kernel.known)
		return;
	drift = distance(ret->kernel, before);
	/* where the forms differ by what is named, that is no doubt */
	if (ret->unmapped.known)
		spread = 0;
	ret->error = opt_u64((drift > spread ? drift : spread) + slack);
}
