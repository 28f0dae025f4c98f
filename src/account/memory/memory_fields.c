/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The identity of memory, and the parts of the kernel's share. */
#include "account/account.h"
#include "account/account_fields.h"
#include "model/memory/parts.h"

#define TERM(m, k, d) SHOWN(struct identity, m, k, d)

/* In the report free stands before the other terms. */
#define PLACE(part) \
	((part) == PART_FREE ? 1 : (part) < PART_FREE ? (part) + 2 : (part) + 1)

static const struct field identity[] = {
	[0] = TERM(total, "total_bytes", "MemTotal."),
#define MEMORY_TERM(id, m, name, label, doc, ...) \
	[PLACE(PART_##id)] = TERM(m, #m "_bytes", doc),
#include "model/memory/parts.def"
	TERM(error, "error_bytes", "How far kernel_bytes may be off."),
	TERM(available, "available_bytes",
	     "MemAvailable; on kernels before 3.14 an estimate."),
};
const struct table fields_identity = TABLE(identity);

static const struct field textbook[] = {
	TERM(textbook, "kernel_bytes",
	     "Total - Pss - shared - buff/cache - free, as the textbook has "
	     "it, to compare."),
};
const struct table fields_textbook = TABLE(textbook);

#define PSS(m, k, d) SHOWN(struct pss_sums, m, k, d)

static const struct field pss_sums[] = {
	PSS(total, "total_bytes", "Pss."),
	PSS(anon, "anon_bytes", "Pss_Anon."),
	PSS(file, "file_bytes", "Pss_File."),
	PSS(shmem, "shmem_bytes", "Pss_Shmem."),
	PSS(swap, "swap_bytes", "SwapPss."),
	PSS(unread_anon, "unread_anon_bytes",
	    "AnonPages - anon: of processes that could not be read."),
	PSS(kernel_mapped, "kernel_mapped_bytes",
	    "File beyond the file cache: pages of the kernel that processes "
	    "map, such as packet rings."),
};
const struct table fields_pss_sums = TABLE(pss_sums);

#define PART(m, k, d) SHOWN(struct kernel_parts, m, k, d)

static const struct field kernel_parts[] = {
#define MEMORY_PART(id, m, name, label, doc, ...) PART(m, #m "_bytes", doc),
#define MEMORY_REST(...)
#include "model/memory/parts.def"
};
const struct table fields_kernel_parts = TABLE(kernel_parts);

static const struct field kernel_rest[] = {
#define MEMORY_REST(id, m, name, label, doc, ...) PART(m, #m "_bytes", doc),
#include "model/memory/parts.def"
};
const struct table fields_kernel_rest = TABLE(kernel_rest);

static bool saw_sockets(const void *row)
{
	return !((const struct kernel_parts *)row)->sockets_partial;
}

static const struct field of_which[] = {
	PART(of_kernel_stack, "kernel_stack_bytes", "KernelStack."),
	SHOWN(struct kernel_parts, of_sockets, "socket_bytes",
	      "What all sockets hold, by their truesize; no more than slab and "
	      "unaccounted, for clones of a packet share its data. Null where "
	      "not all could be dumped.",
	      .has = saw_sockets),
	SHOWN(struct kernel_parts, sockets_claimed, "socket_claimed_bytes",
	      "The same sum as it is.", .has = saw_sockets),
	PART(of_page_pool, "page_pool_bytes",
	     "What page pools of interfaces have given out, to sockets too; "
	     "null where they were not looked at or there are none."),
	PART(of_zfs_arc, "zfs_arc_bytes",
	     "size in /proc/spl/kstat/zfs/arcstats."),
	PART(of_unevictable_cache, "unevictable_cache_bytes",
	     "Unevictable - Mlocked."),
	PART(of_swap_cached, "swap_cached_bytes", "SwapCached."),
	PART(of_mlocked, "mlocked_bytes", "Mlocked."),
};
const struct table fields_of_which = TABLE(of_which);

NAMER(basis, basis_name, enum basis, BASIS_UPPER_BOUND + 1)

static const struct field other_part[] = {
	SHOWN(struct other_part, name, "name", "What it is.", .sure = true,
	      .pattern = "^[a-z][a-z0-9-]*$"),
	SHOWN(struct other_part, bytes, "bytes", "What it has."),
	SHOWN_AS(struct other_part, basis, FIELD_ENUM, "basis",
		 "How well that is known; only exact rows are counted in the "
		 "sum.",
		 NAMES(basis, BASIS_UPPER_BOUND + 1)),
	SHOWN(struct other_part, holder, "holder",
	      "Command of the process that has it, or null."),
};
const struct table fields_other_part = TABLE(other_part);
