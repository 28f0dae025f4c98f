/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"

#include <string.h>

#include "account/kernel/consumers.h"
#include "account/sight.h"
#include "account/kernel/rings.h"
#include "account/parts.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

/* VmallocUsed was address space before 4.4 and always 0 up to 5.2. */
#define VMALLOC_USED_SINCE KERNEL(5, 3)
/* kmalloc above the largest cache counts as slab since 5.4 (6a486c0ad4dc). */
#define LARGE_KMALLOC_SINCE KERNEL(5, 4)

static struct opt_i64 line(const struct snapshot *snap, enum meminfo_key k)
{
	return opt_signed(snap->memory.info.v[k]);
}

static bool older_than(const struct snapshot *snap, uint64_t version)
{
	return snap->host.kernel_version.known &&
	       snap->host.kernel_version.v < version;
}

static struct opt_i64 vmalloc_bytes(const struct snapshot *snap)
{
	struct opt_i64 used = line(snap, MEM_VMALLOC_USED);
	struct opt_i64 chunk = line(snap, MEM_VMALLOC_CHUNK);

	if (used.known && used.v > 0 && opt_i64_or0(chunk) == 0 &&
	    !older_than(snap, VMALLOC_USED_SINCE))
		return used;
	return opt_signed(snap->memory.vmalloc.pages_bytes);
}

/* With VMAP_STACK the stacks' pages are vmalloc pages, counted there. */
static struct opt_i64 stacks_apart(const struct snapshot *snap,
				   struct opt_i64 vmalloc)
{
	struct opt_i64 stacks = line(snap, MEM_KERNEL_STACK);
	bool process_map = vmalloc.known && snap->memory.vmap_stack != NO &&
			   stacks.v <= vmalloc.v;

	return stacks.known && process_map ? opt_i64(0) : stacks;
}

static void add_other(struct kernel_parts *k, const char *name,
		      struct opt_u64 bytes, enum basis basis)
{
	if (!bytes.known || !bytes.v || k->n_other == OTHER_PARTS_MAX)
		return;
	k->other[k->n_other++] = (struct other_part){ .name = name,
						      .bytes = bytes.v,
						      .basis = basis };
}

static struct opt_u64 above(struct opt_u64 a, struct opt_u64 b)
{
	if (!a.known || !b.known || a.v < b.v)
		return (struct opt_u64){ 0 };
	return opt_u64(a.v - b.v);
}

/* The Balloon line came with 6.16; before, events tell how large it is. */
static void add_balloon(const struct snapshot *snap, struct kernel_parts *k)
{
	const struct memory *mem = &snap->memory;
	struct opt_u64 bytes = mem->info.v[MEM_BALLOON];
	struct opt_u64 pages = above(mem->vmstat.v[VM_BALLOON_INFLATE],
				     mem->vmstat.v[VM_BALLOON_DEFLATE]);

	if (!bytes.known && pages.known)
		bytes = opt_u64(pages.v * snapshot_page_size(snap));
	/* a driver that lowered MemTotal has taken it out of the sum already */
	if (mem->balloon_in_total == NO)
		return;
	add_other(k, "balloon", bytes,
		  mem->balloon_in_total == YES ? BASIS_EXACT : BASIS_ESTIMATE);
}

/*
 * Zswap's pool is in zspages where zsmalloc has it. Until 6.15 zbud and z3fold
 * could have it instead: then it is more than what zspages has besides zram.
 * Without the devices' own figures that is the least it can be.
 */
static void add_zswap(const struct snapshot *snap, struct opt_u64 zspages,
		      struct kernel_parts *k)
{
	struct opt_u64 zswap = snap->memory.info.v[MEM_ZSWAP];
	uint64_t zram = consumers_bytes(snap, "zram");
	uint64_t process_map =
		opt_or0(zspages) > zram ? opt_or0(zspages) - zram : 0;

