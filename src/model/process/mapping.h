/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One mapping of a process, as /proc/PID/maps and smaps tell it. */
#ifndef KMW_MODEL_PROCESS_MAPPING_H
#define KMW_MODEL_PROCESS_MAPPING_H

#include <stdbool.h>
#include <stdint.h>

/* The amounts of smaps, in bytes (fs/proc/task_mmu.c, __show_smap()). */
enum smaps_key {
	SM_KERNEL_PAGE,
	SM_RSS,
	SM_PSS,
	SM_ANON,
	SM_LAZY_FREE, /* 4.12 */
	SM_THP,
	SM_SHARED_HUGETLB, /* 4.4; huge pages are not in Rss */
	SM_PRIVATE_HUGETLB,
	SM_SWAP,
	SM_LOCKED,
	SM_N
};

#define MAPPING_NAME 96

struct mapping {
	uint64_t start;
	uint64_t end;
	uint64_t inode; /* 0: no file */
	uint64_t v[SM_N];
	uint32_t known; /* bit by enum smaps_key: its line was there */
	bool readable;
	bool writable;
	bool executable;
	bool shared;
	bool hugetlb;		 /* VmFlags ht (3.8) */
	char name[MAPPING_NAME]; /* raw: hostile; of a longer one the end */
};

static inline uint64_t mapping_size(const struct mapping *m)
{
	return m->end - m->start;
}

static inline bool mapping_knows(const struct mapping *m, enum smaps_key k)
{
	return m->known >> k & 1;
}

/* Of the base pages, and of huge ones. */
static inline uint64_t mapping_rss(const struct mapping *m)
{
	return m->v[SM_RSS] + m->v[SM_SHARED_HUGETLB] +
	       m->v[SM_PRIVATE_HUGETLB];
}

#endif