	add_other(k, "zswap", above(zswap, opt_u64(process_map)), BASIS_EXACT);
}

static void add_others(const struct snapshot *snap, struct kernel_parts *k)
{
	const struct opt_u64 *v = snap->memory.info.v;
	struct opt_u64 zspages = snap->memory.vmstat.v[VM_ZSPAGES];

	struct opt_u64 memmap = snap->memory.vmstat.v[VM_MEMMAP_PAGES];

	zspages.v *= snapshot_page_size(snap);
	/*
	 * page structs of memory that came after boot; with memmap_on_memory
	 * they lie in that memory and are no part of MemTotal
	 */
	memmap.v *= snapshot_page_size(snap);
	add_other(k, "zspages", zspages, BASIS_EXACT);
	add_zswap(snap, zspages, k);
	add_other(k, "memmap", memmap, BASIS_UPPER_BOUND);
	add_other(k, "misc-reclaimable",
		  above(v[MEM_KRECLAIMABLE], v[MEM_SRECLAIMABLE]), BASIS_EXACT);
	add_balloon(snap, k);
	add_other(k, "unaccepted", v[MEM_UNACCEPTED], BASIS_EXACT);
	add_other(k, "bounce", v[MEM_BOUNCE], BASIS_EXACT);
	add_other(k, "writeback-tmp", v[MEM_WRITEBACK_TMP], BASIS_EXACT);
	add_other(k, "quicklists", v[MEM_QUICKLISTS], BASIS_EXACT);
	add_other(k, "gpu", above(v[MEM_GPU_ACTIVE], v[MEM_GPU_RECLAIM]),
		  BASIS_EXACT);
	/* movable pages may live there too, so it is not all the drivers' */
	add_other(k, "cma", above(v[MEM_CMA_TOTAL], v[MEM_CMA_FREE]),
		  BASIS_UPPER_BOUND);
}

static struct opt_i64 kmalloc_large(const struct snapshot *snap)
{
	const struct slabs *slabs = &snap->memory.slabs;
	struct opt_i64 slab = line(snap, MEM_SLAB);
	bool counted =
		!snapshot_is_capture(snap) || snap->host.kernel_version.known;

	if (!slabs->known || !slab.known || !counted ||
	    older_than(snap, LARGE_KMALLOC_SINCE))
		return (struct opt_i64){ 0 };
	for (size_t i = 0; i < slabs->n; i++)
		slab.v -= (int64_t)slabs->v[i].bytes;
	return slab;
}

static void overlays(const struct snapshot *snap, struct kernel_parts *k)
{
	const struct opt_u64 *v = snap->memory.info.v;
	uint64_t pools;

	k->of_kernel_stack = v[MEM_KERNEL_STACK];
	k->of_zfs_arc = snap->memory.arc.size_bytes;
	k->of_unevictable_cache = above(v[MEM_UNEVICTABLE], v[MEM_MLOCKED]);
	k->of_swap_cached = v[MEM_SWAP_CACHED];
	k->of_mlocked = v[MEM_MLOCKED];
	pools = consumers_bytes(snap, "page-pool") +
		consumers_bytes(snap, "page-pool-detached");
	if (pools)
		k->of_page_pool = opt_u64(pools);
}

/*
 * Packet and raw sockets (and UDP's multicast) get clones of one packet: each
 * is charged for all of it, the data is there once. Sockets' data is in slab
 * or in pages that no counter names.
 */
static void sum_sockets(const struct snapshot *snap, struct kernel_parts *k)
{
	int64_t room = line(snap, MEM_SLAB).v;

	for (size_t i = 0; i < PROTO_N; i++) {
		const struct protocol *p = &snap->protocols.v[i];

		if (p->dumped || p->totals.sockets)
			k->sockets_claimed =
				opt_plus(k->sockets_claimed,
					 opt_u64(p->totals.held_bytes));
	}
	k->of_sockets = k->sockets_claimed;
	k->sockets_partial = sight_sockets_partial(snap);
	if (!line(snap, MEM_SLAB).known || !k->unaccounted.known)
		return;
	if (k->unaccounted.v > 0)
		room += k->unaccounted.v;
	if (k->of_sockets.known && k->of_sockets.v > (uint64_t)room) {
		k->of_sockets.v = (uint64_t)room;
		k->sockets_capped = true;
	}
}

static void add_rings(const struct snapshot *snap, struct kernel_parts *k)
{
	struct rings rings = rings_sum(snap);
	size_t n = k->n_other;
	const struct process *p;

	add_other(k, "packet-rings", opt_u64(rings.bytes), BASIS_EXACT);
	if (k->n_other == n || !rings.pid)
		return;
	k->other[n].pid = rings.pid;
	p = processes_find(&snap->processes, rings.pid);
	if (p)
		memcpy(k->other[n].holder, p->comm, sizeof(p->comm));
}

int64_t account_kernel_parts(const struct kernel_parts *k)
{
	int64_t sum = 0;

	for (unsigned p = MEMORY_TERMS_N; p < PART_UNACCOUNTED; p++)
		sum += opt_i64_or0(kernel_part(k, (enum memory_part)p));
	for (size_t i = 0; i < k->n_other; i++)
		if (k->other[i].basis == BASIS_EXACT)
			sum += (int64_t)k->other[i].bytes;
	return sum;
}

struct opt_i64 account_uncounted(const struct kernel_parts *k)
{
	struct opt_i64 sum = k->unaccounted;

	for (size_t i = k->n_counted; i < k->n_other; i++)
		if (k->other[i].basis == BASIS_EXACT)
			sum.v += (int64_t)k->other[i].bytes;
	return sum;
}

/* Before 2.6.19 Slab is one figure: what caches are called tells its parts. */
static void split_slab(const struct snapshot *snap, struct kernel_parts *ret)
{
	const struct slabs *slabs = &snap->memory.slabs;
	struct opt_i64 slab = line(snap, MEM_SLAB);
	int64_t named = 0;

	if (ret->slab_unreclaimable.known || !slab.known)
		return;
	for (size_t i = 0; i < slabs->n; i++)
		if (slab_is_reclaimable(&slabs->v[i]))
			named += (int64_t)slabs->v[i].bytes;
	if (!ret->slab_reclaimable.known && slabs->n)
		ret->slab_reclaimable =
			opt_i64(named < slab.v ? named : slab.v);
	ret->slab_unreclaimable =
		opt_i64(slab.v - opt_i64_or0(ret->slab_reclaimable));
}

void account_kernel(const struct snapshot *snap, const struct identity *id,
		    struct kernel_parts *ret)
{
	*ret = (struct kernel_parts){
		.slab_unreclaimable = line(snap, MEM_SUNRECLAIM),
		.slab_reclaimable = line(snap, MEM_SRECLAIMABLE),
		.vmalloc = vmalloc_bytes(snap),
		.page_tables = line(snap, MEM_PAGE_TABLES),
		.sec_page_tables = line(snap, MEM_SEC_PAGE_TABLES),
		.percpu = line(snap, MEM_PERCPU),
		.kmalloc_large = kmalloc_large(snap),
	};
	split_slab(snap, ret);
	ret->kernel_stack = stacks_apart(snap, ret->vmalloc);
	add_others(snap, ret);
	add_other(ret, "unmapped-pages", id->unmapped, BASIS_EXACT);
	add_rings(snap, ret);
	consumers_sum(snap, ret);
	overlays(snap, ret);
	if (id->kernel.known && account_kernel_parts(ret) > id->kernel.v)
		consumers_doubt_pipes(ret);
	if (id->kernel.known)
		ret->unaccounted =
			opt_i64(id->kernel.v - account_kernel_parts(ret));
	sum_sockets(snap, ret);
}
